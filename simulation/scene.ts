import type { CipherSuite } from "../card/cipher-suite.ts";
import type { Profile } from "../card/profile.ts";
import type { Chance } from "./chance.ts";
import type { Faults } from "./faults.ts";
import type { Mutant } from "./mutant.ts";
import type { Reached } from "./reached.ts";
import type { World } from "./world.ts";

/** What every part of one run has in common. */
export type Scene = {
  readonly seed: number;
  readonly world: World;
  readonly faults: Faults;
  readonly reached: Reached;
  /** Chance of one component, its own. */
  readonly chanceFor: (name: string) => Chance;
  /** A rule of protocol A7 was broken, or a bug threw. The run goes on to its end and then says so. */
  readonly violate: (invariant: string, detail: string) => void;
  /** What this run does wrong on purpose. */
  readonly mutant: Mutant;
  /** The ciphers of this run's cards and of its centre. */
  readonly suiteOf: (profile: Profile) => CipherSuite;
};

/** Thrown out of the ports of a process that is no more, so that its code stops where it stands. Made once: a stack costs. */
export class Killed extends Error {}
export const killed = new Killed();

/** The disk failed under the journal: the process ends at once and asks nothing again (protocol A5 row 27). */
export class DiskFault extends Error {}

/** A process of a terminal, from its boot to its end. */
export type Process = {
  readonly bootId: string;
  readonly alive: () => boolean;
  end(): void;
  /** Tells once when the process is gone, at once where it is already, unless what is answered is called before. */
  onEnd(gone: () => void): () => void;
};

export function startProcess(bootId: string): Process {
  let alive = true;
  const waiting = new Set<() => void>();
  return {
    bootId,
    alive: () => alive,
    end() {
      alive = false;
      for (const gone of waiting) gone();
      waiting.clear();
    },
    onEnd(gone) {
      if (!alive) gone();
      else waiting.add(gone);
      return () => {
        waiting.delete(gone);
      };
    },
  };
}

/** What a process waits for that is no more: it never comes, and is forgotten with who waited. */
export const never = <Value>(): Promise<Value> => new Promise<Value>(() => undefined);
