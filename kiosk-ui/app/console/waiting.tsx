import { useState } from "preact/hooks";
import { console as words, tabs, waitingStates } from "../../../words/console.ts";
import { legalNames, lifeNames, operationNames } from "../../../words/operations.ts";
import { staff as staffWords } from "../../../words/staff.ts";
import type { Page, Waiting } from "../centre/answers.ts";
import { Choices } from "../centre/fields.tsx";
import { Panel, Trouble, useAnswer } from "../centre/parts.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";

type State = keyof typeof waitingStates;
const states = Object.keys(waitingStates) as State[];

/** Operations that are not finished: what the centre, the chip and the terminal know of each, side by side. */
export function WaitingOperations({ at }: { readonly at: StaffAt }) {
  const { centre, say } = at;
  const [state, setState] = useState<State>("awaiting-card");
  const list = useAnswer(() => centre.get<Page<Waiting>>("/staff/v1/operations", { state }), [state]);
  const items = list?.ok === true ? list.value.items : [];
  return (
    <Panel title={say(tabs.waiting)} wide>
      <Choices
        name={say(words.waitingState)}
        options={states.map((each) => [each, say(waitingStates[each])])}
        chosen={state}
        onChoose={setState}
      />
      {list?.ok === false && <Trouble code={list.trouble} say={say} />}
      {list?.ok === true && items.length === 0 && <p class="hint">{say(staffWords.nothing)}</p>}
      {items.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{say(words.operation)}</th>
              <th scope="col">{say(words.centre)}</th>
              <th scope="col">{say(words.chip)}</th>
              <th scope="col">{say(words.terminal)}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((operation) => (
              <Row key={operation.opId} operation={operation} at={at} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Row({ operation, at }: { readonly operation: Waiting; readonly at: StaffAt }) {
  const { say, times } = at;
  const { kind, opId, centre, card, terminal } = operation;
  return (
    <tr>
      <th scope="row">
        {say(operationNames[kind])}
        <small>
          {say(words.since)} {times.time(centre.sinceMs)}
        </small>
        <code>{centre.applicationNumber ?? opId}</code>
      </th>
      <td>
        {say(legalNames[centre.legal])} · {say(words.epoch)} {centre.epoch}
        <small>
          {say(words.scripts)} {centre.scripts}
          {centre.listed && ` · ${say(words.listed)}`}
        </small>
      </td>
      <td class={centre.epoch === card.epoch ? undefined : "differs"}>
        {say(card.life === undefined ? words.unseen : lifeNames[card.life])} · {say(words.epoch)} {card.epoch}
        <small>{centre.epoch === card.epoch ? "" : say(words.differs)}</small>
        <code>{card.cardRef}</code>
      </td>
      <td>
        <code>{terminal.terminalId}</code>
        <small>
          {terminal.known
            ? `${terminal.state ?? ""} #${String(terminal.journalSeq ?? 0)}`
            : say(words.unknownTerminal)}
        </small>
      </td>
    </tr>
  );
}
