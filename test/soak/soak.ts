import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { daemonNode, program, startChild, stopChild } from "../../cli/child.ts";
import { putUpStand } from "../../cli/hall.ts";
import { person } from "../../cli/person.ts";
import { openKiosk } from "../ws-kiosk.ts";
import { papersIn, stateFolder, until } from "../stand.ts";
import { heldBy, type Held } from "./processes.ts";
import { slopeOf, type Slope } from "./slope.ts";

/**
 * Whole sessions in a row, as a hall has them for months: a card is put in, read, frozen or unfrozen, taken, its
 * certificate printed. One daemon in a process of its own, on real pcscd, serialport and SQLite; only the card, the
 * paper and the person are made up.
 */
export type SoakReport = {
  readonly sessions: number;
  readonly faults: readonly string[];
  readonly papers: number;
  readonly minutes: number;
  readonly sessionMs: { readonly p50: number; readonly p99: number };
  readonly samples: readonly (Held & { readonly session: number })[];
  /** For each session, after the warm-up. */
  readonly slopes: Readonly<Record<"daemonKb" | "hostsKb" | "handles" | "processes", Slope>>;
};

/** The first tenth fills caches and compiles code: it says nothing about the months after. */
const warmUpShare = 0.1;

export async function soak(options: {
  readonly sessions: number;
  readonly every: number;
  readonly onSample?: (sample: Held & { readonly session: number }) => void;
}): Promise<SoakReport> {
  const { sessions, every } = options;
  const state = stateFolder();
  const stand = await putUpStand({ stateDir: state.dir, quiet: true });
  const config = join(state.dir, "daemon.json");
  writeFileSync(config, JSON.stringify(stand.daemonConfig));
  const daemon = await startChild([...daemonNode, program, "daemon", "--config", config], {
    name: "daemon",
    readyMs: 20_000,
    quiet: true,
  });
  const { address } = daemon.ready as { address: string };
  const kiosk = await openKiosk(address);
  const name = (): string => kiosk.frame()?.screen.name ?? "";
  const samples: (Held & { session: number })[] = [];
  const faults: string[] = [];
  const times: number[] = [];
  const startMs = performance.now();
  try {
    await until("welcome", () => name() === "welcome");
    for (let session = 1; session <= sessions; session++) {
      const fromMs = performance.now();
      const kind = session % 2 === 1 ? "freeze" : "unfreeze";
      const visit = await person(kiosk, stand.card, { kind, card: "card-1" });
      if (visit.fault !== undefined) faults.push(`${String(session)}: ${visit.fault}`);
      await until(
        "the visit is over",
        () => {
          if (name() === "goodbye") kiosk.act({ type: "continue" });
          return name() === "welcome";
        },
        60_000,
      );
      times.push(performance.now() - fromMs);
      if (session % every === 0) {
        const sample = { session, ...heldBy(daemon.process.pid ?? 0) };
        samples.push(sample);
        options.onSample?.(sample);
      }
    }
  } finally {
    kiosk.close();
    await stopChild(daemon.process, 4_000);
    await stand.stop();
  }
  const papers = papersIn(state.dir).length;
  state.remove();
  const counted = samples.filter(({ session }) => session > sessions * warmUpShare);
  const slope = (of: (sample: Held) => number): Slope =>
    slopeOf(counted.map((sample) => ({ x: sample.session, y: of(sample) })));
  times.sort((one, other) => one - other);
  const at = (share: number): number => Math.round(times[Math.floor((times.length - 1) * share)] ?? 0);
  return {
    sessions,
    faults,
    papers,
    minutes: Math.round((performance.now() - startMs) / 600) / 100,
    sessionMs: { p50: at(0.5), p99: at(0.99) },
    samples,
    slopes: {
      daemonKb: slope(({ daemonMb }) => daemonMb * 1024),
      hostsKb: slope(({ hostsMb }) => hostsMb * 1024),
      handles: slope(({ handles }) => handles),
      processes: slope(({ processes }) => processes),
    },
  };
}
