import { useState } from "preact/hooks";
import { auditEvents, type AuditEventName } from "../../../words/audit-events.ts";
import type { Phrase } from "../../../words/language.ts";
import { console as words, tabs } from "../../../words/console.ts";
import { staff as staffWords } from "../../../words/staff.ts";
import type { AuditEntry, Page, TreeHead } from "../centre/answers.ts";
import { Field } from "../centre/fields.tsx";
import { Fact, Panel, Trouble, useAnswer } from "../centre/parts.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";
import { checked, type Checks, type PublicKey } from "./inclusion.ts";

type Proved = {
  readonly entry: AuditEntry;
  readonly head?: TreeHead;
  readonly proof?: readonly string[];
};
type Sought = { readonly event: string; readonly cardRef: string; readonly opId: string };
const nothingSought: Sought = { event: "", cardRef: "", opId: "" };
const pageMax = 30;

/** The trail, newest first; an entry that is chosen is proved by this browser, not by the centre's word. */
export function Audit({ at }: { readonly at: StaffAt }) {
  const { centre, say, times } = at;
  const [typed, setTyped] = useState(nothingSought);
  const [sought, setSought] = useState(nothingSought);
  const [chosen, setChosen] = useState<number>();
  const query = { ...sought, limit: String(pageMax) };
  const list = useAnswer(() => centre.get<Page<AuditEntry>>("/staff/v1/audit", query), Object.values(sought));
  const field = (name: keyof Sought) => ({
    value: typed[name],
    onInput: (value: string) => setTyped({ ...typed, [name]: value }),
  });
  const items = list?.ok === true ? list.value.items : [];
  return (
    <>
      <Panel title={say(tabs.audit)}>
        <form
          class="fields"
          onSubmit={(event) => {
            event.preventDefault();
            setSought(typed);
          }}
        >
          <label class="field">
            <span>{say(words.event)}</span>
            <select
              value={typed.event}
              onChange={(event) => {
                const chosenEvent = { ...typed, event: event.currentTarget.value };
                setTyped(chosenEvent);
                setSought(chosenEvent);
              }}
            >
              <option value="">{say(words.anyEvent)}</option>
              {Object.entries(auditEvents).map(([event, phrase]) => (
                <option key={event} value={event}>
                  {say(phrase)}
                </option>
              ))}
            </select>
          </label>
          <Field name={say(words.cardRef)} optional size={20} {...field("cardRef")} />
          <Field name={say(words.opId)} optional size={20} {...field("opId")} />
          <button type="submit">{say(words.search)}</button>
        </form>
        {list?.ok === false && <Trouble code={list.trouble} say={say} />}
        {list?.ok === true && items.length === 0 && <p class="hint">{say(staffWords.nothing)}</p>}
        <ul class="pick entries">
          {items.map((entry) => (
            <li key={entry.seq}>
              <button
                type="button"
                aria-current={entry.seq === chosen ? "true" : undefined}
                onClick={() => setChosen(entry.seq)}
              >
                <code>#{entry.seq}</code>
                <strong>{say(eventName(entry.event))}</strong>
                <span>{times.time(entry.atMs)}</span>
              </button>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={say(words.proof)}>
        {chosen === undefined ? (
          <p class="hint">{say(words.proofChoose)}</p>
        ) : (
          <Proof key={chosen} at={at} seq={chosen} />
        )}
      </Panel>
    </>
  );
}

/** A later centre may note what this page has no words for: then its code has to do. */
const eventName = (event: string): Phrase =>
  event in auditEvents ? auditEvents[event as AuditEventName] : { zh: event, en: event };

function Proof({ at, seq }: { readonly at: StaffAt; readonly seq: number }) {
  const { centre, say, times } = at;
  const read = useAnswer<Proved & { readonly checks?: Checks }>(async () => {
    const [said, keys] = await Promise.all([
      centre.get<Proved>(`/staff/v1/audit/${String(seq)}`),
      centre.get<{ readonly keys: readonly PublicKey[] }>("/public/v1/certificate-keys"),
    ]);
    if (!said.ok) return said;
    if (!keys.ok) return keys;
    const { entry, head, proof } = said.value;
    if (head === undefined || proof === undefined) return { ok: true, value: { entry } };
    const checks = await checked(crypto.subtle, { entry, head, proof }, keys.value.keys);
    return { ok: true, value: { entry, head, proof, checks } };
  }, []);
  if (read === undefined) return null;
  if (!read.ok) return <Trouble code={read.trouble} say={say} />;
  const { entry, head, proof = [], checks } = read.value;
  return (
    <>
      <dl>
        <Fact name={say(words.entry)}>
          #{entry.seq} · {say(eventName(entry.event))} <code>{entry.event}</code> · {times.time(entry.atMs)}
        </Fact>
        {entry.cardRef !== null && (
          <Fact name={say(words.cardRef)}>
            <code>{entry.cardRef}</code>
          </Fact>
        )}
        {entry.opId !== null && (
          <Fact name={say(words.opId)}>
            <code>{entry.opId}</code>
          </Fact>
        )}
        <Fact name={say(words.about)}>
          <code>{entry.detail}</code>
        </Fact>
      </dl>
      {checks === undefined ? (
        <p class="warning">{say(words.notYetSigned)}</p>
      ) : (
        <ul class="checks">
          {(["entryHash", "inTree", "headSigned"] as const).map((name) => (
            <li key={name} class={checks[name]}>
              <span>{say(words[name])}</span>
              <strong>{say(words[checks[name]])}</strong>
            </li>
          ))}
        </ul>
      )}
      {head !== undefined && (
        <dl>
          <Fact name={say(words.treeOf)}>{head.size}</Fact>
          <Fact name={say(words.root)}>
            <code>{head.root}</code>
          </Fact>
          <Fact name={say(words.path)}>
            <ol class="path">
              {proof.map((hash) => (
                <li key={hash}>
                  <code>{hash}</code>
                </li>
              ))}
            </ol>
          </Fact>
        </dl>
      )}
    </>
  );
}
