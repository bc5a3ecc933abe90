import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { desk as words } from "../../../words/desk.ts";
import { settlementNames } from "../../../words/regional-rules.ts";
import type { Noted } from "../centre/answers.ts";
import { Choices, Field } from "../centre/fields.tsx";
import { OutcomeLine, Panel, type Outcome } from "../centre/parts.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";

type Item = keyof typeof settlementNames;
const items = Object.keys(settlementNames) as Item[];

/** What is owed or running, and what is settled: a card is not cancelled while something stands open here. */
export function Ledger({ at, onLeave }: { readonly at: StaffAt; readonly onLeave: () => void }) {
  const { centre, say } = at;
  const [number, setNumber] = useState("");
  const [item, setItem] = useState<Item>("medical-expenses");
  const [state, setState] = useState<"open" | "clear">("open");
  const [outcome, setOutcome] = useState<Outcome>();
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>(".fields input")?.focus(), []);
  async function send(): Promise<void> {
    const noted = { nationalNumber: number.trim().toUpperCase(), item, state };
    const answer = await centre.post<Noted>("/staff/v1/settlement", noted);
    if (!answer.ok) setOutcome({ kind: "trouble", code: answer.trouble });
    else if (answer.value.result === "refused") setOutcome({ kind: "refused", refusal: answer.value });
    else {
      const what = `${say(settlementNames[item])}: ${say(words[state])}`;
      setOutcome({ kind: "done", text: `${say(words.noted)} ${what}` });
    }
  }
  return (
    <Panel
      title={say(words.ledger)}
      aside={
        <button type="button" class="quiet" onClick={onLeave}>
          {say(words.backToQueue)} <kbd>Esc</kbd>
        </button>
      }
    >
      <p class="hint">{say(words.ledgerLead)}</p>
      <form
        ref={form}
        class="entry"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <div class="fields">
          <Field name={say(words.identityNumber)} size={18} value={number} onInput={setNumber} />
        </div>
        <Choices
          name={say(words.ledgerItem)}
          options={items.map((each) => [each, say(settlementNames[each])])}
          chosen={item}
          onChoose={setItem}
        />
        <Choices
          name={say(words.ledgerState)}
          options={[
            ["open", say(words.open)],
            ["clear", say(words.clear)],
          ]}
          chosen={state}
          onChoose={setState}
        />
        <OutcomeLine outcome={outcome} say={say} />
        <p class="buttons">
          <button type="submit">{say(words.note)}</button>
        </p>
      </form>
    </Panel>
  );
}
