import { useEffect, useState } from "preact/hooks";
import type { Screen } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { CardDrawing } from "../design/card-drawing.tsx";
import { useVisit } from "../visit.ts";
import { Choice } from "./choice.tsx";
import { Counter } from "./counter.tsx";
import { Dialog } from "./dialog.tsx";

/** A touch anywhere says yes: whoever touches is there. */
export function StillThere({ secondsLeft, card }: Extract<Screen, { name: "still-there" }>) {
  const { say, act } = useVisit();
  const words = kiosk["still-there"];
  const left = useCountdown(secondsLeft);
  const stay = () => {
    act({ type: "continue" });
  };
  return (
    <>
      <Counter stage={<CardDrawing card={card} />} question={say(kiosk.frame.service)} />
      <Dialog title={say(words.question)} onScrim={stay}>
        <p class="lead number" data-said-once="">
          {say(words.lead(left))}
        </p>
        <div class="choices">
          <Choice title={say(words.stay)} look="primary" onChoose={stay} />
          <Choice
            title={say(words.leave)}
            look="plain"
            onChoose={() => {
              act({ type: "exit" });
            }}
          />
        </div>
      </Dialog>
    </>
  );
}

/** Counts down from what the daemon said last; the daemon alone decides when time is up. */
function useCountdown(secondsLeft: number): number {
  const { clock } = useVisit();
  const [left, setLeft] = useState(secondsLeft);
  useEffect(() => {
    setLeft(secondsLeft);
  }, [secondsLeft]);
  useEffect(() => {
    if (left <= 1) return;
    return clock.after(1_000, () => {
      setLeft(left - 1);
    });
  }, [left, clock]);
  return left;
}
