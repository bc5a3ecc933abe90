import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Action, DemoAction, Frame, Language, ScreenName } from "../../../daemon/screen.ts";
import type { Camera } from "../camera.ts";
import type { PageClock } from "../clock.ts";
import { isAssisted, isPlain, plainComfort, type Comfort, type Voice } from "../comfort.ts";
import { useLooks } from "../use-looks.ts";
import { useScanning } from "../use-scanning.ts";
import { useSpeech } from "../use-speech.ts";
import { touchIsDue, visitEnded, VisitProvider, welcomePatienceMs, type Visit } from "../visit.ts";
import { DemoTray } from "./demo-tray.tsx";
import { Forgotten } from "./forgotten.tsx";
import { Header } from "./header.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { ScreenOf } from "./screen-of.tsx";
import { Tools } from "./tools.tsx";
import { Elsewhere, NotAdmitted, OneMoment } from "./without-link.tsx";

/** Whether there is a frame that may be shown; the page never goes on with an old one. */
export type Standing =
  | { readonly kind: "one-moment" }
  | { readonly kind: "not-admitted" }
  /** Another page has the terminal. */
  | { readonly kind: "elsewhere" }
  | { readonly kind: "on"; readonly frame: Frame };

/** What the page begins with for everybody; a look at one screen begins otherwise. */
export type Beginning = { readonly language: Language; readonly comfort: Comfort };
export const usualBeginning: Beginning = { language: "zh", comfort: plainComfort };

type Props = {
  readonly standing: Standing;
  readonly clock: PageClock;
  readonly voice: Voice;
  readonly camera: Camera;
  readonly beginning: Beginning;
  readonly onAction: (frame: Frame, action: Action) => void;
  readonly onPhoto: (frame: Frame, jpeg: Uint8Array<ArrayBuffer>) => void;
  readonly onDemo: (action: DemoAction) => void;
  readonly onTakeBack: () => void;
  /** A person has gone: what the browser itself may still hold of them goes too. */
  readonly onVisitEnd: () => void;
};

export function Kiosk(props: Props) {
  const { standing, clock, voice, camera, beginning, onAction, onPhoto, onDemo, onTakeBack, onVisitEnd } =
    props;
  const frame = standing.kind === "on" ? standing.frame : undefined;
  const name = frame?.screen.name;
  const [chosenLanguage, speak] = useState(beginning.language);
  const [chosenComfort, setComfort] = useState(beginning.comfort);
  // With its screen the dialog goes at once, so that the next question finds the focus free.
  const place = name ?? standing.kind;
  const [helpAt, setHelpAt] = useState<string | undefined>();
  const before = useRef<ScreenName | undefined>(name);

  // Decided while drawing, not after, so that no sentence flashes up in the last person's language.
  const ended = name !== undefined && visitEnded(before.current ?? name, name);
  const language = ended ? usualBeginning.language : chosenLanguage;
  const comfort = ended ? usualBeginning.comfort : chosenComfort;
  useLayoutEffect(() => {
    if (ended) {
      speak(language);
      setComfort(comfort);
      onVisitEnd();
    }
    if (name !== undefined && name !== before.current) setHelpAt(undefined);
    if (name !== undefined) before.current = name;
  });
  useLayoutEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [language]);
  useEffect(() => {
    // Somebody chose on the welcome screen, and walked away.
    if (name !== "welcome" || (language === beginning.language && isPlain(comfort))) return;
    return clock.after(welcomePatienceMs, () => {
      speak(usualBeginning.language);
      setComfort(usualBeginning.comfort);
    });
  }, [name, language, comfort, clock, beginning]);

  const visit = useMemo<Visit>(
    () => ({
      language,
      speak,
      comfort,
      change: (wish) => {
        setComfort((now) => ({ ...now, ...wish }));
      },
      say: (phrase) => phrase[language],
      act: (action) => {
        if (frame !== undefined) onAction(frame, action);
      },
      givePhoto: (jpeg) => {
        if (frame !== undefined) onPhoto(frame, jpeg);
      },
      camera,
      clerk: frame?.clerk,
      clock,
    }),
    [language, comfort, frame, onAction, onPhoto, camera, clock],
  );
  const assisted = isAssisted(comfort);
  usePace(visit, assisted, standing.kind === "on");
  useTouchMessages(visit, name, clock);
  useLooks(comfort, frame?.display);
  useHeadphones(frame?.devices.headphones, visit.change);
  const scan = useMemo(() => (wish: Partial<Comfort>) => setComfort((now) => ({ ...now, ...wish })), []);
  useScanning(comfort, scan, clock);
  const { again } = useSpeech(voice, comfort, language, frame?.devices.headphones === true, name ?? "");
  useLayoutEffect(focusSomewhere);

  return (
    <VisitProvider value={visit}>
      <div class="hall" data-demo={frame?.demo ? "" : undefined}>
        <div class="kiosk" data-screen={place} data-assist={assisted ? "" : undefined}>
          <Header frame={frame} />
          {frame !== undefined && <ScreenOf key={frame.screen.name} screen={frame.screen} />}
          {frame?.forgotten && <Forgotten {...frame.forgotten} />}
          {standing.kind === "one-moment" && <OneMoment />}
          {standing.kind === "not-admitted" && <NotAdmitted />}
          {standing.kind === "elsewhere" && <Elsewhere onTakeBack={onTakeBack} />}
          <Tools onHelp={() => setHelpAt(place)} onAgain={again} />
          {helpAt === place && (
            <HelpDialog
              terminalId={frame?.hall.terminalId}
              clerk={frame?.clerk}
              onClose={() => setHelpAt(undefined)}
            />
          )}
        </div>
        {frame?.demo && <DemoTray tray={frame.demo} onDemo={onDemo} />}
      </div>
    </VisitProvider>
  );
}

/** Tells the daemon, whose clock it is, that this person is given more time; and says it again to a new daemon. */
function usePace(visit: Visit, unhurried: boolean, linked: boolean): void {
  const told = useRef(false);
  useEffect(() => {
    if (!linked) told.current = false;
    else if (told.current !== unhurried) {
      told.current = unhurried;
      visit.act({ type: "pace", unhurried });
    }
  }, [visit, unhurried, linked]);
}

/** Headphones put in ask for speech, by somebody who may not find a button for it; taken out, it ends. */
function useHeadphones(headphones: boolean | undefined, change: Visit["change"]): void {
  const before = useRef(headphones);
  useEffect(() => {
    if (headphones !== undefined && headphones !== (before.current ?? false)) change({ speech: headphones });
    before.current = headphones;
  }, [headphones, change]);
}

/** A control that went away took the focus with it: it begins again at the question. */
function focusSomewhere(): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  document.querySelector<HTMLElement>("dialog[open] button, h1")?.focus({ preventScroll: true });
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
