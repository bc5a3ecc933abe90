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

  async function deliver(message: Message): Promise<Told | undefined> {
    if (faults.strikes("partition")) partedUntilMs = world.nowMs() + chance.below(partitionMsMax);
    if (faults.strikes("request-lost")) return never();
    if (faults.strikes("message-twice")) {
      reached.state("message twice");
      void world.sleep(tripMs()).then(() => centre.ask(message));
    }
    const late = message.name === "authorise" && faults.strikes("authorise-late");
    await world.sleep(late ? chance.between(patienceMs, lateMsMax) : tripMs());
    if (parted()) return undefined;
    const sentMs = world.nowMs();
    const told = await centre.ask(message);
    if (told === undefined) return undefined;
    if (message.name === "script" && world.nowMs() - sentMs > patienceMs) reached.row(23);
    const scriptLost = message.name === "script" && faults.strikes("script-answer-lost");
    if (scriptLost || faults.strikes("answer-lost")) {
      onAnswerLost(message, told);
      return never();
    }
    await world.sleep(tripMs());
    if (parted()) {
      onAnswerLost(message, told);
      return undefined;
    }
    return told;
  }

  function askOnce(process: Process): AskOnce {
    const ask: AskOnce = async (path, _schema, body) => {
      if (!process.alive()) return never();
      const message = messageOf(path, body, terminalId, wishOf());
      onAsk(message);
      const told = await new Promise<Told | undefined>((resolve, reject) => {
        const stop = world.after(patienceMs, () => {
          resolve(undefined);
        });
        deliver(message).then((answer) => {
          stop();
          resolve(answer);
        }, reject);
      });
      if (!process.alive()) {
        if (told !== undefined) onAnswerLost(message, told);
        return never();
      }
      if (told === undefined) return fail(unreachable);
      // The value is the one that the answer's text was made of, so it need not be parsed again.
      return told.ok ? ok(told.value as never) : fail({ kind: "centre-refused", ...told.problem });
    };
    return ask;
  }
  return { askOnce };
}

function messageOf(
  path: string,
  body: object | undefined,
  terminalId: string,
  wish: string | undefined,
): Message {
  const [, , place, opId = "", name = "query"] = path.split("/");
  const whole = { opId, body, terminalId, wish };
  if (place === "operations") return { name, ...whole };
  // `/v1/cards/observe`, `/v1/terminals/boot`, `/v1/commands`: the last word is the message.
  return { ...whole, name: path.split("/").at(-1) ?? "", opId: "" };
}
