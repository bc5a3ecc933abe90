import { deviceStates, fileAccess, phraseOf } from "../../../words/device-states.ts";
import { diagnostics as words } from "../../../words/diagnostics.ts";
import type { Language } from "../../../daemon/screen.ts";
import type { Answer, LoopAnswer, PrintAnswer, TreeAnswer } from "./answers.ts";
import { Refusal } from "./console.tsx";
import { Figures, Histogram, type Say } from "./parts.tsx";

/** The same harmless question many times: how fast, how evenly, how often not at all. */
export function LoopTest(props: {
  readonly say: Say;
  readonly busy: boolean;
  readonly answer: Answer<LoopAnswer> | undefined;
  readonly onRun: () => void;
}) {
  const { say, answer } = props;
  return (
    <section class="panel">
      <header>
        <h2>{say(words.loop)}</h2>
        <button type="button" disabled={props.busy} onClick={props.onRun}>
          {say(words.runLoop)}
        </button>
      </header>
      {answer?.ok === true && (
        <>
          <Histogram bars={answer.bars} label={say(words.loop)} />
          <Figures
            rows={[
              [
                "p50 / p99 / max",
                `${String(answer.p50Ms)} / ${String(answer.p99Ms)} / ${String(answer.maxMs)} ms`,
              ],
              [
                say(words.errorRate),
                `${((answer.errors / Math.max(1, answer.rounds)) * 100).toFixed(1)} %  (${String(answer.errors)} / ${String(answer.rounds)})`,
              ],
            ]}
          />
        </>
      )}
      {answer?.ok === false && <Refusal answer={answer} say={say} />}
    </section>
  );
}

export function PrinterTest(props: {
  readonly say: Say;
  readonly busy: boolean;
  readonly answer: Answer<PrintAnswer> | undefined;
  readonly onPrint: () => void;
}) {
  const { say, answer } = props;
  return (
    <section class="panel">
      <header>
        <h2>{say(words.printer)}</h2>
        <button type="button" disabled={props.busy} onClick={props.onPrint}>
          {say(words.printTest)}
        </button>
      </header>
      {answer?.ok === true && (
        <p class="outcome">
          <b>{say(phraseOf(deviceStates, answer.outcome.kind))}</b>{" "}
          {answer.outcome.fault === undefined ? (
            <code>{answer.outcome.proof ?? ""}</code>
          ) : (
            <span>{say(phraseOf(deviceStates, answer.outcome.fault.kind))}</span>
          )}
        </p>
      )}
      {answer?.ok === false && <Refusal answer={answer} say={say} />}
    </section>
  );
}

export function FileTree(props: {
  readonly say: Say;
  readonly language: Language;
  readonly busy: boolean;
  readonly answer: Answer<TreeAnswer> | undefined;
  readonly onRead: () => void;
}) {
  const { say, answer, language } = props;
  const name = (of: { readonly nameZh: string; readonly nameEn: string }): string =>
    language === "zh" ? of.nameZh : of.nameEn;
  return (
    <section class="panel">
      <header>
        <h2>{say(words.tree)}</h2>
        <button type="button" disabled={props.busy} onClick={props.onRead}>
          {say(words.readTree)}
        </button>
      </header>
      {answer?.ok === true && (
        <ul class="tree">
          {answer.lines.map((line) => (
            <li key={line.path} data-depth={Math.min(4, line.depth)} data-access={line.access}>
              <code>{line.path.split("/").at(-1)}</code> {name(line)}{" "}
              <small>{say(phraseOf(fileAccess, line.access))}</small>
              {line.records.length > 0 && (
                <dl class="figures">
                  {line.records.map((record) => (
                    <div key={record.tag}>
                      <dt>
                        {record.tag} {name(record)}
                      </dt>
                      <dd>{record.value}</dd>
                    </div>
                  ))}
                </dl>
              )}
            </li>
          ))}
        </ul>
      )}
      {answer?.ok === false && <Refusal answer={answer} say={say} />}
    </section>
  );
}
