import { useState } from "preact/hooks";
import { stateNames } from "../../../words/desk.ts";
import { publicPage as words } from "../../../words/public.ts";
import { businessNames } from "../../../words/regional-rules.ts";
import type { PublicApplication } from "../centre/answers.ts";
import type { Answer } from "../centre/ask.ts";
import { Field } from "../centre/fields.tsx";
import { Trouble } from "../centre/parts.tsx";
import type { PublicAt } from "./at.ts";

/** How an application stands, for whoever has its number and the end of the holder's. */
export function Progress({ at }: { readonly at: PublicAt }) {
  const { centre, say } = at;
  const [number, setNumber] = useState("");
  const [idTail, setIdTail] = useState("");
  const [read, setRead] = useState<Answer<PublicApplication>>();
  const look = async (): Promise<void> => {
    const path = `/public/v1/applications/${encodeURIComponent(number.trim())}`;
    setRead(await centre.get<PublicApplication>(path, { idTail: idTail.trim().toUpperCase() }));
  };
  // A number that does not fit and one that is not there are told alike.
  const unknown = read?.ok === false && (read.trouble === "not-found" || read.trouble === "invalid-message");
  return (
    <>
      <form
        class="stacked"
        onSubmit={(event) => {
          event.preventDefault();
          void look();
        }}
      >
        <Field name={say(words.number)} value={number} onInput={setNumber} />
        <p class="hint">{say(words.numberHint)}</p>
        <Field name={say(words.idTail)} value={idTail} onInput={setIdTail} />
        <button type="submit">{say(words.look)}</button>
      </form>
      <div role="status">
        {unknown && <p class="refused">{say(words.progressNone)}</p>}
        {read?.ok === false && !unknown && <Trouble code={read.trouble} say={say} />}
        {read?.ok === true && <Standing at={at} application={read.value} />}
      </div>
    </>
  );
}

export function Standing({
  at,
  application,
}: {
  readonly at: PublicAt;
  readonly application: PublicApplication;
}) {
  const { say, times } = at;
  const { number, business, says, note, certificateNo, timeline } = application;
  return (
    <section class="standing" aria-label={number}>
      <h3>{say(businessNames[business])}</h3>
      <p>
        <code>{number}</code>
      </p>
      <p class="done">{say(says)}</p>
      {note !== undefined && <p>{say(note)}</p>}
      {certificateNo !== undefined && (
        <p>
          {say(words.certificateNo)} <code>{certificateNo}</code>
        </p>
      )}
      <ol>
        {timeline.map((step, n) => (
          <li key={n}>
            <time>{times.time(step.atMs)}</time> <strong>{say(stateNames[step.state])}</strong>
            {step.why !== undefined && <p>{say(step.why)}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
