import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  newFolder,
  run,
  serve,
  startCluster,
  withClient,
  type Cluster,
} from "../../central/postgres-for-tests.ts";

/** A primary that acknowledges a commit when its one standby has it on its disk too. */
type Pair = { readonly primary: Cluster; readonly standby: Cluster };

const synchronous = ["synchronous_standby_names=ANY 1 (*)"];
const attachTimeoutMs = 30_000;

export async function startPair(): Promise<Pair> {
  // The first database is made before there is anybody to wait for.
  const alone = await startCluster();
  await alone.fresh();
  await alone.end();
  const primary = await serve(alone.folder, synchronous);
  return { primary, standby: await standbyOf(primary) };
}

/** Long enough that a primary which did not wait for its standby would acknowledge what is then lost. */
const lagMs = 500;

/**
 * kill -9 of the primary and all its processes while its standby lags behind; then the standby is promoted, and
 * a new one is made from it.
 */
export async function failOver({ primary, standby }: Pair): Promise<Pair> {
  const receiver = childrenOf(standby.pid).find((pid) => titleOf(pid).includes("walreceiver"));
  if (receiver === undefined) throw new Error("the standby receives nothing");
  process.kill(receiver, "SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, lagMs));
  for (const pid of [primary.pid, ...childrenOf(primary.pid)]) killed(pid);
  // What was sent and not yet received goes with it, as it would with the network.
  killed(receiver);
  await primary.stop();
  await standby.answers();
  await withClient(standby.url("postgres"), (client) => client.query("SELECT pg_promote(true, 60)"));
  return { primary: standby, standby: await standbyOf(standby) };
}

async function standbyOf(primary: Cluster): Promise<Cluster> {
  const folder = newFolder();
  const connection = `host=${primary.folder} user=cardhall`;
  run("pg_basebackup", "-d", connection, "-D", join(folder, "data"), "-R", "-X", "stream", "-c", "fast");
  const standby = await serve(folder, synchronous);
  const endMs = Date.now() + attachTimeoutMs;
  const attached = "SELECT 1 FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')";
  for (;;) {
    const rows = await withClient(primary.url("postgres"), (client) => client.query(attached));
    if (rows.rowCount === 1) return standby;
    if (Date.now() > endMs) throw new Error("the standby did not attach");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && parentOf(pid) === parent);
}

const titleOf = (pid: number): string => readFileSync(`/proc/${String(pid)}/cmdline`, "utf8");

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"))?.[1]);
  } catch {
    // It ended while we looked.
    return undefined;
  }
}

function killed(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone with its parent.
  }
}
