import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { desk as words } from "../../../words/desk.ts";
import type { CallerChecked, Taken } from "../centre/answers.ts";
import { Field } from "../centre/fields.tsx";
import { OutcomeLine, Panel, type Outcome } from "../centre/parts.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";

/** 12333: the caller's answers are held against the register, then the card is reported lost in the same call. */
export function Telephone(props: {
  readonly at: StaffAt;
  /** Names the call. */
  readonly newKey: () => string;
  readonly onTaken: (number: string) => void;
}) {
  const { centre, say } = props.at;
  const [text, setText] = useState<Readonly<Record<string, string>>>({});
  const [checked, setChecked] = useState<CallerChecked>();
  const [outcome, setOutcome] = useState<Outcome>();
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector("input")?.focus(), []);
  const part = (name: string): string => (text[name] ?? "").trim();
  const field = (name: string) => ({
    value: text[name] ?? "",
    onInput: (value: string) => setText({ ...text, [name]: value }),
  });
  const holder = { nationalNumber: part("number").toUpperCase(), name: part("name") };

  async function check(): Promise<void> {
    setOutcome(undefined);
    const answer = await centre.post<CallerChecked>("/staff/v1/calls", {
      callId: props.newKey(),
      nationalNumber: holder.nationalNumber,
      holderName: holder.name,
      answers: {
        cardNumberTail: part("tail").toUpperCase(),
        issuedIn: part("issued"),
        expiresIn: part("expires"),
      },
    });
    if (!answer.ok) setOutcome({ kind: "trouble", code: answer.trouble });
    else if (answer.value.result === "refused") setOutcome({ kind: "refused", refusal: answer.value });
    else setChecked(answer.value);
  }

  async function reportLost(callId: string): Promise<void> {
    const wish = { business: "freeze-temporary", channel: "telephone", holder, documents: [], callId };
    const answer = await centre.post<Taken>("/staff/v1/applications", wish);
    if (!answer.ok) setOutcome({ kind: "trouble", code: answer.trouble });
    else if (answer.value.result === "refused") setOutcome({ kind: "refused", refusal: answer.value });
    else props.onTaken(answer.value.application.number);
  }

  return (
    <Panel title={say(words.telephone)}>
      <p class="hint">{say(words.telephoneLead)}</p>
      <form
        ref={form}
        class="entry"
        onSubmit={(event) => {
          event.preventDefault();
          void check();
        }}
      >
        <div class="fields">
          <Field name={say(words.identityNumber)} size={18} {...field("number")} />
          <Field name={say(words.name)} size={10} {...field("name")} />
          <Field name={say(words.cardTail)} size={4} optional {...field("tail")} />
          <Field name={say(words.issuedIn)} type="month" optional {...field("issued")} />
          <Field name={say(words.expiresIn)} type="month" optional {...field("expires")} />
        </div>
        <p class="buttons">
          <button type="submit">{say(words.check)}</button>
        </p>
      </form>
      <div role="status">
        {checked?.result === "not-verified" && (
          <p class="refused">
            {say(words.notVerified)}: {checked.triesLeft}
          </p>
        )}
        {checked?.result === "verified" && <p class="done">{say(words.verified)}</p>}
      </div>
      {checked?.result === "verified" && (
        <p class="buttons">
          <button type="button" onClick={() => void reportLost(checked.callId)}>
            {say(words.reportLost)}
          </button>
        </p>
      )}
      <OutcomeLine outcome={outcome} say={say} />
    </Panel>
  );
}
