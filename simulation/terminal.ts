import type { Profile } from "../card/profile.ts";
import type { WriteParts } from "../daemon/write-outcome.ts";
import { clientOver, type CentreClient } from "../daemon/central-client.ts";
import {
  hashAt,
  type Journal,
  type JournalPhase,
  type JournalEntry,
  type OperationView,
} from "../daemon/journal.ts";
import type { Psam } from "../daemon/psam-seal.ts";
import { terminalSteps } from "../daemon/session-steps.ts";
import type { TerminalSteps } from "../daemon/terminal-machine.ts";
import { beginsMs } from "./centre-nodes.ts";
import { cutPower, modelJournal, newDisk, verifyDisk, type Disk } from "./disk.ts";
import { readFacts } from "./known-facts.ts";
import type { Line } from "./net.ts";
import { openOnDisk } from "./open-on-disk.ts";
import type { SimPrinter } from "./printer.ts";
import type { SimReader } from "./reader.ts";
import { DiskFault, Killed, startProcess, type Process, type Scene } from "./scene.ts";

export type Running = {
  readonly process: Process;
  readonly steps: TerminalSteps;
  readonly journal: Journal;
  /** For what no visit with a card leads to. */
  readonly partsFor: (profile: Profile) => WriteParts;
};

/** A terminal: a disk, devices, a line, and one process after another. */
export type Terminal = {
  readonly id: string;
  readonly disk: () => Disk;
  readonly reader: SimReader;
  readonly printer: SimPrinter;
  /** The process that serves now, when one has started. */
  serving(): Running | undefined;
  /** One person at a time. */
  taken: boolean;
  /** Which wish of which person it works for. */
  wish: string | undefined;
  /** Nobody stands before it: what is open is settled, for as long as there is something. */
  rest(): void;
  /** The centre has something to say: it is asked at least once, as terminals do all the time. */
  call(): void;
  boot(): void;
  stop(how: "kill" | "power"): void;
  /** Puts an older image of the disk in, or a new one. */
  changeDisk(entries: number): void;
  /** Does what the terminal's machine does between visits: starts it, and tells of what ended it. */
  guard<Value>(running: Running, work: Promise<Value>): Promise<Value | "gone">;
  /** The operations that its journal still holds open. */
  open(): readonly OperationView[];
};

/** What the centre has begun, and waits to hear of. */
const busy = new Set<JournalPhase>(["intent", "authorised", "challenged", "writing"]);

const utf8 = new TextEncoder();
const bootMsMax = 60_000;
const settleFirstMs = 20_000;
const settleGrowth = 30;
const settleUnheardMs = 20 * 60_000;
const settleLastMs = 3 * 86_400_000;

export function simTerminal(parts: {
  readonly scene: Scene;
  readonly id: string;
  readonly reader: SimReader;
  readonly printer: SimPrinter;
  readonly line: Line;
  /** In a terminal that seals by itself. */
  readonly psam?: Psam;
  readonly mintOpId: () => string;
  readonly mintBootId: () => string;
  readonly onEntry: (terminal: string, entry: JournalEntry, text: string) => void;
  /** Told just before a process ends, while what it knew can still be seen. */
  readonly onStop: (terminal: Terminal, how: "kill" | "power") => void;
}): Terminal {
  const { scene, id, reader, printer, line, onEntry, onStop } = parts;
  const { world, faults, reached, mutant } = scene;
  const chance = scene.chanceFor(`terminal ${id}`);
  let disk = newDisk();
  const openOn = openOnDisk();
  let running: Running | undefined;
  let process: Process | undefined;
  let clockAheadMs = 0;
  let settling = false;
  let called = true;
  let nextSettle = (): void => undefined;
  let reachable = true;

  function stop(how: "kill" | "power"): void {
    if (process?.alive() !== true) return;
    onStop(terminal, how);
    world.note(`${id} ${how}`);
    process.end();
    running = undefined;
    if (how === "power") {
      cutPower(disk, scene);
      reader.held()?.chip.powerOff();
      if (disk.entries.length < disk.acknowledged)
        scene.violate("I15", `${id}: a power cut took an entry whose append had come back`);
    }
    const underWay = openOn(disk).some(({ phase }) => busy.has(phase));
    const staysOff = faults.strikes("stays-off") || (underWay && faults.strikes("stays-off-midway"));
    const offMs = staysOff ? chance.below(3 * 86_400_000) : chance.below(bootMsMax);
    world.after(offMs, boot);
  }

  function boot(): void {
    if (process?.alive() === true) return;
    if (faults.strikes("clock-jump")) {
      reached.row(28);
      clockAheadMs = chance.between(-400, 400) * 86_400_000;
    }
    const mine = startProcess(parts.mintBootId());
    process = mine;
    reader.held()?.chip.powerOn();
    world.note(`${id} boots`);
    const broken = verifyDisk(disk).brokenAt;
    if (broken !== undefined) scene.violate("I16", `${id}: journal broken at entry ${String(broken)}`);
    const opened = modelJournal(disk, {
      scene,
      process: mine,
      wallMs: () => beginsMs + world.nowMs() + clockAheadMs,
      onEntry: (entry, text) => {
        onEntry(id, entry, text);
      },
      kill: stop,
    });
    const journal = mutant.journal?.(opened) ?? opened;
    const real: CentreClient = clientOver({
      clock: world,
      header() {
        const { seq, hash } = journal.head();
        return { v: 1, terminalId: id, bootId: mine.bootId, journal: { seq, head: hash } };
      },
      hashAt: (seq) => hashAt(journal, seq),
      askOnce: line.askOnce(mine),
    });
    const hands = {
      journal,
      centre: mutant.client?.(real, { mintOpId: parts.mintOpId, journal }) ?? real,
      reader: reader.port(mine),
      mintId: parts.mintOpId,
      ...(parts.psam === undefined ? {} : { psam: parts.psam }),
      ...(mutant.decide === undefined ? {} : { decide: mutant.decide }),
    };
    const steps = terminalSteps({
      ...hands,
      printer: printer.port(mine),
      hall: { nameZh: "大厅", nameEn: "Hall", terminalId: id },
      prepare: () => Promise.resolve(),
      onCentre: (heard) => {
        reachable = heard;
      },
      readFacts,
      // A certificate's look is tested elsewhere; here only which one it is matters, and setting it takes 4 ms.
      paperOf: ({ number }) => ({ bytes: utf8.encode(number), svg: "" }),
    });
    const next: Running = { process: mine, steps, journal, partsFor: (profile) => ({ ...hands, profile }) };
    if (faults.strikes("crash-in-recovery"))
      world.after(chance.below(2_000), () => {
        stop("kill");
      });
    void guard(next, steps.start()).then((started) => {
      if (started === "gone" || !mine.alive()) return;
      running = next;
      settling = false;
      rest();
    });
  }

  function rest(): void {
    if (running === undefined || settling || !hasWork(running)) return;
    settleLater(running, settleFirstMs);
  }

  /** Without, it begins again after the next visit, or when the centre has something to say. */
  const hasWork = ({ journal }: Running): boolean => called || journal.openOperations().length > 0;

  /** The quiet work between visits: soon at first, and rarely when it brings nothing. A call or a visit wakes it. */
  function settleLater(mine: Running, afterMs: number): void {
    nextSettle();
    nextSettle = world.after(afterMs, () => {
      // Somebody stands before it: it begins again when they have gone.
      if (!mine.process.alive() || terminal.taken) return;
      if (!hasWork(mine)) return;
      called = false;
      settling = true;
      const { seq } = mine.journal.head();
      void guard(mine, mine.steps.settle()).then((settled) => {
        if (settled === "gone" || running !== mine) return;
        settling = false;
        const brought = called || mine.journal.head().seq !== seq;
        const mostMs = reachable ? settleLastMs : settleUnheardMs;
        settleLater(mine, brought ? settleFirstMs : Math.min(mostMs, afterMs * settleGrowth));
      });
    });
  }

  function guard<Value>(mine: Running, work: Promise<Value>): Promise<Value | "gone"> {
    return new Promise((resolve) => {
      const forget = mine.process.onEnd(() => {
        resolve("gone");
      });
      work.then(
        (value) => {
          forget();
          resolve(value);
        },
        (error: unknown) => {
          // What a process that is no more comes to is nobody's to hear.
          if (!mine.process.alive()) return;
          forget();
          if (error instanceof DiskFault) stop("kill");
          else if (!(error instanceof Killed))
            scene.violate("bug", error instanceof Error ? (error.stack ?? error.message) : "thrown");
          if (process === mine.process) stop("kill");
          resolve("gone");
        },
      );
    });
  }

  const terminal: Terminal = {
    id,
    disk: () => disk,
    reader,
    printer,
    serving: () => running,
    taken: false,
    wish: undefined,
    boot,
    stop,
    rest,
    call() {
      called = true;
      rest();
    },
    changeDisk(entries) {
      stop("power");
      if (entries === 0) disk = newDisk();
      else disk.entries.length = Math.min(disk.entries.length, entries);
      disk.synced = disk.acknowledged = disk.entries.length;
      reached.row(24);
      world.note(`${id} disk ${String(entries)}`);
    },
    guard,
    open: () => openOn(disk),
  };
  return terminal;
}
