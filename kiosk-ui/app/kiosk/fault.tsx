import type { Screen } from "../../../daemon/screen.ts";
import type { FaultCode } from "../../../words/errors.ts";
import { catalogue } from "../../../words/errors.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { TroubleDrawing } from "../design/trouble-drawing.tsx";
import { useVisit } from "../visit.ts";
import { Choice } from "./choice.tsx";
import { Counter } from "./counter.tsx";

/** What happened and what it means, what to do now; the code is small, for the clerk. */
export function Fault({ fault, cardInside, detail, card, operationNo }: Extract<Screen, { name: "fault" }>) {
  const { say, act } = useVisit();
  const words = kiosk.fault;
  const entry = catalogue[fault];
  return (
    <Counter
      stage={<TroubleDrawing fault={fault} card={card} />}
      tone="attention"
      question={say(entry.what)}
      lead={say(entry.next)}
    >
      <div class="choices">
        <Choice
          title={say(cardInside ? words.takeCard : words.continue)}
          look="primary"
          onChoose={() => {
            act({ type: "continue" });
          }}
        />
      </div>
      {operationNo !== undefined && (
        <p class="certificate-number">
          <span>{say(words.operationNo)}</span>
          <strong class="number operation-number">{operationNo}</strong>
        </p>
      )}
      <ForClerk fault={fault} detail={detail} />
    </Counter>
  );
}

/** Says what happened, and first of all where people are served meanwhile. */
export function OutOfService({ fault }: { readonly fault: FaultCode }) {
  const { say } = useVisit();
  const words = kiosk["out-of-service"];
  const entry = catalogue[fault];
  return (
    <Counter
      stage={<TroubleDrawing fault={fault} />}
      tone="attention"
      question={say(words.question)}
      lead={say(entry.what)}
    >
      <p class="lead">{say(entry.next)}</p>
      <section class="still">
        <h2>{say(words.still)}</h2>
        <ul>
          {[words.stillElsewhere, words.stillCertificate, words.stillPhone].map((service) => (
            <li key={service.en}>{say(service)}</li>
          ))}
        </ul>
      </section>
      <ForClerk fault={fault} />
    </Counter>
  );
}

function ForClerk(props: { readonly fault: FaultCode; readonly detail?: string | undefined }) {
  const { say } = useVisit();
  const words = kiosk.fault;
  return (
    <div class="for-clerk">
      <p>{`${say(words.forClerk)}: ${say(catalogue[props.fault].clerk)}`}</p>
      <p>
        <code>{props.fault}</code>
        {props.detail !== undefined && <code>{props.detail}</code>}
      </p>
    </div>
  );
}
