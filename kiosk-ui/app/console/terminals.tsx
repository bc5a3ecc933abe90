import { useState } from "preact/hooks";
import { consoleTerminals as actWords } from "../../../words/console-terminals.ts";
import { console as words, tabs } from "../../../words/console.ts";
import type { Page, Terminal } from "../centre/answers.ts";
import { Fact, OutcomeLine, Panel, Trouble, useAnswer, type Outcome } from "../centre/parts.tsx";
import { staff as staffWords } from "../../../words/staff.ts";
import type { StaffAt } from "../centre/staff-page.tsx";
import type { Phrase } from "../../../words/language.ts";
import { Enrol, type TokenMaker } from "./enrol.tsx";
import { TerminalActs } from "./terminal-acts.tsx";

const listMax = 200;

/** Terminals as a grid, coloured by how they stand; what is wrong comes first. */
export function Terminals(props: {
  readonly at: StaffAt;
  readonly now: () => number;
  readonly maker: TokenMaker;
}) {
  const { at, now, maker } = props;
  const { centre, say, times, person } = at;
  const [turn, setTurn] = useState(0);
  const [outcome, setOutcome] = useState<Outcome>();
  const query = { limit: String(listMax) };
  const list = useAnswer(() => centre.get<Page<Terminal>>("/staff/v1/terminals", query), [turn]);

  async function send(terminalId: string, path: string, body?: object): Promise<void> {
    const route = `/staff/v1/terminals/${encodeURIComponent(terminalId)}/${path}`;
    const answer = await centre.post<{ readonly result: string }>(route, body ?? {});
    if (!answer.ok) setOutcome({ kind: "trouble", code: answer.trouble });
    else setOutcome({ kind: "done", text: `${terminalId}: ${say(toldBy(answer.value.result))}` });
    setTurn((n) => n + 1);
  }

  const terminals = list?.ok === true ? [...list.value.items].sort((a, b) => rank(a) - rank(b)) : [];
  return (
    <>
      {person.roles.includes("operator") && <Enrol at={at} maker={maker} />}
      <Panel title={say(tabs.terminals)} wide>
        {list?.ok === false && <Trouble code={list.trouble} say={say} />}
        {list?.ok === true && terminals.length === 0 && <p class="hint">{say(staffWords.nothing)}</p>}
        <OutcomeLine outcome={outcome} say={say} />
        <ul class="terminals">
          {terminals.map((terminal) => {
            const { terminalId, state, lineage, seq, certifiedUntilMs, deskOf } = terminal;
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
                  {deskOf !== undefined && <Fact name={say(actWords.deskOf)}>{deskOf}</Fact>}
                </dl>
                <TerminalActs
                  at={at}
                  terminal={terminal}
                  send={(path, body) => send(terminalId, path, body)}
                />
              </li>
            );
          })}
        </ul>
      </Panel>
    </>
  );
}

function toldBy(result: string): Phrase {
  if (result === "released") return words.released;
  return result === "not-quarantined" ? words.notQuarantined : actWords.done;
}

const ranks = { quarantined: 0, lost: 1, serving: 3 } as const;
const rank = ({ state }: Terminal): number => (state === undefined ? 2 : ranks[state]);
