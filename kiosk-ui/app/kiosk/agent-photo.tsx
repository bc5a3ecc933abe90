import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Screen } from "../../../daemon/screen.ts";
import { catalogue } from "../../../words/errors.ts";
import { agentPhoto as words } from "../../../words/agent-photo.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { TroubleDrawing } from "../design/trouble-drawing.tsx";
import type { Sight } from "../camera.ts";
import { drawInto, jpegOf, wipe } from "../photo.ts";
import { useVisit } from "../visit.ts";
import { Choice } from "./choice.tsx";
import { Counter } from "./counter.tsx";
import { Waiting } from "./waiting.tsx";

type Standing =
  | { readonly kind: "opening" }
  | { readonly kind: "none" }
  | { readonly kind: "live"; readonly sight: Sight }
  /** Seconds until it is taken: hands are busy with a card. */
  | { readonly kind: "counting"; readonly sight: Sight; readonly seconds: number }
  | { readonly kind: "taken"; readonly jpeg: Uint8Array<ArrayBuffer> };

const countFrom = 3;

/** Holder and agent, or the agent with the holder's identity card: seen, taken, looked at once, and given or taken again. */
export function AgentPhoto(_screen: Extract<Screen, { name: "agent-photo" }>) {
  const { say, act, change, camera, clock, clerk, givePhoto } = useVisit();
  const [standing, setStanding] = useState<Standing>({ kind: "opening" });
  const [tries, setTries] = useState(0);
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { kind } = standing;
  const sight = "sight" in standing ? standing.sight : undefined;

  useEffect(() => {
    let over = false;
    const lost = () => {
      if (!over) setStanding({ kind: "none" });
    };
    const opening = camera.open(lost).then((opened) => {
      if (over) opened?.close();
      else if (opened === undefined) lost();
      else setStanding({ kind: "live", sight: opened });
      return opened;
    });
    return () => {
      over = true;
      void opening.then((opened) => opened?.close());
    };
  }, [tries, camera]);
  useEffect(() => {
    if (video.current !== null && sight !== undefined) video.current.srcObject = sight.stream;
  }, [sight, kind]);
  // Whoever stands here without a camera is not left standing.
  useEffect(() => {
    if (kind === "none" && clerk === "callable") act({ type: "call-clerk" });
  }, [kind]);
  const taken = standing.kind === "taken" ? standing.jpeg : undefined;
  useEffect(
    () => () => {
      taken?.fill(0);
    },
    [taken],
  );
  useEffect(() => {
    const drawn = canvas.current;
    return () => {
      if (drawn !== null) wipe(drawn);
    };
  }, []);

  useEffect(() => {
    if (standing.kind !== "counting") return;
    const { seconds } = standing;
    return clock.after(1_000, () => {
      if (seconds > 1) setStanding({ ...standing, seconds: seconds - 1 });
      else void take(standing.sight);
    });
  }, [standing, clock]);

  async function take(from: Sight): Promise<void> {
    const [seen, drawn] = [video.current, canvas.current];
    if (seen === null || drawn === null) return;
    const size = { width: seen.videoWidth, height: seen.videoHeight };
    const jpeg = drawInto(drawn, seen, size) ? await jpegOf(drawn) : undefined;
    if (jpeg === undefined) {
      setStanding({ kind: "live", sight: from });
      return;
    }
    from.close();
    setStanding({ kind: "taken", jpeg });
  }
  function again(): void {
    setStanding({ kind: "opening" });
    setTries((n) => n + 1);
  }

  const isTaken = kind === "taken";
  const isMissing = kind === "none";
  const missing = catalogue["camera-missing"];
  const [question, lead] = isMissing
    ? [missing.what, missing.next]
    : isTaken
      ? [words.look, words.lookLead]
      : [words.question, words.lead];
  // The button that was pressed has gone: whoever goes by keys or ears begins again at the question.
  useLayoutEffect(() => {
    document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    // Nothing is wished otherwise; the page is drawn once more, and a voice says what is new.
    change({});
  }, [isTaken, isMissing]);
  return (
    <Counter
      stage={
        <>
          {isMissing && <TroubleDrawing fault="camera-missing" />}
          <div
            class="photo"
            hidden={isMissing}
            data-private=""
            role="img"
            aria-label={say(isTaken ? words.inPhoto : words.inSight)}
          >
            <video ref={video} hidden={sight === undefined} autoplay muted playsInline tabIndex={-1} />
            <canvas ref={canvas} hidden={!isTaken} />
            {standing.kind === "counting" && <span class="photo-count">{standing.seconds}</span>}
          </div>
        </>
      }
      tone={isMissing ? "attention" : "calm"}
      question={say(question)}
      lead={say(lead)}
      step="ask"
      onBack={() => act({ type: "back" })}
      onExit={() => act({ type: "exit" })}
    >
      {kind === "opening" && <Waiting />}
      {isMissing && clerk === "called" && (
        <p class="lead" role="status">
          {say(kiosk.frame.clerkCalled)}
        </p>
      )}
      <div class="choices">
        {sight !== undefined && (
          <Choice
            title={say(standing.kind === "counting" ? words.counting(standing.seconds) : words.take)}
            hint={say(words.takeHint)}
            look="primary"
            onChoose={() => {
              if (kind === "live") setStanding({ kind: "counting", sight, seconds: countFrom });
            }}
          />
        )}
        {standing.kind === "taken" && (
          <Choice title={say(words.use)} look="primary" onChoose={() => givePhoto(standing.jpeg)} />
        )}
        {isTaken && <Choice title={say(words.again)} look="plain" onChoose={again} />}
        {isMissing && <Choice title={say(kiosk.identity.again)} look="plain" onChoose={again} />}
      </div>
      {!isMissing && <p class="fine">{say(words.why)}</p>}
    </Counter>
  );
}
