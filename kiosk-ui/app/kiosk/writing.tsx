import type { Bead, Screen } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { beadNames, operationsUnderWay } from "../../../words/operations.ts";
import { CardDrawing } from "../design/card-drawing.tsx";
import { TickIcon } from "../design/icons.tsx";
import { useVisit } from "../visit.ts";
import { Counter } from "./counter.tsx";
import type { Step } from "./path.tsx";

const stepOf: Readonly<Record<Bead, Step>> = {
  "ask-centre": "write",
  "prepare-card": "write",
  "write-card": "write",
  "check-card": "check",
  "tell-centre": "check",
};
/** In the order of daemon/screen.ts, which a test holds against it. */
export const beadOrder = Object.keys(stepOf) as readonly Bead[];

/** No buttons: there is nothing to choose now but to leave the card alone. */
export function Writing({ card, kind, bead, resumed }: Extract<Screen, { name: "writing" }>) {
  const { say } = useVisit();
  const words = kiosk.writing;
  const here = beadOrder.indexOf(bead);
  return (
    <Counter
      stage={
        <>
          <CardDrawing card={card} scanning />
          <p class="do-not-remove">{say(kiosk.frame.doNotRemove)}</p>
        </>
      }
      question={say(operationsUnderWay[kind])}
      lead={say(resumed ? words.resumed : words.lead)}
      step={stepOf[bead]}
    >
      <ol class="beads" aria-label={say(words.steps)} aria-live="polite">
        {beadOrder.map((name, place) => {
          const state = place < here ? "done" : place === here ? "now" : "later";
          return (
            <li key={name} class={`bead bead-${state}`}>
              <span class="bead-dot">{state === "done" && <TickIcon />}</span>
              <span class="bead-name">{say(beadNames[name])}</span>
              <span class="bead-state">{say(words[state])}</span>
            </li>
          );
        })}
      </ol>
    </Counter>
  );
}
