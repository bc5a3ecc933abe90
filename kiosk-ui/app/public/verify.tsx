import { useState } from "preact/hooks";
import { legalNames, operationNames } from "../../../words/operations.ts";
import { notTrue, publicPage as words } from "../../../words/public.ts";
import type { Verified } from "../centre/answers.ts";
import type { Answer } from "../centre/ask.ts";
import { Fact, Trouble } from "../centre/parts.tsx";
import type { PublicAt } from "./at.ts";

/** The longest text that a certificate's code holds. */
const textMax = 400;

/** Whether a certificate is the centre's, by what its QR code says. */
export function Verify({ at }: { readonly at: PublicAt }) {
  const { centre, say, times } = at;
  const [text, setText] = useState("");
  const [read, setRead] = useState<Answer<Verified>>();
  const look = async (): Promise<void> => {
    setRead(await centre.get<Verified>("/public/v1/certificates/verify", { text: text.trim() }));
  };
  return (
    <>
      <form
        class="stacked"
        onSubmit={(event) => {
          event.preventDefault();
          void look();
        }}
      >
        <label>
          <span>{say(words.certificateText)}</span>
          <textarea
            rows={4}
            maxLength={textMax}
            required
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <p class="hint">{say(words.certificateHint)}</p>
        <button type="submit">{say(words.check)}</button>
      </form>
      <div role="status">
        {read?.ok === false && <Trouble code={read.trouble} say={say} />}
        {read?.ok === true && read.value.result === "not-true" && (
          <p class="refused">{say(notTrue[read.value.because])}</p>
        )}
        {read?.ok === true && read.value.result === "true" && (
          <section class="standing">
            <p class="done">
              <strong>{say(words.genuine)}</strong>
            </p>
            <dl>
              <Fact name={say(words.certificateNo)}>
                <code>{read.value.number}</code>
              </Fact>
              <Fact name={say(words.operation)}>{say(operationNames[read.value.kind])}</Fact>
              <Fact name={say(words.state)}>{say(legalNames[read.value.legal])}</Fact>
              <Fact name={say(words.doneAt)}>{times.time(read.value.doneAtMs)}</Fact>
              <Fact name={say(words.copies)}>{read.value.copiesPrinted}</Fact>
            </dl>
            <p class={read.value.overtaken ? "warning" : undefined}>
              {say(read.value.overtaken ? words.overtaken : words.newest)}
            </p>
          </section>
        )}
      </div>
    </>
  );
}
