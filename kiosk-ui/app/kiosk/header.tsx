import { useEffect, useState } from "preact/hooks";
import type { Frame } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { Seal } from "../design/icons.tsx";
import { useVisit } from "../visit.ts";

/** Whose hall this is, and what time it is there. */
export function Header({ frame }: { readonly frame: Frame | undefined }) {
  const { say } = useVisit();
  const words = kiosk.frame;
  const hall = frame?.hall;
  return (
    <header class="header">
      <Seal />
      <div class="header-names">
        <p class="header-hall">{hall ? say({ zh: hall.nameZh, en: hall.nameEn }) : say(words.service)}</p>
        <p class="header-service">
          <Time />
          {hall ? say(words.service) : "Cardhall"}
        </p>
      </div>
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
  return <span class="header-time">{`${two(now.getHours())}:${two(now.getMinutes())}`}</span>;
}
