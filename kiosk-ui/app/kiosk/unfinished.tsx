import type { Screen } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { operationNames } from "../../../words/operations.ts";
import { CardDrawing } from "../design/card-drawing.tsx";
import { useVisit } from "../visit.ts";
import { Choice } from "./choice.tsx";
import { Counter } from "./counter.tsx";

/** What was begun with this card and has not touched it yet: finish it, or let it not have been. */
export function Unfinished({ card, kind }: Extract<Screen, { name: "unfinished" }>) {
  const { say, act } = useVisit();
  const words = kiosk.unfinished;
  return (
    <Counter
      stage={<CardDrawing card={card} />}
      question={say(words.question(operationNames[kind]))}
      lead={say(words.lead)}
      step="ask"
      onExit={() => {
        act({ type: "exit" });
      }}
    >
      <div class="choices">
        <Choice
          title={say(words.finish)}
          hint={say(words.finishHow)}
          look="primary"
          onChoose={() => {
            act({ type: "confirm" });
          }}
        />
        <Choice
          title={say(words.undo)}
          hint={say(words.undoHow)}
          look="plain"
          onChoose={() => {
            act({ type: "undo" });
          }}
        />
      </div>
    </Counter>
  );
}

export function Undone({ card, kind }: Extract<Screen, { name: "undone" }>) {
  const { say, act } = useVisit();
  const words = kiosk.undone;
  return (
    <Counter
      stage={<CardDrawing card={card} />}
      question={say(words.question(operationNames[kind]))}
      lead={say(words.lead)}
    >
      <div class="choices">
        <Choice
          title={say(words.continue)}
          look="primary"
          onChoose={() => {
            act({ type: "continue" });
          }}
        />
        <Choice
          title={say(words.leave)}
          look="plain"
          onChoose={() => {
            act({ type: "exit" });
          }}
        />
      </div>
    </Counter>
  );
}
