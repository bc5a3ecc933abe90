import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OperationKind } from "../../card/life.ts";
import { daemonNode, program, startChild, stopChild } from "../../cli/child.ts";
import { putUpStand } from "../../cli/hall.ts";
import { person, type CardHand, type Visit } from "../../cli/person.ts";
import { openKiosk } from "../ws-kiosk.ts";
import { papersIn, stateFolder, until } from "../stand.ts";
import { liveIn, probed, type Live } from "./live-memory.ts";
import { heldBy, type Held } from "./processes.ts";
import { slopeOf, type Slope } from "./slope.ts";

/**
 * Whole sessions in a row, as a hall has them for months: a card is put in, read, frozen or unfrozen, taken, its
 * certificate printed. One daemon in a process of its own, on real pcscd, serialport and SQLite; only the card, the
 * paper and the person are made up.
 */
type SoakReport = {
  readonly sessions: number;
  /** Number of the session, and what went wrong in it. */
  readonly faults: readonly string[];
  /** Sessions in which the terminal finished what an earlier one had left open, as it should. */
  readonly caughtUp: readonly number[];
  readonly papers: number;
  readonly minutes: number;
  readonly sessionMs: { readonly p50: number; readonly p99: number };
  readonly samples: readonly Sample[];
  /** For each session of the second half; `Live` is what stays after a collection. */
  readonly slopes: Readonly<
    Record<"daemonKb" | "hostsKb" | "daemonLiveKb" | "hostsLiveKb" | "handles" | "processes", Slope>
  >;
};

export type Sample = Held & Live & { readonly session: number };

/** Rings and caches fill up, and V8 compiles: what a slope tells of the months to come stands in the second half. */
const warmUpShare = 0.5;
/** Less a session is not told from what V8 does by itself; at 300 visits a day it makes 9 MB in a month. */
const negligibleKb = 1;
const visitOverMs = 60_000;
/** A terminal that does not come back by itself is not asked for ever. */
const stuckMost = 3;

/** V8 compiles what is called often, function by function over thousands of sessions: that memory is no leak. */
const interpreterOnly = ["--no-sparkplug", "--no-maglev", "--no-opt"];

type SoakKiosk = Awaited<ReturnType<typeof openKiosk>>;

export async function soak(options: {
  readonly sessions: number;
  readonly every: number;
  /** Without V8's compilers: whatever still grows then is kept by somebody. */
  readonly interpreted?: boolean;
  readonly onSample?: (sample: Sample) => void;
}): Promise<SoakReport> {
  const { sessions, every } = options;
  const state = stateFolder();
  const probe = join(state.dir, "probe");
  mkdirSync(probe);
  const stand = await putUpStand({ stateDir: state.dir, quiet: true });
  const config = join(state.dir, "daemon.json");
  writeFileSync(config, JSON.stringify(stand.daemonConfig));
  const daemon = await startChild(
    [
      ...daemonNode,
      ...(options.interpreted === true ? interpreterOnly : []),
      ...probed(probe),
      program,
      "daemon",
      "--config",
      config,
    ],
    {
      name: "daemon",
      readyMs: 20_000,
      quiet: true,
    },
  );
  const kiosk = await openKiosk((daemon.ready as { address: string }).address);
  const samples: Sample[] = [];
  const faults: string[] = [];
  const caughtUp: number[] = [];
  const times: number[] = [];
  const startMs = performance.now();
  let session = 0;
  try {
    await until("welcome", () => kiosk.frame()?.screen.name === "welcome");
    let kind: OperationKind = "freeze";
    let stuck = 0;
    for (session = 1; session <= sessions && stuck < stuckMost; session++) {
      const fromMs = performance.now();
      const visit = await person(kiosk, stand.card, { kind, card: "card-1" });
      const fault = visit.fault ?? (visit.did === undefined ? "nothing-done" : undefined);
      if (fault !== undefined) faults.push(`${String(session)}: ${fault}`);
      else if (visit.did !== kind) caughtUp.push(session);
      kind = nextKind(kind, visit);
      const leftOn = await visitOver(kiosk, stand.card);
      stuck = leftOn === undefined ? 0 : stuck + 1;
      if (leftOn !== undefined) faults.push(`${String(session)}: stays at ${leftOn}`);
      times.push(performance.now() - fromMs);
      if (session % every !== 0) continue;
      const pid = daemon.process.pid ?? 0;
      // As it stands first: the collection that the second answer takes would show in it.
      const held = heldBy(pid);
      const sample = { session, ...held, ...(await liveIn(pid, probe)) };
      samples.push(sample);
      options.onSample?.(sample);
    }
  } catch (error) {
    // Hours of figures are not thrown away with what ended them.
    faults.push(`${String(session)}: ${String(error)}`);
  } finally {
    kiosk.close();
    await stopChild(daemon.process, 4_000);
    await stand.stop();
  }
  const papers = papersIn(state.dir).length;
  state.remove();
  const counted = samples.filter((sample) => sample.session >= sessions * warmUpShare);
  const slope = (of: (sample: Sample) => number, negligible = 0): Slope =>
    slopeOf(
      counted.map((sample) => ({ x: sample.session, y: of(sample) })),
      negligible,
    );
  times.sort((one, other) => one - other);
  const at = (share: number): number => Math.round(times[Math.floor((times.length - 1) * share)] ?? 0);
  return {
    sessions: times.length,
    faults,
    caughtUp,
    papers,
    minutes: Math.round((performance.now() - startMs) / 600) / 100,
    sessionMs: { p50: at(0.5), p99: at(0.99) },
    samples,
    slopes: {
      daemonKb: slope(({ daemonMb }) => daemonMb * 1024, negligibleKb),
      hostsKb: slope(({ hostsMb }) => hostsMb * 1024, negligibleKb),
      daemonLiveKb: slope(({ daemonLiveMb }) => daemonLiveMb * 1024, negligibleKb),
      hostsLiveKb: slope(({ hostsLiveMb }) => hostsLiveMb * 1024, negligibleKb),
      handles: slope(({ handles }) => handles),
      processes: slope(({ processes }) => processes),
    },
  };
}

/** The other one once this one is done; after a visit without a result, what fits the card that was seen. */
export function nextKind(kind: OperationKind, { did, before }: Pick<Visit, "did" | "before">): OperationKind {
  if (did !== undefined) return did === "freeze" ? "unfreeze" : "freeze";
  return before === undefined ? kind : before.life === "frozen" ? "unfreeze" : "freeze";
}

/** The screen that stays when the visit does not end; a card that was forgotten in the slot is taken out then. */
async function visitOver(kiosk: SoakKiosk, hand: CardHand): Promise<string | undefined> {
  const name = (): string => kiosk.frame()?.screen.name ?? "nothing";
  try {
    await until(
      "the visit is over",
      () => {
        if (name() === "goodbye") kiosk.act({ type: "continue" });
        return name() === "welcome";
      },
      visitOverMs,
    );
    return undefined;
  } catch {
    const leftOn = name();
    await hand({ op: "pull" });
    return leftOn;
  }
}
