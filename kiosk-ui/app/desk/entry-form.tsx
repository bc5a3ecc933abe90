import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { desk as words } from "../../../words/desk.ts";
import { businessNames, cancelReasonNames } from "../../../words/regional-rules.ts";
import type { Business, CancelReason, DocumentName, Explanation, Taken } from "../centre/answers.ts";
import { Field, Choices } from "../centre/fields.tsx";
import { OutcomeLine, Panel, useAnswer, type Outcome } from "../centre/parts.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";
import { AgentFields, agentIn, noAgent } from "./agent-fields.tsx";
import { PapersTicked, tickable, wantsPhoto } from "./papers-ticked.tsx";
import { PhotoField } from "./photo-field.tsx";

/** Where rules are asked of a clerk who works for all offices: the default's. */
const noRegion = "000000";
const businesses = Object.keys(businessNames) as Business[];
const reasons = Object.keys(cancelReasonNames) as CancelReason[];

/** What somebody asks for at the counter, for themselves or as an agent; the papers follow from the rules. */
export function EntryForm({
  at,
  onTaken,
}: {
  readonly at: StaffAt;
  readonly onTaken: (number: string) => void;
}) {
  const { centre, person, say } = at;
  const [business, setBusiness] = useState<Business>("freeze-formal");
  const [channel, setChannel] = useState<"counter" | "agent">("counter");
  const [reason, setReason] = useState<CancelReason>("settled-abroad");
  const [shown, setShown] = useState<readonly DocumentName[]>([]);
  const [absent, setAbsent] = useState(true);
  const [text, setText] = useState<Readonly<Record<string, string>>>({});
  const [agent, setAgent] = useState(noAgent);
  const [photo, setPhoto] = useState<string>();
  const [outcome, setOutcome] = useState<Outcome>();
  const first = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => first.current?.querySelector<HTMLElement>(".fields input")?.focus(), []);

  const region = person.office === "*" ? noRegion : person.office;
  const why = business === "cancel" ? reason : undefined;
  const rule = useAnswer(
    () =>
      centre.get<Explanation>(`/staff/v1/rules/${region}/explanation`, { business, channel, reason: why }),
    [business, channel, why],
  );
  const known = rule?.ok === true ? rule.value : undefined;
  const photoAsked = channel === "agent" && wantsPhoto(known);
  const offered = tickable(known).filter((each) => !(absent && each === "card"));
  const aboutCard = business !== "cancel-medical-account" && business !== "transfer";
  const part = (name: string): string => (text[name] ?? "").trim();
  const field = (name: string) => ({
    value: text[name] ?? "",
    onInput: (value: string) => setText({ ...text, [name]: value }),
  });

  async function send(): Promise<void> {
    const answer = await centre.post<Taken>("/staff/v1/applications", wishOf());
    if (!answer.ok) setOutcome({ kind: "trouble", code: answer.trouble });
    else if (answer.value.result === "refused") setOutcome({ kind: "refused", refusal: answer.value });
    else onTaken(answer.value.application.number);
  }
  const wishOf = (): object => ({
    business,
    channel,
    holder: { nationalNumber: part("number").toUpperCase(), name: part("name") },
    documents: offered.filter((each) => shown.includes(each)),
    ...(aboutCard && absent && { cardAbsent: true }),
    ...(aboutCard && part("tail") !== "" && { cardNumberTail: part("tail") }),
    ...(!aboutCard && part("region") !== "" && { office: part("region") }),
    ...(why !== undefined && { reason: why }),
    ...(channel === "agent" && { agent: agentIn(agent) }),
    ...(photoAsked && photo !== undefined && { photo }),
  });

  return (
    <Panel title={say(words.enter)}>
      <form
        ref={first}
        class="entry"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Choices
          name={say(words.business)}
          options={businesses.map((each) => [each, say(businessNames[each])])}
          chosen={business}
          onChoose={setBusiness}
        />
        <Choices
          name={say(words.who)}
          options={[
            ["counter", say(words.self)],
            ["agent", say(words.byAgent)],
          ]}
          chosen={channel}
          onChoose={setChannel}
        />
        {business === "cancel" && (
          <Choices
            name={say(words.reason)}
            options={reasons.map((each) => [each, say(cancelReasonNames[each])])}
            chosen={reason}
            onChoose={setReason}
          />
        )}
        <div class="fields">
          <Field name={say(words.identityNumber)} size={18} {...field("number")} />
          <Field name={say(words.name)} size={10} {...field("name")} />
          {aboutCard ? (
            <Field name={say(words.tail)} size={4} optional {...field("tail")} />
          ) : (
            <Field name={say(words.region)} size={6} optional {...field("region")} />
          )}
          {channel === "agent" && <AgentFields say={say} agent={agent} onInput={setAgent} />}
        </div>
        {aboutCard && (
          <p class="papers">
            <label>
              <input type="checkbox" checked={absent} onChange={() => setAbsent(!absent)} />
              {say(words.cardAbsent)}
            </label>
          </p>
        )}
        <PapersTicked say={say} offered={offered} shown={shown} onShow={setShown} />
        {photoAsked && <PhotoField say={say} onPhoto={setPhoto} />}
        {rule?.ok === true && (
          <ul class="says">
            {rule.value.says.map((each) => (
              <li key={each.zh}>{say(each)}</li>
            ))}
          </ul>
        )}
        <OutcomeLine outcome={outcome} say={say} />
        <p class="buttons">
          <button type="submit">{say(words.take)}</button>
        </p>
      </form>
    </Panel>
  );
}
