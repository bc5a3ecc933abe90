import { registerStateNames } from "../../../words/centre-registry.ts";
import { deskPhoto } from "../../../words/desk-photo.ts";
import { actorNames, desk as words, stateNames } from "../../../words/desk.ts";
import { legalNames, lifeNames } from "../../../words/operations.ts";
import {
  businessNames,
  cancelReasonNames,
  channelNames,
  documentNames,
} from "../../../words/regional-rules.ts";
import type { Application, Card, DocumentName, Explanation } from "../centre/answers.ts";
import { Fact, Panel } from "../centre/parts.tsx";
import type { Say } from "../centre/say.ts";
import type { StaffAt } from "../centre/staff-page.tsx";

/** All that is known of one application. */
export type CaseFile = {
  readonly application: Application;
  readonly card?: Card;
  readonly rule?: Explanation;
};

export function Case(props: {
  readonly at: StaffAt;
  readonly file: CaseFile;
  readonly unmasked: boolean;
  readonly onUnmask: (unmasked: boolean) => void;
}) {
  const { at, file } = props;
  const { say } = at;
  const { application, card, rule } = file;
  const { business, state, number, channel, reason } = application;
  return (
    <article class="case">
      <header>
        <h2>
          {say(businessNames[business])} <span class={`state ${state}`}>{say(stateNames[state])}</span>
        </h2>
        <p class="fine">
          <code>{number}</code> · {say(channelNames[channel])}
          {reason !== undefined && ` · ${say(cancelReasonNames[reason])}`}
          {application.cardAbsent && ` · ${say(words.cardAbsent)}`}
        </p>
      </header>
      <SecondEyes at={at} application={application} />
      <div class="panels">
        <Holder {...props} />
        <Papers shown={application.documents} rule={rule} say={say} />
        <RegisteredCard card={card} say={say} />
        <Rule rule={rule} say={say} />
      </div>
      <Timeline at={at} application={application} />
    </article>
  );
}

/** What the first clerk decided, and whether this one may be the second. */
function SecondEyes({ at, application }: { readonly at: StaffAt; readonly application: Application }) {
  const { say, person, times } = at;
  const me = `clerk ${person.subject}`;
  const { firstApprover, state, timeline } = application;
  const undecided = state === "awaiting-approval" || state === "awaiting-second-approval";
  if (!undecided) return null;
  const entered = timeline.some((step) => step.state === "submitted" && step.who === me);
  const first = timeline.findLast((step) => step.state === "awaiting-second-approval");
  if (!entered && firstApprover === undefined) return null;
  return (
    <section class="second-eyes" aria-label={say(words.secondEyes)}>
      {firstApprover !== undefined && first !== undefined && (
        <p>
          <strong>{say(words.secondEyes)}</strong> {times.time(first.atMs)} · {whoIn(first.who, say)} ·{" "}
          {say(words.approve)}
        </p>
      )}
      {entered && <p>{say(words.ownEntry)}</p>}
      {firstApprover === person.subject && <p>{say(words.yoursFirst)}</p>}
    </section>
  );
}

function Holder(props: Parameters<typeof Case>[0]) {
  const { at, file, unmasked, onUnmask } = props;
  const { say } = at;
  const { application } = file;
  const { agent, agentAtTerminal } = application;
  const veiled = (name: string): string => (unmasked ? name : `${[...name][0] ?? ""}＊`);
  return (
    <Panel
      title={say(words.holder)}
      aside={
        <button
          type="button"
          class="quiet"
          aria-pressed={unmasked}
          onPointerDown={() => onUnmask(true)}
          onPointerUp={() => onUnmask(false)}
          onPointerLeave={() => onUnmask(false)}
          onKeyDown={(event) => {
            if (event.key === " " || event.key === "Enter") onUnmask(true);
          }}
          onKeyUp={() => onUnmask(false)}
          onBlur={() => onUnmask(false)}
        >
          {say(words.unmask)} <kbd>U</kbd>
        </button>
      }
    >
      <dl>
        <Fact name={say(words.name)}>{unmasked ? application.holderName : application.holderNameMasked}</Fact>
        <Fact name={say(words.identityNumber)}>
          <code>{application.nationalNumberMasked}</code>
        </Fact>
        {agent !== undefined && (
          <>
            <Fact name={say(words.agent)}>
              {veiled(agent.name)} <code>{agent.nationalNumberMasked}</code>
            </Fact>
            <Fact name={say(words.powerOfAttorney)}>
              <code>{agent.powerOfAttorney.scanReference}</code> {agent.powerOfAttorney.validFrom} –{" "}
              {agent.powerOfAttorney.validUntil}
            </Fact>
          </>
        )}
        {agentAtTerminal !== undefined && (
          <>
            <Fact name={say(words.agent)}>
              {agentAtTerminal.name === undefined ? say(deskPhoto.notNamed) : veiled(agentAtTerminal.name)}
            </Fact>
            <Fact name={say(deskPhoto.mandate)}>
              <code>{agentAtTerminal.mandate}</code>
            </Fact>
          </>
        )}
      </dl>
    </Panel>
  );
}

/** Three parties, three columns of truth: the register at the centre, the chip as it proved itself, the terminal. */
function RegisteredCard({ card, say }: { readonly card: Card | undefined; readonly say: Say }) {
  if (card === undefined)
    return (
      <Panel title={say(words.card)}>
        <p class="hint">{say(words.noCard)}</p>
      </Panel>
    );
  const { known } = card;
  return (
    <Panel title={say(words.card)}>
      <dl>
        <Fact name={say(words.cardNumber)}>
          <code>{card.cardNumberMasked}</code>
        </Fact>
        <Fact name={say(words.register)}>{say(registerStateNames[card.state.name])}</Fact>
        <Fact name={say(words.issuer)}>{say({ zh: card.issuer.nameZh, en: card.issuer.nameEn })}</Fact>
        <Fact name={say(words.valid)}>
          {card.issuedOn} – {card.expiresOn}
        </Fact>
      </dl>
      {known !== undefined && (
        <dl class={known.chip.contradicts ? "three differs" : "three"}>
          <Fact name={say(words.centreSays)}>
            {say(legalNames[known.centre.legal])} · {known.centre.epoch}
            {known.centre.onBlockList && <small>{say(words.listed)}</small>}
          </Fact>
          <Fact name={say(words.chipSays)}>
            {say(known.chip.provedLife === undefined ? words.unseen : lifeNames[known.chip.provedLife])} ·{" "}
            {known.chip.newestRecordEpoch}
          </Fact>
          <Fact name={say(words.terminalSays)}>
            {known.terminal === undefined ? "–" : known.terminal.terminalId}
            {known.terminal?.newestEntry !== undefined && <small>#{known.terminal.newestEntry}</small>}
          </Fact>
        </dl>
      )}
    </Panel>
  );
}

/** What the rule asks for against what was shown. */
function Papers(props: {
  readonly shown: readonly DocumentName[];
  readonly rule: Explanation | undefined;
  readonly say: Say;
}) {
  const { shown, rule, say } = props;
  const wanted = (rule?.needed?.documents ?? []).map((each) => (typeof each === "string" ? [each] : each));
  const asked = new Set(wanted.flat());
  const beyond = shown.filter((each) => !asked.has(each));
  return (
    <Panel title={say(words.papers)}>
      <ul class="checklist">
        {[...wanted, ...beyond.map((each) => [each])].map((either) => {
          const isShown = either.some((each) => shown.includes(each));
          return (
            <li key={either.join()} class={isShown ? "shown" : "missing"}>
              <span aria-hidden="true">{isShown ? "✓" : "✗"}</span>
              {either.map((each) => say(documentNames[each])).join(` ${say(words.or)} `)}
              <small>{say(isShown ? words.shown : words.missing)}</small>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

const Rule = ({ rule, say }: { readonly rule: Explanation | undefined; readonly say: Say }) => (
  <Panel
    title={say(words.rule)}
    aside={
      rule !== undefined && (
        <small>
          {rule.region} · {say(words.ruleVersion)} {rule.version}
        </small>
      )
    }
  >
    <ul class="says">
      {(rule?.says ?? []).map((each) => (
        <li key={each.zh}>{say(each)}</li>
      ))}
    </ul>
  </Panel>
);

function Timeline({ at, application }: { readonly at: StaffAt; readonly application: Application }) {
  const { say, times } = at;
  return (
    <Panel title={say(words.timeline)} wide>
      <ol class="timeline">
        {application.timeline.map((step, n) => (
          <li key={n}>
            <time>{times.time(step.atMs)}</time>
            <strong>{say(stateNames[step.state])}</strong>
            <span>{whoIn(step.who, say)}</span>
            {step.why !== undefined && <q>{say(step.why)}</q>}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** `clerk SUBJECT`, `terminal ID`, `holder`, `centre` as the centre writes them. */
function whoIn(who: string, say: Say): string {
  const [kind = "", ...rest] = who.split(" ");
  const name = kind in actorNames ? say(actorNames[kind as keyof typeof actorNames]) : kind;
  return [name, ...rest].join(" ");
}
