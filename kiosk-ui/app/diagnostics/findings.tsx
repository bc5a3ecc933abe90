import { diagnostics as words } from "../../../words/diagnostics.ts";
import type { ReportView } from "./answers.ts";
import type { Say } from "./parts.tsx";

/** What is wrong, worst first, each with who must act. */
export function Findings(props: {
  readonly report: ReportView | undefined;
  readonly busy: boolean;
  readonly say: Say;
  readonly onExamine: () => void;
}) {
  const { report, busy, say } = props;
  return (
    <section class="panel findings">
      <header>
        <h2>{say(words.findings)}</h2>
        <button type="button" class="quiet" disabled={busy} onClick={props.onExamine}>
          {say(busy ? words.examining : words.examine)}
        </button>
      </header>
      {report?.findings.length === 0 && <p class="fine-now">{say(words.nothing)}</p>}
      <ul>
        {report?.findings.map(({ code, severity, who, what, why, next, detail }) => (
          <li key={`${code} ${detail ?? ""}`} data-severity={severity}>
            <p class="heads">
              <strong>{say(words.severity[severity])}</strong>
              <span class="who">{say(words.who[who])}</span>
              <code>{code}</code>
            </p>
            <p class="what">{say(what)}</p>
            {detail !== undefined && <p class="detail">{detail}</p>}
            <details open={severity === "error"}>
              <summary>{say(next)}</summary>
              <p>{say(why)}</p>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
