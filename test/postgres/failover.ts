import { createServer, type AddressInfo } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withClient } from "../../central/postgres-for-tests.ts";
import { stopChild, type ReadyChild } from "../../cli/child.ts";
import { benchTerminal, postTo, type Post } from "../bench/bench-terminal.ts";
import { fillPostgres } from "../bench/centre-fill.ts";
import { startCentre, tokenIn } from "../bench/centre-process.ts";
import { failOver, startPair } from "./pair.ts";

const terminals = 8;
const cardsEach = 5_000;
/** Load before the first kill, between kills, and after the last. */
const loadMs = 3_000;
/** How long a terminal asks again for one message: longer than any failover here takes. */
const retryMs = 120_000;
const askAgainMs = 50;

type FailoverReport = {
  readonly kills: number;
  readonly acknowledged: number;
  readonly lost: number;
  readonly doubled: number;
  /** From each kill to the next acknowledged operation. */
  readonly backMs: readonly number[];
};

/**
 * Terminals freeze cards while the centre's PostgreSQL primary is killed, its synchronous standby takes over and
 * the centre starts anew. Every operation that a terminal was told is done must be there afterwards, once.
 */
export async function failover(kills: number, say: (line: string) => void): Promise<FailoverReport> {
  const folder = mkdtempSync(join(tmpdir(), "cardhall-failover-"));
  let pair = await startPair();
  const port = await freePort();
  const centreOf = (): Promise<ReadyChild> => startCentre(folder, pair.primary.url("hall_1"), port);
  let centre = await centreOf();
  const database = (): string => pair.primary.url("hall_1");
  try {
    const to = terminals * cardsEach;
    await fillPostgres(database(), { personalKeyFile: join(folder, "personal-key"), from: 1, to });

    const acknowledged: { readonly opId: string; readonly certificateNo: string; readonly atMs: number }[] =
      [];
    const state = { isOver: false };
    const token = tokenIn(folder);
    const working = Array.from({ length: terminals }, async (_, n) => {
      const freeze = benchTerminal(`F-${String(n)}`, stubborn(`http://127.0.0.1:${String(port)}`, token));
      for (let card = n * cardsEach + 1; !state.isOver; card++)
        acknowledged.push({ ...(await freeze(card)), atMs: performance.now() });
    });
    await wait(loadMs);

    const backMs: number[] = [];
    for (let kill = 1; kill <= kills; kill++) {
      const fromMs = performance.now();
      const before = acknowledged.length;
      pair = await failOver(pair);
      await stopChild(centre.process, 5_000);
      centre = await centreOf();
      // Whatever came before now was the old centre's.
      const ready = acknowledged.length;
      while (acknowledged.length === ready) await Promise.race([wait(askAgainMs), ...working]);
      backMs.push(Math.round((acknowledged[ready]?.atMs ?? Number.NaN) - fromMs));
      say(
        `kill ${String(kill)}: ${String(before)} operations before it, served again after ${String(backMs.at(-1))} ms`,
      );
      await wait(loadMs);
    }
    state.isOver = true;
    await Promise.all(working);
    return { kills, acknowledged: acknowledged.length, ...(await held(database(), acknowledged)), backMs };
  } finally {
    await stopChild(centre.process, 5_000);
    await pair.standby.stop();
    await pair.primary.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Holds what terminals were told against what the surviving server has. */
async function held(
  database: string,
  told: readonly { readonly opId: string; readonly certificateNo: string }[],
) {
  const rows = await withClient(database, (client) =>
    client.query<{ op_id: string; certificate_no: string; card_ref: string }>(
      "SELECT op_id, certificate_no, card_ref FROM operation WHERE state = 'done'",
    ),
  );
  const certificates = new Map(rows.rows.map((row) => [row.op_id, row.certificate_no]));
  const lost = told.filter(({ opId, certificateNo }) => certificates.get(opId) !== certificateNo).length;
  const distinct = new Set(rows.rows.map((row) => row.card_ref)).size;
  // A terminal's last card was acknowledged too, so there is nothing beyond what was told.
  const doubled = rows.rows.length - distinct + Math.abs(rows.rows.length - told.length);
  return { lost, doubled };
}

/** As the daemon does: the same message again until it is answered. */
function stubborn(url: string, token: string): Post {
  const post = postTo(url, token);
  return async (path, message) => {
    const endMs = performance.now() + retryMs;
    for (;;) {
      const answer = await post(path, message).catch(() => undefined);
      if (answer !== undefined && answer.status < 500 && answer.status !== 409) return answer;
      if (performance.now() > endMs) throw new Error(`${path}: no answer in ${String(retryMs)} ms`);
      await wait(askAgainMs);
    }
  };
}

/** The centre comes back where it was, so that terminals need not look for it. */
function freePort(): Promise<number> {
  return new Promise((free) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        free(port);
      });
    });
  });
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
