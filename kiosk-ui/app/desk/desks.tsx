import { deskReader as words } from "../../../words/desk-reader.ts";
import { Panel } from "../centre/parts.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";
import type { ReaderAt, ReaderBrowser } from "./use-reader.ts";

/** The readers on this office's desks: the clerk says which one is theirs, and the page is opened anew for it. */
export function Desks(props: {
  readonly at: StaffAt;
  readonly reader: ReaderAt;
  readonly browser: ReaderBrowser;
}) {
  const { say, person } = props.at;
  const { desks } = props.reader;
  // An office without such terminals works as it always has.
  if (desks === undefined || desks.length === 0) return null;
  return (
    <Panel title={say(words.connect)}>
      <p class="hint">{say(words.connectLead)}</p>
      <ul class="desks">
        {desks.map(({ terminalId, screenPort, clerk }) => (
          <li key={terminalId}>
            <button
              type="button"
              class="plain"
              disabled={screenPort === undefined}
              onClick={() => props.browser.goTo(terminalId)}
            >
              <code>{terminalId}</code>{" "}
              <small>
                {screenPort === undefined && say(words.silent)}
                {clerk !== undefined && clerk !== person.subject && `${say(words.takenBy)} ${clerk}`}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
