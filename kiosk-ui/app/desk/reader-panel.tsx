import { useEffect, useState } from "preact/hooks";
import type { CardView, DeskFrame } from "../../../daemon/screen.ts";
import { deskReader as words, readerOff } from "../../../words/desk-reader.ts";
import { stateNames } from "../../../words/desk.ts";
import { catalogue } from "../../../words/errors.ts";
import { legalNames, lifeNames, operationNames } from "../../../words/operations.ts";
import { businessNames } from "../../../words/regional-rules.ts";
import type { Brief, Explanation, Noted } from "../centre/answers.ts";
import { OutcomeLine, Panel, useAnswer, type Outcome } from "../centre/parts.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";
import { Desks } from "./desks.tsx";
import { noAgent } from "./agent-fields.tsx";
import { AgreementForm, agreedIn, nothingSeen } from "./agreement-form.tsx";
import { readerActs, standingOf, type ReaderAct } from "./reader-acts.ts";
import { useKeys } from "./use-keys.ts";
import type { CardAtDesk, ReaderAt, ReaderBrowser } from "./use-reader.ts";

/** The card in the reader on this desk, what waits for it, and the visit's next step: one digit each. */
export function ReaderPanel(props: {
  readonly at: StaffAt;
  readonly reader: ReaderAt;
  readonly browser: ReaderBrowser;
  readonly keysOn: boolean;
  readonly onChoose: (number: string) => void;
  /** Something was done to the card: its application stands elsewhere now. */
  readonly onDone: () => void;
}) {
  const { at, reader, browser } = props;
  const { say, centre } = at;
  const { link } = reader;
  const { named } = browser;
  if (named === undefined || reader.desks?.every(({ terminalId }) => terminalId !== named) === true)
    return <Desks at={at} reader={reader} browser={browser} />;
  const leave = async (): Promise<void> => {
    await centre.post(`/staff/v1/desks/${encodeURIComponent(named)}/leave`, {});
    browser.goTo(undefined);
  };
  return (
    <Panel
      title={`${say(words.title)} · ${named}`}
      aside={
        <button type="button" class="quiet" onClick={() => void leave()}>
          {say(words.leave)}
        </button>
      }
    >
      {link?.kind === "on" ? (
        <Visit {...props} frame={link.frame} terminalId={named} />
      ) : (
        <p class={link?.kind === "off" ? "refused" : "hint"} role="status">
          {say(link?.kind === "off" ? readerOff[link.because] : words.connecting)}{" "}
          {link?.kind === "off" && (
            <button type="button" onClick={reader.connect}>
              {say(words.again)}
            </button>
          )}
        </p>
      )}
    </Panel>
  );
}

type VisitProps = Parameters<typeof ReaderPanel>[0] & {
  readonly frame: DeskFrame;
  readonly terminalId: string;
};

function Visit(props: VisitProps) {
  const { at, reader, frame, terminalId, keysOn } = props;
  const { say, centre } = at;
  const { screen } = frame;
  const { atDesk } = reader;
  const [armed, setArmed] = useState<number>();
  const [seen, setSeen] = useState(nothingSeen);
  const [outcome, setOutcome] = useState<Outcome>();
  const rule = useCounterRule(props, seen.agent !== undefined);
  const card = "card" in screen ? screen.card : undefined;
  // One who has shown their papers to the terminal itself is known there.
  const agreeing = screen.name === "confirm" && screen.asker === "holder" && !isApproved(props);

  useEffect(() => setSeen(nothingSeen), [frame.cardRef]);
  useEffect(() => {
    setArmed(undefined);
    if (screen.name === "your-card") setOutcome(undefined);
    if (screen.name === "result" || screen.name === "undone" || screen.name === "fault") props.onDone();
  }, [screen.name]);

  async function press(act: ReaderAct): Promise<void> {
    if (act.grave === true && armed !== frame.frameNo) {
      setArmed(frame.frameNo);
      return;
    }
    const agrees = agreeing && (rule !== undefined || seen.agent !== undefined);
    if (act.action.type === "confirm" && screen.name === "confirm" && agrees) {
      const { kind, reason } = screen;
      const agreed = { cardRef: frame.cardRef, kind, reason, ...agreedIn(seen) };
      const path = `/staff/v1/desks/${encodeURIComponent(terminalId)}/agreement`;
      const answer = await centre.post<Noted>(path, agreed);
      if (!answer.ok) return setOutcome({ kind: "trouble", code: answer.trouble });
      if (answer.value.result === "refused") return setOutcome({ kind: "refused", refusal: answer.value });
    }
    if (act.agentHere !== undefined) setSeen(act.agentHere ? { papers: [], agent: noAgent } : nothingSeen);
    setOutcome(undefined);
    reader.act(act.action);
  }

  const acts = readerActs(screen);
  useKeys(
    Object.fromEntries(acts.map((act, n) => [String(n + 1), () => void press(act)])),
    keysOn && acts.length > 0,
  );
  return (
    <div class="visit" data-screen={screen.name}>
      {card !== undefined && <InReader card={card} at={at} />}
      <div class="stands">
        <p class="question" role="status">
          <strong>{say(standingOf(frame))}</strong>
          {screen.name === "fault" && <small>{say(catalogue[screen.fault].clerk)}</small>}
          {screen.name === "result" && (
            <small>
              {say(words.certificate)} <code>{screen.result.certificateNo}</code>
            </small>
          )}
        </p>
        {/* What waited when the card came is over with the result, and is read anew. */}
        {atDesk !== undefined && screen.name !== "result" && (
          <Known at={at} known={atDesk} here={terminalId} onChoose={props.onChoose} />
        )}
        {agreeing && (
          <AgreementForm
            say={say}
            rule={rule}
            seen={seen}
            onSee={(now) => {
              setSeen(now);
              setOutcome(undefined);
              setArmed(undefined);
            }}
          />
        )}
        <OutcomeLine outcome={outcome} say={say} />
        {acts.length > 0 && (
          <ol class="steps" aria-label={say(words.keysHint)}>
            {acts.map((act, n) => (
              <li key={n}>
                <button
                  type="button"
                  class={act.grave === true ? "grave" : n === 0 ? "main" : "plain"}
                  onClick={() => void press(act)}
                >
                  <kbd>{n + 1}</kbd> {say(nameOf(act, armed === frame.frameNo, rule !== undefined))}
                </button>
              </li>
            ))}
          </ol>
        )}
      </div>
    </div>
  );
}

function nameOf(act: ReaderAct, isArmed: boolean, agrees: boolean) {
  if (act.action.type !== "confirm" || act.name !== words.confirmOnce) return act.name;
  if (act.grave === true && isArmed) return words.confirmTwice;
  return agrees ? words.confirm : act.name;
}

/** Somebody has agreed to it already: the card is all that it waits for. */
const isApproved = ({ frame: { screen }, reader }: VisitProps): boolean =>
  screen.name === "confirm" &&
  reader.atDesk?.applications.some(
    ({ business, state }) => business === screen.kind && state === "awaiting-card",
  ) === true;

/** What the card's own office wants at a counter for what is about to be confirmed; nothing where nobody has to agree. */
function useCounterRule(props: VisitProps, agentActs: boolean): Explanation | undefined {
  const { at, frame } = props;
  const { screen } = frame;
  const asked = screen.name === "confirm" && screen.kind !== "freeze" ? screen : undefined;
  const approved = isApproved(props);
  const channel = agentActs ? "agent" : "counter";
  const answer = useAnswer(async () => {
    if (asked === undefined || approved) return undefined;
    const { kind, reason, card } = asked;
    const query = { business: kind, channel, ...(kind === "cancel" && { reason }) };
    return at.centre.get<Explanation>(`/staff/v1/rules/${card.issuer.number}/explanation`, query);
  }, [asked?.kind, asked?.reason, approved, channel]);
  if (asked === undefined || answer?.ok !== true) return undefined;
  const { needed } = answer.value;
  return needed === undefined || needed.approval === "automatic" ? undefined : answer.value;
}

function InReader({ card, at }: { readonly card: CardView; readonly at: StaffAt }) {
  const { say, language } = at;
  const { issuer, life, legal } = card;
  return (
    <div class={`card-here ${life}`}>
      <p>{language === "zh" ? issuer.regionZh : issuer.regionEn}</p>
      <p class="name">{card.holderMasked}</p>
      <p>
        <code>{card.cardNumberMasked}</code>
      </p>
      <p>
        {card.expiresOn} {card.expired && say(words.expired)}
      </p>
      <dl>
        <div>
          <dt>{say(words.chip)}</dt>
          <dd>{say(lifeNames[life])}</dd>
        </div>
        <div>
          <dt>{say(words.register)}</dt>
          <dd>{legal === undefined ? "–" : say(legalNames[legal])}</dd>
        </div>
      </dl>
    </div>
  );
}

/** The person's case as the centre has it: an operation that was begun here or elsewhere, and what was applied for. */
function Known(props: {
  readonly at: StaffAt;
  readonly known: CardAtDesk;
  readonly here: string;
  readonly onChoose: (number: string) => void;
}) {
  const { at, known, here } = props;
  const { say, times } = at;
  const waiting = known.card?.known?.centre.waiting;
  const begunAt = known.card?.known?.terminal?.terminalId;
  return (
    <>
      {known.card === undefined && <p class="hint">{say(words.otherOffice)}</p>}
      {waiting !== undefined && (
        <div class="warning waits">
          <p>
            <strong>
              {say(words.waits)} · {say(operationNames[waiting.kind])}
            </strong>{" "}
            {say(words.begunAt)} <code>{begunAt}</code> · {times.time(waiting.authorisedAtMs)} ·{" "}
            {say(words.scripts)} {waiting.scripts}
          </p>
          {begunAt !== here && <p>{say(words.takeOver)}</p>}
        </div>
      )}
      {known.applications.length > 0 && (
        <ul class="open-of-card" aria-label={say(words.open)}>
          {known.applications.map((brief) => (
            <OpenApplication key={brief.number} brief={brief} {...props} />
          ))}
        </ul>
      )}
      {known.card !== undefined && waiting === undefined && known.applications.length === 0 && (
        <p class="hint">{say(words.nothingOpen)}</p>
      )}
    </>
  );
}

function OpenApplication(props: {
  readonly at: StaffAt;
  readonly brief: Brief;
  readonly onChoose: (number: string) => void;
}) {
  const { at, brief, onChoose } = props;
  const { say } = at;
  return (
    <li>
      <button type="button" class="quiet" onClick={() => onChoose(brief.number)}>
        {say(businessNames[brief.business])} <code>{brief.number}</code>{" "}
        <span class={`state ${brief.state}`}>{say(stateNames[brief.state])}</span>
      </button>
    </li>
  );
}
