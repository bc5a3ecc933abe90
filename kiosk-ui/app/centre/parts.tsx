import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { troubles } from "../../../words/staff.ts";
import type { Refusal } from "./answers.ts";
import type { Answer, TroubleCode } from "./ask.ts";
import type { Say } from "./say.ts";

/** Small things that all of the centre's pages are made of. */

/** What came of the last thing that was asked. */
export type Outcome =
  | { readonly kind: "done"; readonly text: string }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "trouble"; readonly code: TroubleCode };

export function OutcomeLine({ outcome, say }: { readonly outcome: Outcome | undefined; readonly say: Say }) {
  return (
    <div class="outcome" role="status">
      {outcome?.kind === "done" && <p class="done">{outcome.text}</p>}
      {outcome?.kind === "trouble" && <Trouble code={outcome.code} say={say} />}
      {outcome?.kind === "refused" && <Refused refusal={outcome.refusal} say={say} />}
    </div>
  );
}

export const Trouble = ({ code, say }: { readonly code: TroubleCode; readonly say: Say }) => (
  <p class="refused">
    <strong>{say(troubles[code].what)}</strong> {say(troubles[code].next)}
  </p>
);

function Refused({ refusal, say }: { readonly refusal: Refusal; readonly say: Say }) {
  const { what, next, missing = [], conditions = [], number, code } = refusal;
  return (
    <div class="refused">
      <p>
        <strong>{say(what)}</strong> {say(next)} <code>{number ?? code}</code>
      </p>
      {(missing.length > 0 || conditions.length > 0) && (
        <ul>
          {missing.map((each) => (
            <li key={each.zh}>{say(each)}</li>
          ))}
          {conditions.map((each) => (
            <li key={each.what.zh}>
              {say(each.what)}: {say(each.next)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function Panel(props: {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly wide?: boolean;
  readonly aside?: ComponentChildren;
}) {
  return (
    <section class={props.wide === true ? "panel wide" : "panel"} aria-label={props.title}>
      <header>
        <h2>{props.title}</h2>
        {props.aside}
      </header>
      {props.children}
    </section>
  );
}

export const Fact = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }) => (
  <div class="fact">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** What a question answers, asked when the page opens and again when `turn` changes; nothing asked, nothing said. */
export function useAnswer<Value>(
  ask: () => Promise<Answer<Value> | undefined>,
  turn: readonly unknown[],
): Answer<Value> | undefined {
  const [answer, setAnswer] = useState<Answer<Value>>();
  useEffect(() => {
    let over = false;
    void ask().then((said) => {
      if (!over) setAnswer(said);
    });
    return () => {
      over = true;
    };
  }, [...turn]);
  return answer;
}
