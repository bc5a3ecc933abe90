import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { desk as words, usualReasons } from "../../../words/desk.ts";
import type { Phrase } from "../../../words/language.ts";
import type { Say } from "../centre/say.ts";

/** One thing that a clerk can do now; `act` is absent where it is not open. */
export type Act = {
  readonly key: string;
  readonly name: Phrase;
  readonly act?: () => void;
  readonly weight?: "main" | "grave";
};

export const Actions = ({ acts, say }: { readonly acts: readonly Act[]; readonly say: Say }) => (
  <aside class="actions" aria-label={say(words.actions)}>
    <h2>{say(words.actions)}</h2>
    <ul>
      {acts.map(({ key, name, act, weight }) => (
        <li key={key}>
          <button type="button" class={weight ?? "plain"} disabled={act === undefined} onClick={act}>
            <span>{say(name)}</span>
            <kbd>{key.toUpperCase()}</kbd>
          </button>
        </li>
      ))}
    </ul>
  </aside>
);

/** A return or a rejection says why: one of the usual sentences, or the clerk's own. Enter sends, Escape leaves. */
export function WhyForm(props: {
  readonly question: Phrase;
  readonly usual: readonly Phrase[];
  readonly say: Say;
  readonly onSend: (why: string) => void;
  readonly onLeave: () => void;
}) {
  const { question, usual, say } = props;
  const [why, setWhy] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  // With its first picture: letters that are typed at once are no keys of other actions.
  useLayoutEffect(() => field.current?.focus(), []);
  const send = (): void => {
    if (why.trim() !== "") props.onSend(why.trim());
  };
  return (
    <form
      class="why"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label>
        <span>{say(question)}</span>
        <textarea
          ref={field}
          rows={2}
          maxLength={300}
          value={why}
          onInput={(event) => setWhy(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey) return;
            event.preventDefault();
            send();
          }}
        />
      </label>
      <ul class="usual">
        {usual.map((each) => (
          <li key={each.zh}>
            <button type="button" class="quiet" onClick={() => setWhy(say(each))}>
              {say(each)}
            </button>
          </li>
        ))}
      </ul>
      <p class="buttons">
        <button type="submit" disabled={why.trim() === ""}>
          {say(words.send)} <kbd>↵</kbd>
        </button>
        <button type="button" class="quiet" onClick={props.onLeave}>
          {say(words.cancel)} <kbd>Esc</kbd>
        </button>
      </p>
    </form>
  );
}

/** What a clerk asks themselves to say before it is done. */
export type Asking = keyof typeof usualReasons;

export const questions: Readonly<Record<Asking, Phrase>> = {
  return: words.whyReturn,
  reject: words.whyReject,
  cannotMove: words.whyCannotMove,
};

export const reasonsFor = (kind: Asking): readonly Phrase[] => usualReasons[kind];
