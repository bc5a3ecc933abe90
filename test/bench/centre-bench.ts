import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stopChild } from "../../cli/child.ts";
import { pgbench, startCluster, withClient } from "../../central/postgres-for-tests.ts";
import { fillPostgres, fillSqlite, type Fill } from "./centre-fill.ts";
import { startCentre, tokenIn } from "./centre-process.ts";

const clientCounts = [1, 8, 32] as const;
/** Of each run: with a million cards and five seconds the whole bench takes some four minutes. */
const seconds = Number(process.env["BENCH_SECONDS"] ?? 5);
const fewCards = 10_000;
const manyCards = Number(process.env["BENCH_CARDS"] ?? 1_000_000);
const clientsProgram = fileURLToPath(new URL("./centre-clients.ts", import.meta.url));

type Figures = {
  readonly operations: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

/** A place for the centre's rows, with a way to fill its card register to so many. */
type Place = {
  readonly database: string;
  readonly fill: (cards: Fill) => Promise<void>;
};

/**
 * Whole operations (authorise + report, over HTTP) per second and their time, on both engines with a million
 * cards; on PostgreSQL beside pgbench's TPC-B on the same server in the same run.
 */
export async function centreBench(): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), "cardhall-bench-"));
  const cluster = await startCluster();
  try {
    const tpcb = await cluster.fresh();
    pgbench(tpcb, "-i", "-q", "-s", String(Math.max(1, Math.round(manyCards / 100_000))));
    const postgres = await measured(folder, postgresPlace(await cluster.fresh()), (clients) =>
      Promise.resolve(tpcbPerSecond(pgbench(tpcb, "-c", String(clients), "-j", "2", "-T", String(seconds)))),
    );
    const sqlite = await measured(folder, sqlitePlace(join(folder, "central.db")));
    const statements = await statementsOfEach(folder);
    say(["", "| engine | clients | operations a second | p50 | p99 | TPC-B a second | ratio |"].join("\n"));
    say("|---|---|---|---|---|---|---|");
    for (const line of [...tableOf("PostgreSQL", postgres.runs), ...tableOf("SQLite", sqlite.runs)])
      say(line);
    return { seconds, cards: manyCards, postgres, sqlite, statements };
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Statements that the server gets for one operation, by its own count: on a server apart, since counting costs. */
async function statementsOfEach(folder: string): Promise<object> {
  const cluster = await startCluster("shared_preload_libraries=pg_stat_statements");
  try {
    const { database, fill } = postgresPlace(await cluster.fresh());
    await onCentre(folder, database, () => Promise.resolve());
    await fill({ personalKeyFile: join(folder, "personal-key"), from: 1, to: fewCards });
    await withClient(database, (client) => client.query("CREATE EXTENSION pg_stat_statements"));
    const each: Record<string, number> = {};
    let firstCard = 1;
    for (const clients of clientCounts)
      await onCentre(folder, database, async (url, token) => {
        await withClient(database, (client) => client.query("SELECT pg_stat_statements_reset()"));
        const { operations } = await drive(url, token, clients, firstCard, 1);
        firstCard += operations + clients;
        const calls = await withClient(database, (client) =>
          client.query<{ calls: number }>("SELECT sum(calls)::float8 AS calls FROM pg_stat_statements"),
        );
        each[String(clients)] = round((calls.rows[0]?.calls ?? Number.NaN) / operations);
        say(
          `PostgreSQL, ${String(clients)} clients: ${String(each[String(clients)])} statements an operation`,
        );
      });
    return each;
  } finally {
    await cluster.stop();
  }
}

type Run = ReturnType<typeof rounded> & {
  readonly clients: number;
  readonly tpcb?: number;
  readonly ratio?: number;
};

const tableOf = (engine: string, runs: readonly Run[]): string[] =>
  runs.map(({ clients, perSecond, p50Ms, p99Ms, tpcb = "", ratio = "" }) =>
    ["", engine, clients, perSecond, `${String(p50Ms)} ms`, `${String(p99Ms)} ms`, tpcb, ratio, ""]
      .join(" | ")
      .trim(),
  );

const postgresPlace = (database: string): Place => ({
  database,
  fill: (cards) => fillPostgres(database, cards),
});

const sqlitePlace = (file: string): Place => ({
  database: file,
  fill(cards) {
    fillSqlite(file, cards);
    return Promise.resolve();
  },
});

async function measured(folder: string, place: Place, beside?: (clients: number) => Promise<number>) {
  const name = beside === undefined ? "SQLite" : "PostgreSQL";
  await onCentre(folder, place.database, () => Promise.resolve());
  const personalKeyFile = join(folder, "personal-key");
  await place.fill({ personalKeyFile, from: 1, to: fewCards });
  // Each run takes cards that no run before it has touched.
  let firstCard = 1;
  const run = async (clients: number): Promise<Figures> => {
    const figures = await onCentre(folder, place.database, (url, token) =>
      drive(url, token, clients, firstCard),
    );
    firstCard += figures.operations + clients;
    return figures;
  };
  const few = await run(8);
  await place.fill({ personalKeyFile, from: fewCards + 1, to: manyCards });
  const runs: Run[] = [];
  for (const clients of clientCounts) {
    const figures = await run(clients);
    const tpcb = beside === undefined ? undefined : await beside(clients);
    const ratio = tpcb === undefined ? undefined : figures.perSecond / tpcb;
    runs.push({
      clients,
      ...rounded(figures),
      ...(tpcb !== undefined && { tpcb: Math.round(tpcb), ratio: round(ratio ?? 0) }),
    });
    say(
      `${name}, ${String(clients)} clients: ${figures.perSecond.toFixed(0)} operations/s, p50 ${figures.p50Ms.toFixed(1)} ms, p99 ${figures.p99Ms.toFixed(1)} ms${tpcb === undefined ? "" : `; TPC-B ${tpcb.toFixed(0)}/s, ratio ${(ratio ?? 0).toFixed(2)} (aim 0.5)`}`,
    );
  }
  const many = await run(8);
  const growth = many.p50Ms / few.p50Ms;
  say(
    `${name}, ${String(fewCards)} to ${String(manyCards)} cards at 8 clients: p50 ${few.p50Ms.toFixed(1)} to ${many.p50Ms.toFixed(1)} ms, ratio ${growth.toFixed(2)} (flat: 1)`,
  );
  return { runs, few: rounded(few), many: rounded(many), growth: round(growth) };
}

async function onCentre<Value>(
  folder: string,
  database: string,
  work: (url: string, token: string) => Promise<Value>,
): Promise<Value> {
  const centre = await startCentre(folder, database);
  try {
    return await work((centre.ready as { url: string }).url, tokenIn(folder));
  } finally {
    await stopChild(centre.process, 5_000);
  }
}

function drive(
  url: string,
  token: string,
  clients: number,
  firstCard: number,
  forSeconds = seconds,
): Promise<Figures> {
  const child = spawn(
    process.execPath,
    [clientsProgram, url, token, String(clients), String(forSeconds), String(firstCard)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
  return new Promise((done, failed) => {
    child.on("close", (code) => {
      if (code === 0) done(JSON.parse(said) as Figures);
      else failed(new Error(`the bench's clients ended with ${String(code)}`));
    });
  });
}

const tpcbPerSecond = (said: string): number => Number(/tps = ([\d.]+)/.exec(said)?.[1] ?? Number.NaN);
const round = (value: number): number => Math.round(value * 100) / 100;
const rounded = (figures: Figures) => ({
  perSecond: Math.round(figures.perSecond),
  p50Ms: round(figures.p50Ms),
  p99Ms: round(figures.p99Ms),
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
