import type { Chance } from "./chance.ts";
import { chanceOf } from "./chance.ts";

/** Everything that may go wrong, each a question asked where it would. Rates are per question. */
const faultKinds = {
  /** The card leaves while an APDU is under way: before the card acted on it, or after. */
  "tear-before": 0.03,
  "tear-after": 0.03,
  /** Only in the middle of an issuer script, where it hurts most. */
  "tear-in-script": 0.25,
  "walk-away": 0.5,
  "wrong-card": 0.3,
  /** The holder wants it undone while it waits. */
  "changes-mind": 0.4,
  /** Somebody copied the chip, and shows the copy when the card has moved on. */
  "copy-shown": 0.4,
  /** One bit of the status record turns over, on the chip and for good. */
  "record-bit-flip": 0.02,
  /** PC/SC names a pulled card sometimes one way and sometimes another. */
  "tear-seen-as-no-card": 0.5,
  "reader-lost": 0.02,
  "no-answer": 0.02,
  "mute-card": 0.03,
  /** One bit of an answer, on its way. */
  "answer-bit-flip": 0.01,
  "psam-away": 0.2,
  "psam-fails": 0.1,
  "reader-busy": 0.05,
  "stale-atr": 0.03,
  /** Somebody keeps a script and sends it to the card again, later. */
  "replay-script": 0.5,
  /** The reader's own process goes on with the list after the daemon is gone. */
  "zombie-writer": 0.5,

  "request-lost": 0.06,
  "answer-lost": 0.06,
  "script-answer-lost": 0.15,
  "message-twice": 0.05,
  "message-slow": 0.08,
  "message-days-late": 0.03,
  /** The first question alone, and later than anybody waits. */
  "authorise-late": 0.4,
  partition: 0.02,

  "kill-at-append": 0.05,
  "kill-after-append": 0.06,
  /** Just after a read-back or a paper was journalled, and before anybody was told. */
  "kill-after-rare": 0.2,
  /** While the reader is sending a script. */
  "kill-in-script": 0.1,
  "kill-anytime": 0.3,
  "power-cut": 0.3,
  "crash-in-recovery": 0.3,
  "stays-off": 0.5,
  /** The same where something was under way: nobody hears of it until its lease is over. */
  "stays-off-midway": 0.6,

  "disk-full": 0.02,
  "disk-error": 0.02,
  "fsync-error": 0.02,
  "disk-replaced": 0.15,
  "disk-rolled-back": 0.15,

  "paper-out": 0.2,
  "cover-open": 0.1,
  "paper-out-midway": 0.15,
  "printer-power-lost": 0.1,
  "print-answer-lost": 0.15,
  "printer-silent": 0.08,

  "centre-dies-before-commit": 0.03,
  "centre-dies-after-commit": 0.03,
  "centre-restored": 0.25,
  /** Two centres over one store: one goes on where the other died. */
  "centre-of-two": 0.9,
  "centre-clock-step": 0.3,
  "hsm-unavailable": 0.05,
  "hsm-slow": 0.25,
  "clock-jump": 0.3,
  /** A backup is put back, and disks are lost as well: what both knew, only the cards still show. */
  "restored-and-lost": 0.3,
} as const satisfies Record<string, number>;
export type FaultKind = keyof typeof faultKinds;

/** What goes wrong in one run. */
export type Faults = {
  /** True when this fault happens here and now. */
  strikes(kind: FaultKind): boolean;
  /** Chance for the details of a fault. */
  readonly detail: Chance;
  /** The liveness phase begins: nothing fails any more. */
  stop(): void;
  readonly stopped: () => boolean;
  /** Each fault that happened, as `kind#n`: n counts the questions of its kind. */
  struck(): readonly string[];
  on(): readonly FaultKind[];
};

/** Rates of one swarm: these multiply the rates above. */
const strengths = [0.3, 1, 1, 3] as const;
const allKinds = Object.keys(faultKinds) as FaultKind[];

/**
 * A swarm (Groce et al., "Swarm Testing", 2012): each seed turns on a random part of the kinds, each with a rate
 * of its own, because a run in which everything fails reaches less than one in which three things do.
 * `spared` names faults that are held back: the shrinker's tool.
 */
export function swarm(seed: number, spared: ReadonlySet<string> = new Set()): Faults {
  const chance = chanceOf(seed, "faults: swarm");
  const share = chance.pick([0.05, 0.15, 0.3, 0.5]);
  // A kind's draws are its own, so that holding one back does not move those of another kind.
  const each = new Map<FaultKind, { rate: number; chance: Chance; asked: number }>();
  for (const kind of allKinds) {
    const isOn = chance.hit(share);
    const rate = Math.min(0.9, faultKinds[kind] * chance.pick(strengths));
    if (isOn) each.set(kind, { rate, chance: chanceOf(seed, `fault: ${kind}`), asked: 0 });
  }
  const struck: string[] = [];
  let stopped = false;
  return {
    strikes(kind) {
      if (stopped) return false;
      const mine = each.get(kind);
      if (mine === undefined) return false;
      const asked = mine.asked++;
      if (!mine.chance.hit(mine.rate)) return false;
      const name = `${kind}#${String(asked)}`;
      if (spared.has(name)) return false;
      struck.push(name);
      return true;
    },
    detail: chanceOf(seed, "faults: detail"),
    stop: () => {
      stopped = true;
    },
    stopped: () => stopped,
    struck: () => struck,
    on: () => [...each.keys()],
  };
}
