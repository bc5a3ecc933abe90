import type { ChoiceView, Screen } from "../../../daemon/screen.ts";
import type { FaultCode } from "../../../words/errors.ts";
import { catalogue } from "../../../words/errors.ts";
import { kiosk } from "../../../words/kiosk.ts";
import type { Phrase } from "../../../words/language.ts";
import { operationHints, operationNames, refusals } from "../../../words/operations.ts";
import { CardDrawing } from "../design/card-drawing.tsx";
import { OperationIcon, PaperIcon } from "../design/icons.tsx";
import { useVisit } from "../visit.ts";
import { Choice } from "./choice.tsx";
import { Counter } from "./counter.tsx";
import { Facts } from "./facts.tsx";
import { UnmaskButton } from "./unmask-button.tsx";
import { Waiting } from "./waiting.tsx";

export function YourCard(screen: Extract<Screen, { name: "your-card" }>) {
  const { card, choices, personal, lastCertificateNo } = screen;
  const { say, act } = useVisit();
  const words = kiosk["your-card"];
  const open = choices.filter((choice) => choice.refusedBecause === undefined);
  const asking = choices.length === 0 && card.legal === undefined;
  const canDo = open.length > 0 || lastCertificateNo !== undefined;
  return (
    <Counter
      stage={
        <>
          <CardDrawing card={card} personal={personal} />
          <Facts card={card} personal={personal} />
        </>
      }
      question={say(canDo || asking ? words.question : words.nothing)}
      step="ask"
      onExit={() => {
        act({ type: "exit" });
      }}
    >
      {asking && (
        <>
          <p class="lead">{say(words.waiting)}</p>
          <Waiting />
        </>
      )}
      <Refused choices={choices} />
      <div class="choices">
        {open.map(({ kind }) => (
          <Choice
            key={kind}
            title={say(operationNames[kind])}
            hint={say(operationHints[kind])}
            icon={<OperationIcon kind={kind} />}
            look={kind === "cancel" ? "grave" : "primary"}
            onChoose={() => {
              act({ type: "choose", kind });
            }}
          />
        ))}
        {lastCertificateNo !== undefined && (
          <Choice
            title={say(words.again)}
            hint={say(words.againHint(lastCertificateNo))}
            icon={<PaperIcon />}
            look="plain"
            onChoose={() => {
              act({ type: "print-again" });
            }}
          />
        )}
      </div>
      <div class="choices choices-looks">
        <UnmaskButton shown={personal !== undefined} />
        <Choice
          title={say(words.showFiles)}
          look="quiet"
          onChoose={() => {
            act({ type: "show-files" });
          }}
        />
      </div>
    </Counter>
  );
}

/** What cannot be chosen says why, and is not a button. */
function Refused({ choices }: { readonly choices: readonly ChoiceView[] }) {
  const { say } = useVisit();
  const refused = choices.flatMap(({ kind, refusedBecause }) =>
    refusedBecause === undefined ? [] : [{ kind, because: refusalPhrase(refusedBecause) }],
  );
  if (refused.length === 0) return null;
  return (
    <ul class="refused" aria-label={say(kiosk["your-card"].notNow)}>
      {refused.map(({ kind, because }) => (
        <li key={kind}>
          <strong>{say(operationNames[kind])}</strong> {say(because)}
        </li>
      ))}
    </ul>
  );
}

/** The short sentence where there is one, else the catalogue's. */
function refusalPhrase(code: NonNullable<ChoiceView["refusedBecause"]>): Phrase {
  const short: Readonly<Partial<Record<string, Phrase>>> = refusals;
  return short[code] ?? catalogue[code as FaultCode].what;
}
