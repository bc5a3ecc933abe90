import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Action, DemoAction, Frame, Language, ScreenName } from "../../../daemon/screen.ts";
import type { PageClock } from "../clock.ts";
import { languageOnScreen, touchIsDue, VisitProvider, welcomeLanguageMs, type Visit } from "../visit.ts";
import { DemoTray } from "./demo-tray.tsx";
import { Header } from "./header.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { ScreenOf } from "./screen-of.tsx";
import { Elsewhere, NotAdmitted, OneMoment } from "./without-link.tsx";

/** Whether there is a frame that may be shown; the page never goes on with an old one. */
export type Standing =
  | { readonly kind: "one-moment" }
  | { readonly kind: "not-admitted" }
  /** Another page has the terminal. */
  | { readonly kind: "elsewhere" }
  | { readonly kind: "on"; readonly frame: Frame };

type Props = {
  readonly standing: Standing;
  readonly clock: PageClock;
  readonly firstLanguage: Language;
  readonly onAction: (frame: Frame, action: Action) => void;
  readonly onDemo: (action: DemoAction) => void;
  readonly onTakeBack: () => void;
};

export function Kiosk({ standing, clock, firstLanguage, onAction, onDemo, onTakeBack }: Props) {
  const frame = standing.kind === "on" ? standing.frame : undefined;
  const name = frame?.screen.name;
  const [chosen, setLanguage] = useState<Language>(firstLanguage);
  const [helping, setHelping] = useState(false);
  const before = useRef<ScreenName | undefined>(name);

  // Decided while drawing, not after, so that no sentence flashes up in the last person's language.
  const language = name === undefined ? chosen : languageOnScreen(chosen, before.current ?? name, name);
  useLayoutEffect(() => {
    if (language !== chosen) setLanguage(language);
    if (name !== undefined && name !== before.current) setHelping(false);
    if (name !== undefined) before.current = name;
  });
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [language]);
  useEffect(() => {
    if (name !== "welcome" || language === firstLanguage) return;
    return clock.after(welcomeLanguageMs, () => {
      setLanguage("zh");
    });
  }, [name, language, clock, firstLanguage]);

  const visit = useMemo<Visit>(
    () => ({
      language,
      speak: setLanguage,
      say: (phrase) => phrase[language],
      act: (action) => {
        if (frame !== undefined) onAction(frame, action);
      },
      clock,
    }),
    [language, frame, onAction, clock],
  );
  useTouchMessages(visit, name, clock);

  return (
    <VisitProvider value={visit}>
      <div class="hall" data-demo={frame?.demo ? "" : undefined}>
        <div class="kiosk" data-screen={name ?? standing.kind}>
          <Header frame={frame} onLanguage={setLanguage} onHelp={setHelping} />
          {frame !== undefined && <ScreenOf key={frame.screen.name} screen={frame.screen} />}
          {standing.kind === "one-moment" && <OneMoment />}
          {standing.kind === "not-admitted" && <NotAdmitted />}
          {standing.kind === "elsewhere" && <Elsewhere onTakeBack={onTakeBack} />}
          {helping && <HelpDialog terminalId={frame?.hall.terminalId} onClose={() => setHelping(false)} />}
        </div>
        {frame?.demo && <DemoTray tray={frame.demo} onDemo={onDemo} />}
      </div>
    </VisitProvider>
  );
}

/** Any sign of life on the page starts the daemon's idle clock anew, at most one message in ten seconds. */
function useTouchMessages(visit: Visit, name: ScreenName | undefined, clock: PageClock): void {
  const lastMs = useRef<number | undefined>(undefined);
  useEffect(() => {
    // "Are you still there?" wants an answer of its own.
    if (name === undefined || name === "still-there") return;
    const touched = () => {
      const nowMs = clock.now().getTime();
      if (!touchIsDue(lastMs.current, nowMs)) return;
      lastMs.current = nowMs;
      visit.act({ type: "touch" });
    };
    const signs = ["pointerdown", "keydown", "wheel"] as const;
    for (const sign of signs) document.addEventListener(sign, touched, { passive: true });
    return () => {
      for (const sign of signs) document.removeEventListener(sign, touched);
    };
  }, [visit, name, clock]);
}
