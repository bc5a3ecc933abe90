import type { Screen } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import type { Phrase } from "../../../words/language.ts";
import {
  bankNote,
  consequences,
  operationNames,
  reasonNames,
  temporaryUndo,
} from "../../../words/operations.ts";
import { CardDrawing } from "../design/card-drawing.tsx";
import { useVisit } from "../visit.ts";
import { Choice } from "./choice.tsx";
import { Counter } from "./counter.tsx";
import { HoldButton } from "./hold-button.tsx";
import { Notice } from "./notice.tsx";

/** What stops, what stays, how to undo; then a yes that fits the weight of it. */
export function Confirm(screen: Extract<Screen, { name: "confirm" }>) {
  const { card, kind, reason, asker, freeze, printerFault } = screen;
  const { say, act } = useVisit();
  const words = kiosk.confirm;
  const name = operationNames[kind];
  const { stops, stays, undo } = consequences[kind];
  const { until } = freeze ?? {};
  const back = () => {
    act({ type: "back" });
  };
  const confirm = () => {
    act({ type: "confirm" });
  };
  return (
    <Counter
      stage={<CardDrawing card={card} />}
      question={say(words.question(name))}
      step="confirm"
      onBack={back}
      onExit={() => {
        act({ type: "exit" });
      }}
    >
      <dl class={`consequences ${kind === "cancel" ? "consequences-grave" : ""}`}>
        <div class="consequence-stops">
          <dt>{say(kind === "unfreeze" ? words.startsAgain : words.stops)}</dt>
          <dd>
            <Lines phrases={stops} />
          </dd>
        </div>
        <div class="consequence-stays">
          <dt>{say(words.stays)}</dt>
          <dd>
            <Lines phrases={stays} />
          </dd>
        </div>
        <div class="consequence-undo">
          <dt>{say(words.undo)}</dt>
          <dd>{say(until === undefined ? undo : temporaryUndo)}</dd>
        </div>
        {until !== undefined && (
          <div class="consequence-until">
            <dt>{say(words.until)}</dt>
            <dd>{say(words.temporary(until))}</dd>
          </div>
        )}
        <div class="consequence-bank">
          <dt>{say(words.bank)}</dt>
          <dd>{say(bankNote[kind])}</dd>
        </div>
        <div class="consequence-reason">
          <dt>{say(words.reason)}</dt>
          <dd>
            {say(reasonNames[reason])}
            {asker === "agent" && ` (${say(words.agent)})`}
          </dd>
        </div>
      </dl>
      {printerFault !== undefined && <Notice text={say(words.noPaper)} />}
      <div class="choices choices-pair">
        <Choice title={say(words.no)} look="plain" onChoose={back} />
        {kind === "cancel" ? (
          <HoldButton
            title={say(words.hold(name))}
            holdingTitle={say(words.holding)}
            hint={say(words.holdHow)}
            onHeld={confirm}
          />
        ) : (
          <Choice title={say(words.yes(name))} look="primary" onChoose={confirm} />
        )}
      </div>
    </Counter>
  );
}

function Lines({ phrases }: { readonly phrases: readonly Phrase[] }) {
  const { say } = useVisit();
  return (
    <ul>
      {phrases.map((phrase) => (
        <li key={phrase.en}>{say(phrase)}</li>
      ))}
    </ul>
  );
}
