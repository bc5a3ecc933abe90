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
export type Line = z.infer<typeof line>;

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
export type Log = ReturnType<typeof openLog>;

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
  return {
    kills: { daemon: count("daemon"), centre: count("centre") },
    pulls: count("card"),
    unreached: visits.filter(({ reached }) => !reached).length,
    operations,
    wrong: visits.flatMap(({ name, wrong }) => wrong.map((each) => `${name}: ${each}`)),
    power: cuts("cut"),
    control: cuts("control-cut"),
    visitsThatBroke: broken("visit"),
    standsNotPutUp: broken("stand"),
    minutes: lines.reduce((sum, each) => sum + (each.of === "minutes" ? each.minutes : 0), 0),
  };
}
