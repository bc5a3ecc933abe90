import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

/**
 * One disturbance and what came of it. `stand`: it could not be put up, which says something of this machine only.
 * `visit`: it could not be carried on, which is a fault until somebody has shown that it is none.
 */
const line = z.discriminatedUnion("of", [
  z.object({
    of: z.enum(["daemon", "centre", "card"]),
    operation: z.string(),
    name: z.string(),
    reached: z.boolean(),
    wrong: z.array(z.string()),
    /** What visits were told that left their paper owed to the next one. */
    owed: z.array(z.string()).optional(),
    /** From the first touch to the judgement. */
    ms: z.number().optional(),
  }),
  z.object({
    of: z.enum(["cut", "control-cut"]),
    acked: z.number(),
    lost: z.number(),
    whole: z.boolean(),
  }),
  z.object({ of: z.enum(["stand", "visit"]), broken: z.string() }),
  z.object({ of: z.literal("minutes"), minutes: z.number() }),
]);
type Line = z.infer<typeof line>;

/**
 * What a long run has done so far, a line each: a run that is stopped goes on from there. A last line that was cut
 * in the middle is left out, and done again.
 */
export function openLog(file: string, fresh: boolean) {
  mkdirSync(dirname(file), { recursive: true });
  if (fresh) rmSync(file, { force: true });
  const lines: Line[] = [];
  if (existsSync(file)) {
    const written = readFileSync(file, "utf8");
    for (const text of written.split("\n")) {
      const read = line.safeParse(parsed(text));
      if (read.success) lines.push(read.data);
    }
    if (!written.endsWith("\n")) appendFileSync(file, "\n");
  }
  return {
    lines: lines as readonly Line[],
    add(entry: Line): void {
      lines.push(entry);
      appendFileSync(file, `${JSON.stringify(entry)}\n`);
    },
    count: (...of: readonly Line["of"][]): number => lines.filter((each) => of.includes(each.of)).length,
  };
}
type Log = ReturnType<typeof openLog>;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The whole of it, however many runs it took. */
export function summaryOf({ lines, count }: Log) {
  const visits = lines.flatMap((each) =>
    each.of === "daemon" || each.of === "centre" || each.of === "card" ? [each] : [],
  );
  const cuts = (of: "cut" | "control-cut") => {
    const mine = lines.flatMap((each) => (each.of === of ? [each] : []));
    return {
      cuts: mine.length,
      acknowledged: mine.reduce((sum, each) => sum + each.acked, 0),
      lost: mine.reduce((sum, each) => sum + each.lost, 0),
      cutsThatLost: mine.filter((each) => each.lost > 0 || !each.whole).length,
    };
  };
  const broken = (of: "stand" | "visit") => lines.flatMap((each) => (each.of === of ? [each.broken] : []));
  const operations: Record<string, number> = {};
  for (const { operation } of visits) operations[operation] = (operations[operation] ?? 0) + 1;
  const times = visits.flatMap(({ ms }) => ms ?? []).sort((one, other) => one - other);
  const timeAt = (share: number): number => times[Math.floor(share * (times.length - 1))] ?? 0;
  return {
    kills: { daemon: count("daemon"), centre: count("centre") },
    pulls: count("card"),
    unreached: visits.filter(({ reached }) => !reached).length,
    operations,
    outcomes: outcomesOf(visits),
    ms: { median: timeAt(0.5), p95: timeAt(0.95), most: timeAt(1) },
    wrong: visits.flatMap(({ name, wrong }) => wrong.map((each) => `${name}: ${each}`)),
    power: cuts("cut"),
    control: cuts("control-cut"),
    visitsThatBroke: broken("visit"),
    standsNotPutUp: broken("stand"),
    minutes: lines.reduce((sum, each) => sum + (each.of === "minutes" ? each.minutes : 0), 0),
  };
}

/** How a disturbed visit ended. `owed`: all is right, and the paper came when the card came once more. */
type Outcome = "as-told" | "owed" | "unreached" | "wrong";
type VisitLine = Extract<Line, { readonly reached: boolean }>;

const outcomeOf = ({ wrong, reached, owed = [] }: VisitLine): Outcome => {
  if (wrong.length > 0) return "wrong";
  if (!reached) return "unreached";
  return owed.length > 0 ? "owed" : "as-told";
};

/** By what was killed or pulled, where, and how it ended. */
function outcomesOf(visits: readonly VisitLine[]) {
  const outcomes: Record<string, Record<string, Partial<Record<Outcome, number>>>> = {};
  for (const visit of visits) {
    // "cancel from frozen, killed after writing": the place is what stands after the operation.
    const place = visit.name.slice(visit.operation.length + 2);
    const counted = ((outcomes[visit.of] ??= {})[place] ??= {});
    const outcome = outcomeOf(visit);
    counted[outcome] = (counted[outcome] ?? 0) + 1;
  }
  return outcomes;
}
