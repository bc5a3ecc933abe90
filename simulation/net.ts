import type { AskOnce, CentreFault } from "../daemon/central-client.ts";
import { fail, ok } from "../hardware/result.ts";
import type { CentreHost, Message, Told } from "./centre.ts";
import { never, type Process, type Scene } from "./scene.ts";

/** One terminal's line to the centre. */
export type Line = {
  /** How one process of the terminal asks. */
  askOnce(process: Process): AskOnce;
};

/** The patience of the real client; a later answer is no answer. */
const patienceMs = 5_000;
const slowMsMax = 30_000;
const lateMsMax = 6 * 86_400_000;
const partitionMsMax = 30 * 60_000;

const unreachable: CentreFault = { kind: "centre-unreachable", detail: "simulated" };

export function simLine(parts: {
  readonly scene: Scene;
  readonly terminalId: string;
  readonly centre: CentreHost;
  /** Whom a message is asked for: one wish of one person, if any. */
  readonly wishOf: () => string | undefined;
  /** Told when a message is sent. */
  readonly onAsk: (message: Message) => void;
  /** The centre did what was asked, and nobody will hear of it. */
  readonly onAnswerLost: (message: Message, told: Told) => void;
}): Line {
  const { scene, terminalId, centre, wishOf, onAsk, onAnswerLost } = parts;
  const { world, faults, reached } = scene;
  const chance = scene.chanceFor(`net ${terminalId}`);
  let partedUntilMs = 0;

  const parted = (): boolean => world.nowMs() < partedUntilMs && !faults.stopped();
  const tripMs = (): number => {
    if (faults.strikes("message-days-late")) return chance.below(lateMsMax);
    return faults.strikes("message-slow") ? chance.below(slowMsMax) : chance.between(3, 80);
  };

  /** Brings a message there and its answer back; `heard` is not called for what gets lost. */
  function deliver(
    message: Message,
    heard: (told: Told | undefined) => void,
    failed: (error: unknown) => void,
  ): void {
    if (faults.strikes("partition")) partedUntilMs = world.nowMs() + chance.below(partitionMsMax);
    if (faults.strikes("request-lost")) return;
    if (faults.strikes("message-twice")) {
      reached.state("message twice");
      world.after(tripMs(), () => void centre.ask(message));
    }
    const late = message.name === "authorise" && faults.strikes("authorise-late");
    world.after(late ? chance.between(patienceMs, lateMsMax) : tripMs(), () => {
      if (parted()) {
        heard(undefined);
        return;
      }
      const sentMs = world.nowMs();
      centre.ask(message).then((told) => {
        if (told === undefined) heard(undefined);
        else answered(message, told, sentMs, heard);
      }, failed);
    });
  }

  /** The way back. */
  function answered(
    message: Message,
    told: Told,
    sentMs: number,
    heard: (told: Told | undefined) => void,
  ): void {
    if (message.name === "script" && world.nowMs() - sentMs > patienceMs) reached.row(23);
    const scriptLost = message.name === "script" && faults.strikes("script-answer-lost");
    if (scriptLost || faults.strikes("answer-lost")) {
      onAnswerLost(message, told);
      return;
    }
    world.after(tripMs(), () => {
      const lost = parted();
      if (lost) onAnswerLost(message, told);
      heard(lost ? undefined : told);
    });
  }

  function askOnce(process: Process): AskOnce {
    const ask: AskOnce = (path, _schema, body) => {
      if (!process.alive()) return never();
      const message = messageOf(path, body, terminalId, wishOf());
      onAsk(message);
      return new Promise((resolve, reject) => {
        const over = (told: Told | undefined): void => {
          if (!process.alive()) {
            // Whoever asked is no more, and is forgotten with the question.
            if (told !== undefined) onAnswerLost(message, told);
          } else if (told === undefined) resolve(fail(unreachable));
          // The value is the one that the answer's text was made of, so it need not be parsed again.
          else resolve(told.ok ? ok(told.value as never) : fail({ kind: "centre-refused", ...told.problem }));
        };
        let waits = true;
        const stop = world.after(patienceMs, () => {
          waits = false;
          over(undefined);
        });
        deliver(
          message,
          (told) => {
            stop();
            // Nobody listens for it any more.
            if (!waits) return;
            waits = false;
            over(told);
          },
          reject,
        );
      });
    };
    return ask;
  }
  return { askOnce };
}

const operationsPath = "/v1/operations/";

function messageOf(
  path: string,
  body: object | undefined,
  terminalId: string,
  wish: string | undefined,
): Message {
  if (path.startsWith(operationsPath)) {
    const slash = path.indexOf("/", operationsPath.length);
    const opId = path.slice(operationsPath.length, slash < 0 ? undefined : slash);
    return { name: slash < 0 ? "query" : path.slice(slash + 1), opId, body, terminalId, wish };
  }
  // `/v1/cards/observe`, `/v1/terminals/boot`, `/v1/commands`: the last word is the message.
  return { name: path.slice(path.lastIndexOf("/") + 1), opId: "", body, terminalId, wish };
}
