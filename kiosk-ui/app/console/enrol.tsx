import { useState } from "preact/hooks";
import { consoleTerminals as words } from "../../../words/console-terminals.ts";
import { Field } from "../centre/fields.tsx";
import { OutcomeLine, Panel, type Outcome } from "../centre/parts.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";

/** What the browser gives: the secret is made here, and the centre only ever gets its hash. */
export type TokenMaker = {
  readonly newCode: () => string;
  readonly sha256: (text: string) => Promise<string>;
};

type Offered = { readonly result: "offered" | "hash-taken"; readonly authority?: string };

/** A token for one new terminal, made in this browser, and shown once. */
export function Enrol({ at, maker }: { readonly at: StaffAt; readonly maker: TokenMaker }) {
  const { centre, say } = at;
  const [terminalId, setTerminalId] = useState("");
  const [token, setToken] = useState<string>();
  const [unheard, setUnheard] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  async function make(): Promise<void> {
    setToken(undefined);
    const secret = maker.newCode();
    const path = `/staff/v1/terminals/${encodeURIComponent(terminalId.trim())}/enrolment`;
    const answer = await centre.post<Offered>(path, { tokenHash: await maker.sha256(secret) });
    setOutcome(answer.ok ? undefined : { kind: "trouble", code: answer.trouble });
    if (!answer.ok) return;
    const { authority } = answer.value;
    setUnheard(authority === undefined);
    if (authority !== undefined) setToken(`${secret}.${authority}`);
  }
  return (
    <Panel title={say(words.enrol)} wide>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <Field name={say(words.terminalId)} size={16} value={terminalId} onInput={setTerminalId} />
        <button type="submit">{say(words.makeToken)}</button>
      </form>
      <div role="status">
        {unheard && <p class="warning">{say(words.noListener)}</p>}
        {token !== undefined && (
          <div class="warning">
            <p>{say(words.tokenOnce)}</p>
            <code class="token">{token}</code>
          </div>
        )}
      </div>
      <OutcomeLine outcome={outcome} say={say} />
    </Panel>
  );
}
