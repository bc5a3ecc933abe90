import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

/** A PostgreSQL server of the tests' own, on a Unix socket in a folder of its own; gone with who started it. */
export type Cluster = {
  readonly folder: string;
  /** The address of one of its databases. */
  readonly url: (database: string) => string;
  /** Makes an empty database and answers its address. */
  readonly fresh: () => Promise<string>;
  readonly pid: number;
  /** Waits until it answers, as after a crash of one of its processes. */
  readonly answers: () => Promise<void>;
  /** Ends the server; its data stays. */
  readonly end: () => Promise<void>;
  /** Ends it, and its folder goes too. */
  readonly stop: () => Promise<void>;
};

/** How a test opens a store: at once, or after the centre before it has gone. */
export const at = (url: string) => ({
  url,
  waitMs: 5_000,
  pause: (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms)),
});

const startTimeoutMs = 30_000;

/** Debian keeps the server's programs out of the PATH, in a folder of its version. */
function programs(): string {
  const versions = existsSync("/usr/lib/postgresql") ? readdirSync("/usr/lib/postgresql") : [];
  const newest = versions.map(Number).sort((a, b) => b - a)[0];
  if (newest === undefined) throw new Error("PostgreSQL is missing: run `sh packaging/setup.sh tests`");
  return `/usr/lib/postgresql/${String(newest)}/bin`;
}

/** PostgreSQL refuses to run as root: there it runs as Debian's own user for it. */
const isRoot = process.getuid?.() === 0;
/** The signal is for a test process that was killed: its server must not outlive it. */
const asServer = (command: readonly string[]): [string, string[]] => [
  "setpriv",
  [
    ...(isRoot ? ["--reuid=postgres", "--regid=postgres", "--clear-groups"] : []),
    "--pdeathsig=KILL",
    ...command,
  ],
];

export function newFolder(where = tmpdir()): string {
  const folder = mkdtempSync(join(where, "cardhall-postgres-"));
  if (isRoot) {
    const owner = spawnSync("id", ["-u", "postgres"], { encoding: "utf8" }).stdout.trim();
    chownSync(folder, Number(owner), -1);
  }
  chmodSync(folder, 0o700);
  return folder;
}

export function run(program: string, ...options: readonly string[]): void {
  const done = spawnSync(...asServer([join(programs(), program), ...options]), { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${program}: ${done.stderr}${done.stdout}`);
}

/** `settings` as `name=value`; durability stands as the server ships it unless they say otherwise. */
export async function startCluster(...settings: readonly string[]): Promise<Cluster> {
  return startClusterIn(newFolder(), ...settings);
}

export async function startClusterIn(folder: string, ...settings: readonly string[]): Promise<Cluster> {
  run("initdb", "-D", join(folder, "data"), "-U", "cardhall", "-A", "trust", "-E", "UTF8", "--locale=C");
  return serve(folder, settings);
}

/** Serves the data that lies in the folder. */
export async function serve(folder: string, settings: readonly string[] = []): Promise<Cluster> {
  const given = ["listen_addresses=", `unix_socket_directories=${folder}`, ...settings];
  const options = ["-D", join(folder, "data"), ...given.flatMap((setting) => ["-c", setting])];
  const server = spawn(...asServer([join(programs(), "postgres"), ...options]), {
    stdio: ["ignore", "ignore", "pipe"],
    cwd: folder,
  });
  let said = "";
  server.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));

  const url = (database: string): string => urlOf(folder, database);
  const ready = (): Promise<void> => answers(url("postgres"), server, () => said);
  await ready();
  let made = 0;
  async function end(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    // The server's immediate shutdown: what is committed is on the disk, and the next start recovers it.
    server.kill("SIGQUIT");
    await ended;
  }
  return {
    folder,
    url,
    pid: server.pid ?? 0,
    async fresh() {
      const name = `hall_${String((made += 1))}`;
      await withClient(url("postgres"), (client) => client.query(`CREATE DATABASE ${name}`));
      return url(name);
    },
    answers: ready,
    end,
    async stop() {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Copies of this process that are still there: a test has two stores at most. */
const copies: string[] = [];
const copiesMax = 2;

/** A new database on a server that somebody else started: a copy of the first that was made there. */
export async function freshCopy(folder: string): Promise<string> {
  const name = `copy_${randomUUID().replaceAll("-", "")}`;
  const oldest = copies.length >= copiesMax ? copies.shift() : undefined;
  copies.push(name);
  if (oldest !== undefined)
    await withClient(urlOf(folder, "postgres"), (client) =>
      client.query(`DROP DATABASE ${oldest} WITH (FORCE)`),
    );
  const make = `CREATE DATABASE ${name} TEMPLATE hall_1`;
  await withClient(urlOf(folder, "postgres"), (client) => client.query(make));
  return urlOf(folder, name);
}

const urlOf = (folder: string, database: string): string =>
  `postgresql://cardhall@/${database}?host=${folder}`;

export async function withClient<Value>(
  url: string,
  work: (client: pg.Client) => Promise<Value>,
): Promise<Value> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function answers(url: string, server: ChildProcess, said: () => string): Promise<void> {
  const endMs = Date.now() + startTimeoutMs;
  for (;;) {
    try {
      await withClient(url, (client) => client.query("SELECT 1"));
      return;
    } catch (error) {
      if (server.exitCode !== null || Date.now() > endMs) throw new Error(said(), { cause: error });
      await new Promise((resolve) => void setTimeout(resolve, 50));
    }
  }
}

/** PostgreSQL's own benchmark on one of the cluster's databases; answers what it printed. */
export function pgbench(url: string, ...options: readonly string[]): string {
  const done = spawnSync(...asServer([join(programs(), "pgbench"), ...options, url]), { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`pgbench: ${done.stderr}${done.stdout}`);
  return done.stdout;
}
