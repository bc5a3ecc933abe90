import type { Screen } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { CardDrawing } from "../design/card-drawing.tsx";
import { useVisit } from "../visit.ts";
import { Choice } from "./choice.tsx";
import { Counter } from "./counter.tsx";

/** 临时挂失 ends by itself on a day that the region's rules say; 正式挂失 stays. */
export function FreezeForm({ card, temporaryUntil }: Extract<Screen, { name: "freeze-form" }>) {
  const { say, act } = useVisit();
  const words = kiosk["freeze-form"];
  return (
    <Counter
      stage={<CardDrawing card={card} />}
      question={say(words.question)}
      step="ask"
      onBack={() => {
        act({ type: "back" });
      }}
      onExit={() => {
        act({ type: "exit" });
      }}
    >
      <div class="choices">
        <Choice
          title={say(words.temporary)}
          hint={say(words.temporaryHint(temporaryUntil))}
          look="plain"
          onChoose={() => {
            act({ type: "choose-form", form: "temporary" });
          }}
        />
        <Choice
          title={say(words.formal)}
          hint={say(words.formalHint)}
          look="plain"
          onChoose={() => {
            act({ type: "choose-form", form: "formal" });
          }}
        />
      </div>
    </Counter>
  );
}
