import { useState } from "preact/hooks";
import { deviceStates, phraseOf } from "../../../words/device-states.ts";
import { diagnostics as words } from "../../../words/diagnostics.ts";
import type { Answer, Ask, DeviceWord, Look, TryAnswer } from "./answers.ts";
import { Refusal } from "./console.tsx";
import type { Say } from "./parts.tsx";

const tried = ["id-reader", "scanner", "pin-pad", "badge", "lights", "sound"] as const satisfies DeviceWord[];

/** Each device by hand: the technician acts at the counter, the page says what came of it. */
export function DeviceTries(props: {
  readonly look: Look;
  /** Name of the work under way; empty while there is none. */
  readonly busy: string;
  readonly ask: Ask;
  readonly say: Say;
  readonly onBusy: (work: string) => void;
}) {
  const { look, busy, ask, say, onBusy } = props;
  const [answers, setAnswers] = useState<Readonly<Partial<Record<DeviceWord, Answer<TryAnswer>>>>>({});
  const fitted = tried.filter((name) => name === "sound" || look.sights.some((sight) => sight.name === name));
  const start = async (device: DeviceWord): Promise<void> => {
    onBusy(`try ${device}`);
    const answer = await ask<TryAnswer>({ op: "try", device });
    setAnswers((before) => ({ ...before, [device]: answer }));
    onBusy("");
  };
  return (
    <section class="panel tries">
      <h2>{say(words.tries)}</h2>
      <p class="hint">{say(words.triesHint)}</p>
      <ul>
        {fitted.map((device) => {
          const answer = answers[device];
          return (
            <li key={device}>
              <button type="button" class="quiet" disabled={busy !== ""} onClick={() => void start(device)}>
                {say(words.deviceNames[device])}
              </button>
              <span role="status">
                {busy === `try ${device}` ? say(words.again) : answer?.ok === true && cameOf(answer, say)}
              </span>
              {answer?.ok === false && <Refusal answer={answer} say={say} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function cameOf({ tried: came }: TryAnswer, say: Say): string {
  const kind = say(phraseOf(deviceStates, came.kind));
  if (came.kind === "fails") return `${kind} · ${say(phraseOf(deviceStates, came.fault))}`;
  const { what, length } = came.seen;
  return [
    kind,
    ...(what === undefined ? [] : [say(phraseOf(deviceStates, what))]),
    ...(length === undefined ? [] : [`${say(words.length)} ${String(length)}`]),
    `${String(came.tookMs)} ms`,
  ].join(" · ");
}
