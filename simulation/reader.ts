import { fromHex, hex, hexFrom } from "../card/bytes.ts";
import type {
  CardConnection,
  CardReader,
  ListAnswer,
  ListedCommand,
  ReaderFault,
} from "../hardware/ports.ts";
import { fail, ok, type Result } from "../hardware/result.ts";
import type { SimCard } from "./cards.ts";
import { never, type Process, type Scene } from "./scene.ts";

/** A reader that outlives the processes that use it, with the quirks that real ones were measured to have. */
export type SimReader = {
  port(process: Process): CardReader;
  insert(card: SimCard): void;
  pull(): void;
  held(): SimCard | undefined;
};

const cycleMs = 150;
const stepMs = 40;
/** How long a reader's process may go on after the daemon is gone. */
const zombieMsMax = 20_000;

export function simReader(parts: {
  readonly scene: Scene;
  readonly terminalId: string;
  /** Told before each command of a script, with what the process had journalled by then (A7, 10). */
  readonly onScriptCommand: (card: SimCard, process: Process) => void;
  readonly onTorn: (card: SimCard, inScript: boolean) => void;
}): SimReader {
  const { scene, terminalId, onScriptCommand, onTorn } = parts;
  const { world, faults } = scene;
  let held: SimCard | undefined;
  /** The ATR that PC/SC still shows of the card before. */
  let staleAtr: string | undefined;
  let lastAtr: string | undefined;

  function pull(): void {
    if (held === undefined) return;
    world.note(`pull ${terminalId} ${held.id}`);
    held.chip.powerOff();
    held.facts.heldBy = undefined;
    held = undefined;
  }

  function port(process: Process): CardReader {
    let connections = 0;

    function connection(mine: SimCard): CardConnection {
      connections += 1;
      let dead: ReaderFault | undefined;
      const shownAtr = staleAtr ?? mine.atr;
      const first = faults.strikes("stale-atr") ? shownAtr : mine.atr;

      const tornNow = (inScript: boolean): ReaderFault => {
        onTorn(mine, inScript);
        pull();
        dead = { kind: "no-card" };
        return faults.strikes("tear-seen-as-no-card") ? { kind: "no-card" } : { kind: "torn" };
      };

      function exchange(apdu: Uint8Array, inScript: boolean): Result<Uint8Array, ReaderFault> {
        if (held !== mine) return fail({ kind: "no-card" });
        if (dead !== undefined) return fail(dead);
        if (faults.strikes("tear-before")) return fail(tornNow(inScript));
        const tearNow = inScript && faults.strikes("tear-in-script");
        if (tearNow && faults.detail.hit(0.5)) return fail(tornNow(true));
        if (faults.strikes("reader-lost")) {
          dead = { kind: "reader-lost", detail: "simulated" };
          if (faults.detail.hit(0.5)) mine.chip.answer(apdu);
          mine.chip.powerOff();
          return fail(dead);
        }
        const answer = mine.chip.answer(apdu);
        if (inScript)
          world.note(`apdu ${mine.id} ${hex(apdu.subarray(0, 4))} ${hexFrom(answer, answer.length - 2)}`);
        if (faults.strikes("no-answer")) {
          dead = { kind: "no-answer", timeoutMs: 5_000 };
          return fail(dead);
        }
        if (tearNow || faults.strikes("tear-after")) return fail(tornNow(inScript));
        return ok(
          faults.strikes("answer-bit-flip")
            ? flipped(answer, faults.detail.below(answer.length * 8))
            : answer,
        );
      }

      /** A whole script, command by command in time: a process may end between any two of them. */
      async function script(commands: readonly ListedCommand[]): Promise<ListAnswer> {
        const answers: Uint8Array[] = [];
        mine.facts.scripts.push(commands.map(({ apdu }) => apdu));
        let zombie = false;
        for (const { apdu, allowed } of commands) {
          await world.sleep(stepMs);
          if (!process.alive() && !zombie) {
            zombie = faults.strikes("zombie-writer");
            if (!zombie) return never();
            scene.reached.state("zombie writer");
            await world.sleep(faults.detail.below(zombieMsMax));
          }
          if (!zombie) onScriptCommand(mine, process);
          const answer = zombie ? late(apdu) : exchange(apdu, true);
          if (!answer.ok) return { answers, fault: answer.fault };
          answers.push(answer.value);
          if (!allowed.includes(hex(answer.value.slice(-2)))) break;
        }
        return zombie ? never() : { answers };
      }

      /** What the reader's own process still sends: no fault of its own, the card does what it does. */
      function late(apdu: Uint8Array): Result<Uint8Array, ReaderFault> {
        if (held !== mine) return fail({ kind: "no-card" });
        const answer = mine.chip.answer(apdu);
        world.note(`zombie apdu ${mine.id} ${hex(apdu.subarray(0, 4))} ${hex(answer.subarray(-2))}`);
        return ok(answer);
      }

      // A property and no getter: a connection is made for each look, and getters cost at their making.
      const made = {
        atr: first,
        transmit: (apdu: Uint8Array): Promise<Result<Uint8Array, ReaderFault>> =>
          process.alive() ? Promise.resolve(exchange(apdu, false)) : never(),
        async transmitList(commands: readonly ListedCommand[]): Promise<ListAnswer> {
          if (!process.alive()) return never();
          const answered = await script(commands);
          return process.alive() ? answered : never();
        },
        async powerCycle(): Promise<Result<string, ReaderFault>> {
          if (!process.alive()) return never();
          await world.sleep(cycleMs);
          if (!process.alive()) return never();
          if (held !== mine) return fail({ kind: "no-card" });
          if (dead?.kind === "reader-lost") return fail(dead);
          if (faults.strikes("mute-card")) return fail({ kind: "mute-card" });
          dead = undefined;
          if (scene.mutant.noPowerCycle !== true) {
            mine.chip.powerOff();
            mine.chip.powerOn();
          }
          made.atr = mine.atr;
          staleAtr = undefined;
          return ok(made.atr);
        },
        end() {
          connections = Math.max(0, connections - 1);
          return process.alive() ? Promise.resolve() : never<undefined>();
        },
      };
      return made;
    }

    return {
      status: () => ({
        device: "online",
        name: terminalId,
        media: held === undefined ? "not-present" : "present",
      }),
      watch: () => () => undefined,
      async connect({ exclusive }) {
        if (!process.alive()) return never();
        await world.sleep(20);
        if (!process.alive()) return never();
        if (held === undefined) return fail({ kind: "no-card" });
        if (faults.strikes("mute-card")) return fail({ kind: "mute-card" });
        if ((exclusive && connections > 0) || faults.strikes("reader-busy"))
          return fail({ kind: "reader-busy", detail: "simulated" });
        return ok(connection(held));
      },
      close: () => Promise.resolve(),
    };
  }

  return {
    port,
    insert(card) {
      pull();
      world.note(`insert ${terminalId} ${card.id}`);
      held = card;
      card.facts.heldBy = terminalId;
      card.chip.powerOn();
      if (!card.isCopy && faults.strikes("record-bit-flip") && card.spoil(faults.detail.below(192))) {
        scene.reached.state("record spoilt");
        world.note(`bit flip ${card.id}`);
      }
      staleAtr = lastAtr;
      lastAtr = card.atr;
      const [script] = card.facts.scripts.slice(-1 - faults.detail.below(2));
      // Once a card, and not on top of honest refusals (seed 44723): whoever tries keys again and again locks it, which
      // is a nuisance and no disagreement.
      const mayReplay = script !== undefined && !card.facts.replayed && card.hasAllTries();
      if (mayReplay && faults.strikes("replay-script")) replay(scene, card, script);
    },
    pull,
    held: () => held,
  };
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const other = bytes.slice();
  other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return other;
}

/** Somebody kept a script, and sends it to the card in a session of his own. */
function replay(scene: Scene, card: SimCard, script: readonly Uint8Array[]): void {
  scene.reached.state("script replayed");
  card.facts.replayed = true;
  const select = fromHex(`00A40400${(card.profile.select.ssse.length / 2).toString(16).padStart(2, "0")}`);
  const name = fromHex(card.profile.select.ssse);
  const whole = new Uint8Array(select.length + name.length);
  whole.set(select);
  whole.set(name, select.length);
  card.chip.answer(whole);
  card.chip.answer(fromHex("0084000008"));
  for (const apdu of script) {
    const word = hex(card.chip.answer(apdu).subarray(-2));
    scene.world.note(`replay ${card.id} ${hex(apdu.subarray(0, 4))} ${word}`);
    if (word !== "9000") break;
  }
  card.chip.powerOff();
  card.chip.powerOn();
}
