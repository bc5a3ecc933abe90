import type { ApplicationView, ChoiceView, Screen } from "../../../daemon/screen.ts";
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
  const { card, choices, applications = [], personal, lastCertificateNo } = screen;
  const { say, act } = useVisit();
  const words = kiosk["your-card"];
  // What was asked for elsewhere is finished or waited for, not asked for again.
  const askedFor = new Set(applications.map(({ kind }) => kind));
  const open = choices.filter(
    ({ kind, refusedBecause }) => refusedBecause === undefined && !askedFor.has(kind),
  );
  const asking = choices.length === 0 && card.legal === undefined;
  const canDo = open.length > 0 || applications.length > 0 || lastCertificateNo !== undefined;
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
      <NotNow choices={choices} applications={applications} />
      <div class="choices">
        {applications
          .filter(({ state }) => state === "awaiting-card")
          .map(({ number, kind }) => (
            <Choice
              key={number}
              title={say(words.continueApplication(operationNames[kind]))}
              hint={say(words.applicationHint(number))}
              icon={<OperationIcon kind={kind} />}
              look={kind === "cancel" ? "grave" : "primary"}
              onChoose={() => {
                act({ type: "continue-application", number });
              }}
            />
          ))}
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

type NotNowProps = {
  readonly choices: readonly ChoiceView[];
  readonly applications: readonly ApplicationView[];
};

/** What cannot be chosen says why, and is not a button. */
function NotNow({ choices, applications }: NotNowProps) {
  const { say } = useVisit();
  const waiting = applications.filter(({ state }) => state === "awaiting-approval");
  const refused = choices.flatMap(({ kind, refusedBecause }) => {
    const application = waiting.find((each) => each.kind === kind);
    if (application !== undefined)
      return [{ kind, because: kiosk["your-card"].applicationWaits(application.number) }];
    return refusedBecause === undefined ? [] : [{ kind, because: refusalPhrase(refusedBecause) }];
  });
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
