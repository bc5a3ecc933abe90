import { useEffect, useState } from "preact/hooks";
import type { Frame, Language } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { HelpIcon, Seal } from "../design/icons.tsx";
import { useVisit } from "../visit.ts";

type Props = {
  readonly frame: Frame | undefined;
  readonly onLanguage: (language: Language) => void;
  readonly onHelp: (helping: boolean) => void;
};

export function Header({ frame, onLanguage, onHelp }: Props) {
  const { say, language } = useVisit();
  const words = kiosk.frame;
  const hall = frame?.hall;
  return (
    <header class="header">
      <Seal />
      <div class="header-names">
        <p class="header-hall">{hall ? say({ zh: hall.nameZh, en: hall.nameEn }) : say(words.service)}</p>
        <p class="header-service">{hall ? say(words.service) : "Cardhall"}</p>
      </div>
      <Time />
      <div class="languages" role="group" aria-label="语言 / Language">
        <button
          type="button"
          lang="zh-CN"
          aria-pressed={language === "zh"}
          onClick={() => {
            onLanguage("zh");
          }}
        >
          中文
        </button>
        <button
          type="button"
          lang="en"
          aria-pressed={language === "en"}
          onClick={() => {
            onLanguage("en");
          }}
        >
          English
        </button>
      </div>
      <button
        type="button"
        class="help"
        onClick={() => {
          onHelp(true);
        }}
      >
        <HelpIcon />
        <span>{say(words.help)}</span>
      </button>
    </header>
  );
}

function Time() {
  const { clock } = useVisit();
  const [now, setNow] = useState(clock.now());
  useEffect(() => {
    // Wakes on the minute, so that the shown time is never more than a blink behind.
    const untilNextMinuteMs = 60_000 - (now.getTime() % 60_000);
    return clock.after(untilNextMinuteMs, () => {
      setNow(clock.now());
    });
  }, [now, clock]);
  const two = (part: number) => String(part).padStart(2, "0");
  return <p class="header-time">{`${two(now.getHours())}:${two(now.getMinutes())}`}</p>;
}
