/**
 * `npm run crash:long -- --kills N --pulls P --cuts M --stands S --seed D [--fresh]`: every operation at every point,
 * in a drawn order and as often as asked: daemon and centre killed, card pulled, on real pcscd, serialport and SQLite;
 * then power cuts under the journal. Stopped and started again with the same numbers it goes on where it was; the
 * last line on standard output is the whole of it as JSON.
 */
import { parseArgs } from "node:util";
import { centreBehind, type CentreBehind } from "./centre-behind.ts";
import { openCrashHall, type CrashHall } from "./crash-hall.ts";
import { lifeAt, lives, type Operation } from "./crash-points.ts";
import { crashRun, type CrashResult } from "./crash-run.ts";
import { centreKilled, pulled } from "./disturbances.ts";
import { decks, seededChance, type Case } from "./long-deck.ts";
import { openLog, summaryOf } from "./long-log.ts";
import { lostRows, powerCuts, type Cut } from "./power/cuts.ts";
import { auditHolds } from "./truth.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "1000" },
    pulls: { type: "string", default: "200" },
    cuts: { type: "string", default: "0" },
    stands: { type: "string", default: "2" },
    seed: { type: "string", default: "1" },
    log: { type: "string", default: "test/artifacts/crash-long.jsonl" },
    fresh: { type: "boolean", default: false },
  },
});
/** A hall's journal, papers and books grow; each hall serves so many crashes, then a new one is opened. */
const crashesOfAHall = 100;
/** Stands that may break in one run before this machine, or the product, is at fault beyond doubt. */
const brokenMax = 10;
/** For each cut of the journal as it is, so many of the control that has to lose entries. */
const controlShare = 0.1;

const log = openLog(values.log, values.fresh);
const left = {
  kills: Number(values.kills) - log.count("daemon", "centre"),
  pulls: Number(values.pulls) - log.count("card"),
  cuts: Number(values.cuts) - log.count("cut"),
  controls: Math.ceil(Number(values.cuts) * controlShare) - log.count("control-cut"),
};
// Another order than that of the lines that are there: what was drawn then is not drawn once more.
const chance = seededChance(Number(values.seed) + log.lines.length);
const draw = decks(chance);
const startMs = performance.now();
const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** What comes next, and is counted off at once so that two stands never do the same. */
function next(): "kill" | "pull" | undefined {
  if (left.kills + left.pulls <= 0) return undefined;
  const of = chance() * (Math.max(left.kills, 0) + Math.max(left.pulls, 0)) < left.kills ? "kill" : "pull";
  left[of === "kill" ? "kills" : "pulls"]--;
  return of;
}

function disturb(
  hall: CrashHall,
  centre: CentreBehind,
  run: ReturnType<typeof crashRun>,
  operation: Operation,
  drawn: Case,
): Promise<CrashResult> {
  switch (drawn.of) {
    case "daemon":
      return run.crash(operation, drawn.point);
    case "centre":
      return centreKilled(centre, run, operation, drawn.crash);
    case "card":
      return pulled(hall, run, operation, drawn.pull);
  }
}

type Opened = { readonly hall: CrashHall; readonly centre: CentreBehind };

async function open(): Promise<Opened> {
  let centre: CentreBehind | undefined;
  const hall = await openCrashHall({
    cards: crashesOfAHall,
    async centreUrl(stand, stateDir) {
      centre = await centreBehind(stand, stateDir);
      return centre.url;
    },
  });
  if (centre === undefined) throw new Error("no centre");
  return { hall, centre };
}

async function oneHall({ hall, centre }: Opened): Promise<void> {
  const run = crashRun(hall);
  let under: "kill" | "pull" | undefined;
  try {
    const counts = new Map<string, number>();
    for (const operation of lives) counts.set(operation.name, await run.count(operation));
    for (let n = 0; n < crashesOfAHall && (under = next()) !== undefined; n++) {
      const operation = lifeAt(n);
      const drawn = draw(operation, under, counts.get(operation.name) ?? 0);
      const beganMs = performance.now();
      const { name, reached, wrong, originals, copies, owed } = await disturb(
        hall,
        centre,
        run,
        operation,
        drawn,
      ).catch((error: unknown) => {
        throw new Error(`${operation.name}, ${JSON.stringify(drawn)}: ${String(error)}`, { cause: error });
      });
      const doubled = originals + copies > 2 ? ["more than two papers"] : [];
      const ms = Math.round(performance.now() - beganMs);
      const judged = { reached, wrong: [...wrong, ...doubled], owed: [...owed], ms };
      log.add({ of: drawn.of, operation: operation.name, name, ...judged });
      for (const each of [...wrong, ...doubled]) say(`WRONG ${name}: ${each}`);
      under = undefined;
      if ((left.kills + left.pulls) % 50 === 0)
        say(`${String(left.kills)} kills, ${String(left.pulls)} pulls left`);
    }
    if (!(await auditHolds(hall))) throw new Error("the centre's audit chain is broken");
  } finally {
    // What was not carried to its end is still to be done.
    if (under !== undefined) left[under === "kill" ? "kills" : "pulls"]++;
    await run.stop().catch(() => undefined);
    await centre.close().catch(() => undefined);
    await hall.close();
  }
}

let broke = 0;
const noteBroken =
  (of: "stand" | "visit") =>
  (error: unknown): void => {
    const broken = (error instanceof Error ? error.message : String(error)).slice(0, 400);
    broke++;
    log.add({ of, broken });
    say(`a ${of} broke: ${broken}`);
  };
async function oneStand(): Promise<void> {
  while (left.kills + left.pulls > 0 && broke < brokenMax)
    await open().then((opened) => oneHall(opened).catch(noteBroken("visit")), noteBroken("stand"));
}

const cutOf = (of: "cut" | "control-cut") => {
  let before = 0;
  return (cut: Cut): void => {
    log.add({ of, acked: cut.acked - before, lost: lostRows(cut), whole: cut.same && cut.chain === "whole" });
    before = cut.acked - lostRows(cut);
    say(`${of}: acknowledged ${String(cut.acked)}, found ${String(cut.found)}, chain ${cut.chain}`);
  };
};

await Promise.all(Array.from({ length: Number(values.stands) }, oneStand));
if (left.cuts > 0) await powerCuts({ synchronous: "full", cuts: left.cuts, chance, onCut: cutOf("cut") });
if (left.controls > 0)
  await powerCuts({ synchronous: "normal", cuts: left.controls, chance, onCut: cutOf("control-cut") });

log.add({ of: "minutes", minutes: Math.round((performance.now() - startMs) / 6_000) / 10 });
const summary = summaryOf(log);
const proves = Number(values.cuts) === 0 || summary.control.lost > 0;
if (!proves) say("the negative control lost nothing: the power cuts prove nothing");
/** Less than was asked for is no result. */
const whole =
  log.count("daemon", "centre") >= Number(values.kills) &&
  log.count("card") >= Number(values.pulls) &&
  log.count("cut") >= Number(values.cuts);
const ok =
  whole &&
  proves &&
  summary.wrong.length === 0 &&
  summary.power.cutsThatLost === 0 &&
  summary.visitsThatBroke.length === 0;
process.stdout.write(`${JSON.stringify({ ok, whole, ...summary, seed: Number(values.seed) })}\n`);
process.exit(ok ? 0 : 1);
