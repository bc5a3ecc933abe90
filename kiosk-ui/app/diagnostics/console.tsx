import { useState } from "preact/hooks";
import { deviceStates, phraseOf } from "../../../words/device-states.ts";
import { diagnostics as words } from "../../../words/diagnostics.ts";
import type { Answer, ApduAnswer, Exchanged } from "./answers.ts";
import type { Say } from "./parts.tsx";

const firstCommands = "00A404000F7378312E73682EC9E7BBE1B1A3D5CF\n0084000008";

/** Commands typed by hand, bytes and meaning side by side. */
export function ApduConsole(props: {
  readonly say: Say;
  readonly busy: boolean;
  readonly answer: Answer<ApduAnswer> | undefined;
  readonly onSend: (apdus: readonly string[]) => void;
}) {
  const { say, answer } = props;
  const [text, setText] = useState(firstCommands);
  return (
    <section class="panel">
      <h2>{say(words.console)}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const lines = text.split("\n").map((line) => line.replaceAll(/[\s:]/g, ""));
          props.onSend(lines.filter((line) => line !== ""));
        }}
      >
        <label>
          <span class="hint">{say(words.consoleHint)}</span>
          <textarea
            rows={3}
            spellcheck={false}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={props.busy}>
          {say(words.send)}
        </button>
      </form>
      {answer?.ok === true && (
        <ol class="exchanges">
          {answer.exchanges.map(({ command, data = "", statusWord = "", meaning, fault, tookMs }, index) => (
            <li key={index}>
              <code class="sent">{spaced(command)}</code>
              <code class="got">
                {spaced(data)} <b>{fault === undefined ? statusWord : say(phraseOf(deviceStates, fault))}</b>
              </code>
              <span class="meaning">
                {fault === undefined ? say(meaning ?? words.unknownWord) : ""} · {tookMs.toFixed(1)} ms
              </span>
            </li>
          ))}
        </ol>
      )}
      {answer?.ok === false && <Refusal answer={answer} say={say} />}
    </section>
  );
}

export function Refusal({
  answer,
  say,
}: {
  readonly answer: Extract<Answer<object>, { ok: false }>;
  readonly say: Say;
}) {
  return (
    <p class="refused" role="alert">
      {say(words.faults[answer.fault])} {answer.detail !== undefined && <code>{answer.detail}</code>}
    </p>
  );
}

/** What went between reader and card lately, masked; newest first, so that nobody has to scroll for now. */
export function Timeline({ trace, say }: { readonly trace: readonly Exchanged[]; readonly say: Say }) {
  return (
    <section class="panel timeline">
      <h2>{say(words.timeline)}</h2>
      {trace.length === 0 && <p class="hint">{say(words.timelineEmpty)}</p>}
      <ol>
        {trace.toReversed().map(({ atMs, tookMs, command, answer, fault }) => (
          <li key={`${String(atMs)} ${command}`} data-lost={fault !== undefined}>
            <span class="took">{tookMs.toFixed(1)}</span>
            <code>{command.length > 26 ? `${command.slice(0, 26)}…` : command}</code>
            <code class="word">
              {fault === undefined ? answer.slice(-4) : say(phraseOf(deviceStates, fault))}
            </code>
          </li>
        ))}
      </ol>
    </section>
  );
}

const spaced = (hex: string): string => hex.replaceAll(/(..)(?=.)/g, "$1 ");
