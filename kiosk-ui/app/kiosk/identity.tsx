import type { Proof, ProvenView, Screen } from "../../../daemon/screen.ts";
import { catalogue } from "../../../words/errors.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { proofNames } from "../../../words/operations.ts";
import { ProofDrawing } from "../design/proof-drawing.tsx";
import { TickIcon } from "../design/icons.tsx";
import { useVisit } from "../visit.ts";
import { Choice } from "./choice.tsx";
import { Counter } from "./counter.tsx";
import { Notice } from "./notice.tsx";
import { Waiting } from "./waiting.tsx";

/** One thing after another, each with a picture of where it goes; what was shown stays in sight, masked. */
export function Identity({ proof, proven, fault }: Extract<Screen, { name: "identity" }>) {
  const { say, act } = useVisit();
  const words = kiosk.identity;
  return (
    <Counter
      key={`${proof}-${String(fault === undefined)}`}
      stage={<ProofDrawing proof={proof} />}
      tone={fault === undefined ? "calm" : "attention"}
      question={say(words[proof])}
      lead={say(proof === "mandate" ? words.mandateLead : words.idLead)}
      step="ask"
      onBack={() => {
        act({ type: "back" });
      }}
      onExit={() => {
        act({ type: "exit" });
      }}
    >
      <Shown proof={proof} proven={proven} />
      {fault === undefined ? (
        <Waiting />
      ) : (
        <>
          <Notice text={`${say(catalogue[fault].what)} ${say(catalogue[fault].next)}`} role="alert" />
          <div class="choices">
            <Choice
              title={say(words.again)}
              look="primary"
              onChoose={() => {
                act({ type: "again" });
              }}
            />
          </div>
        </>
      )}
    </Counter>
  );
}

const order: readonly Proof[] = ["agent-id", "holder-id", "mandate"];

function Shown({ proof, proven }: { readonly proof: Proof; readonly proven: readonly ProvenView[] }) {
  const { say } = useVisit();
  const words = kiosk.identity;
  return (
    <ol class="proofs" aria-label={say(words.shown)}>
      {order.map((name) => {
        const shown = proven.find((one) => one.proof === name);
        const state = shown !== undefined ? "done" : name === proof ? "now" : "later";
        return (
          <li key={name} class={`bead bead-${state}`} aria-current={state === "now" ? "step" : undefined}>
            <span class="bead-dot">{state === "done" && <TickIcon />}</span>
            <span class="bead-name">{say(proofNames[name])}</span>
            <span class="proof-shown number" data-private="">
              {shown !== undefined && `${shown.name} ${shown.number}`.trim()}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
