import { useState } from "preact/hooks";
import { console as words, tabs } from "../../../words/console.ts";
import type { Page, Terminal } from "../centre/answers.ts";
import { Fact, OutcomeLine, Panel, Trouble, useAnswer, type Outcome } from "../centre/parts.tsx";
import { staff as staffWords } from "../../../words/staff.ts";
import type { StaffAt } from "../centre/staff-page.tsx";

const listMax = 200;

/** Terminals as a grid, coloured by how they stand; what is wrong comes first. */
export function Terminals({ at, now }: { readonly at: StaffAt; readonly now: () => number }) {
  const { centre, say, times, person } = at;
  const [turn, setTurn] = useState(0);
  const [outcome, setOutcome] = useState<Outcome>();
  const query = { limit: String(listMax) };
  const list = useAnswer(() => centre.get<Page<Terminal>>("/staff/v1/terminals", query), [turn]);
  const mayRelease = person.roles.some((role) => role === "operator" || role === "supervisor");

  async function release(terminalId: string): Promise<void> {
    const path = `/staff/v1/terminals/${encodeURIComponent(terminalId)}/release`;
    const answer = await centre.post<{ readonly result: "released" | "not-quarantined" }>(path, {});
    if (!answer.ok) setOutcome({ kind: "trouble", code: answer.trouble });
    else {
      const told = answer.value.result === "released" ? words.released : words.notQuarantined;
      setOutcome({ kind: "done", text: say(told) });
    }
    setTurn((n) => n + 1);
  }

  const terminals = list?.ok === true ? [...list.value.items].sort((a, b) => rank(a) - rank(b)) : [];
  return (
    <Panel title={say(tabs.terminals)} wide>
      {list?.ok === false && <Trouble code={list.trouble} say={say} />}
      {list?.ok === true && terminals.length === 0 && <p class="hint">{say(staffWords.nothing)}</p>}
      <OutcomeLine outcome={outcome} say={say} />
      <ul class="terminals">
        {terminals.map((terminal) => {
          const { terminalId, state, lineage, seq, certifiedUntilMs } = terminal;
          const ended = certifiedUntilMs !== undefined && certifiedUntilMs < now();
          return (
            <li key={terminalId} class={ended ? "ended" : (state ?? "quiet")}>
              <h3>
                <code>{terminalId}</code> <span>{say(words[state ?? "quiet"])}</span>
              </h3>
              <dl>
                <Fact name={say(words.entries)}>{seq ?? "–"}</Fact>
                <Fact name={say(words.disks)}>{lineage ?? "–"}</Fact>
                <Fact name={say(words.certifiedUntil)}>
                  {certifiedUntilMs === undefined ? say(words.local) : times.day(certifiedUntilMs)}
                </Fact>
              </dl>
              {state === "quarantined" && mayRelease && (
                <button type="button" onClick={() => void release(terminalId)}>
                  {say(words.release)}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

const ranks = { quarantined: 0, lost: 1, serving: 3 } as const;
const rank = ({ state }: Terminal): number => (state === undefined ? 2 : ranks[state]);
