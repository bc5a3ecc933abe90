/**
 * `npm run crash:long -- --crashes N --stands M --seed S`: every operation at every point, in a drawn order and as
 * often as asked: daemon killed, centre killed, card pulled, on real pcscd, serialport and SQLite.
 */
import { parseArgs } from "node:util";
import { centreBehind, centreCrashes, type CentreBehind, type CentreCrash } from "./centre-behind.ts";
import { openCrashHall, type CrashHall } from "./crash-hall.ts";
import { apduPoints, journalPoints, lifeAt, lives, type CrashPoint, type Operation } from "./crash-points.ts";
import { crashRun, type CrashResult } from "./crash-run.ts";
import { centreKilled, pulled, type Pull } from "./disturbances.ts";
import { auditHolds } from "./truth.ts";

const { values } = parseArgs({
  options: {
    crashes: { type: "string", default: "1000" },
    stands: { type: "string", default: "2" },
    seed: { type: "string", default: "1" },
  },
});
/** A hall's journal, papers and books grow; each hall serves so many crashes, then a new one is opened. */
const crashesOfAHall = 100;

type Case =
  | { readonly of: "daemon"; readonly point: CrashPoint }
  | { readonly of: "centre"; readonly crash: CentreCrash }
  | { readonly of: "card"; readonly pull: Pull };

const totals = { daemon: 0, centre: 0, card: 0, unreached: 0, lives: {} as Record<string, number> };
const wrong: string[] = [];
let left = Number(values.crashes);
let state = Number(values.seed) >>> 0;
/** Mulberry32: the order is drawn again by the same seed on one stand. */
function chance(): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

/** Every case of every operation once, drawn without putting back; shared by all stands. */
const decks = new Map<string, Case[]>();
function draw(operation: Operation, apdus: number): Case {
  const deck = decks.get(operation.name) ?? [];
  if (deck.length === 0) {
    deck.push(
      ...[...journalPoints, ...apduPoints(apdus)].map((point) => ({ of: "daemon" as const, point })),
      ...centreCrashes.map((crash) => ({ of: "centre" as const, crash })),
      ...Array.from({ length: apdus }, (_, n) =>
        (["before", "after"] as const).map((when) => ({ of: "card" as const, pull: { apdu: n + 1, when } })),
      ).flat(),
    );
    decks.set(operation.name, deck);
  }
  const [drawn] = deck.splice(Math.floor(chance() * deck.length), 1);
  if (drawn === undefined) throw new Error("an empty deck");
  return drawn;
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

async function oneHall(): Promise<void> {
  let centre: CentreBehind | undefined;
  const hall = await openCrashHall({
    cards: crashesOfAHall,
    async centreUrl(stand, stateDir) {
      centre = await centreBehind(stand, stateDir);
      return centre.url;
    },
  });
  if (centre === undefined) throw new Error("no centre");
  const run = crashRun(hall);
  const counts = new Map<string, number>();
  for (const operation of lives) counts.set(operation.name, await run.count(operation));
  for (let n = 0; n < crashesOfAHall && left > 0; n++) {
    left--;
    const operation = lifeAt(n);
    const drawn = draw(operation, counts.get(operation.name) ?? 0);
    const result = await disturb(hall, centre, run, operation, drawn);
    totals[drawn.of]++;
    totals.lives[operation.name] = (totals.lives[operation.name] ?? 0) + 1;
    if (!result.reached) totals.unreached++;
    const doubled = result.originals + result.copies > 2 ? ["more than two papers"] : [];
    for (const each of [...result.wrong, ...doubled]) {
      wrong.push(`${result.name}: ${each}`);
      process.stderr.write(`WRONG ${result.name}: ${each}\n`);
    }
    if (left % 50 === 0) process.stderr.write(`${String(left)} left\n`);
  }
  if (!(await auditHolds(hall))) wrong.push("the centre's audit chain is broken");
  await run.stop();
  await centre.close();
  await hall.close();
}

const startMs = performance.now();
await Promise.all(
  Array.from({ length: Number(values.stands) }, async () => {
    while (left > 0) await oneHall();
  }),
);
const minutes = Math.round((performance.now() - startMs) / 6_000) / 10;
process.stdout.write(`${JSON.stringify({ ...totals, wrong, seed: Number(values.seed), minutes })}\n`);
process.exit(wrong.length === 0 ? 0 : 1);
