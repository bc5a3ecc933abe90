import type { Screen } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { operationNames, reasonNames } from "../../../words/operations.ts";
import { CardDrawing } from "../design/card-drawing.tsx";
import { useVisit } from "../visit.ts";
import { Choice } from "./choice.tsx";
import { Counter } from "./counter.tsx";

export function GiveReason({ card, kind, reasons }: Extract<Screen, { name: "reason" }>) {
  const { say, act } = useVisit();
  return (
    <Counter
      stage={<CardDrawing card={card} />}
      question={say(kiosk.reason.question(operationNames[kind]))}
      lead={say(kiosk.reason.lead)}
      step="ask"
      onBack={() => {
        act({ type: "back" });
      }}
      onExit={() => {
        act({ type: "exit" });
      }}
    >
      <div class="choices">
        {reasons.map((reason) => (
          <Choice
            key={reason}
            title={say(reasonNames[reason])}
            look="plain"
            onChoose={() => {
              act({ type: "give-reason", reason });
            }}
          />
        ))}
      </div>
    </Counter>
  );
}
