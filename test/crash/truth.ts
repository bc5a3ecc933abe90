import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { targetOf } from "../../card/life.ts";
import { verifyAudit } from "../../central/proof/audit-verify.ts";
import { lifeOfLegal } from "../../central/contract.ts";
import { openSqlite } from "../../central/store-sqlite.ts";
import { readSqliteJournal } from "../../daemon/journal-sqlite.ts";
import { opTagOf } from "../../daemon/recovery.ts";
import type { CrashHall } from "./crash-hall.ts";
import type { Operation } from "./crash-points.ts";

export type CrashedCard = { readonly id: string; readonly ref: string };

export type Truth = {
  /** What is not as it must be; empty is good. */
  readonly wrong: readonly string[];
  /** Papers that came out for the last operation. */
  readonly originals: number;
  readonly copies: number;
};

/**
 * What must be so once a torn operation has been carried on to its end: card, centre and terminal agree, it was
 * done once, at most one original came out and at least one paper, and nothing acknowledged is gone.
 * `operations` is how many this card has been through, this one included.
 */
export async function truthOf(
  hall: CrashHall,
  card: CrashedCard,
  operation: Operation,
  operations: number,
): Promise<Truth> {
  const wrong: string[] = [];
  const claim = (holds: boolean, otherwise: () => string): void => {
    if (!holds) wrong.push(otherwise());
  };
  const target = targetOf[operation.kind];

  const { row, rows } = await hall.books(async (tx) => ({
    row: await tx.get("card", { card_ref: card.ref }),
    rows: (await tx.find("operation", { card_ref: card.ref }))
      .filter(({ epoch }) => epoch > 0)
      .toSorted((one, other) => one.epoch - other.epoch),
  }));
  if (row === undefined) throw new Error(`the centre knows no card ${card.ref}`);
  const last = rows.at(-1);
  const { life, files } = hall.imageOf(card.id);
  claim(life === target, () => `the card is ${life}, not ${target}`);
  claim(lifeOfLegal[row.legal] === target, () => `the centre says ${row.legal}, not ${target}`);
  claim(row.current_op === null, () => `the centre still waits for ${String(row.current_op)}`);
  claim(row.alarm === null, () => "the centre raised an alarm");
  claim(rows.length === operations, () => `${String(rows.length)} operations, not ${String(operations)}`);
  claim(
    rows.every(({ state }) => state === "done"),
    () => `states ${rows.map(({ state }) => state).join(", ")}`,
  );
  claim(row.epoch === operations, () => `epoch ${String(row.epoch)}, not ${String(operations)}`);
  claim(last?.kind === operation.kind, () => `the last operation is ${String(last?.kind)}`);

  // A cancelled card that was frozen keeps the freeze's record: its permanent state is the proof.
  const record = files.flatMap(({ records }) => records).find((each) => each.startsWith("EE18")) ?? "";
  const proof = operation.name === "cancel from frozen" ? rows.at(-2) : last;
  claim(
    Number.parseInt(record.slice(6, 14), 16) === proof?.epoch &&
      record.slice(16, 32) === opTagOf(proof.op_id),
    () => `the card's record ${record} is not of epoch ${String(proof?.epoch)}`,
  );

  const number = last?.certificate_no ?? "none";
  const papers = papersOf(hall.stateDir, number);
  const originals = papers.filter((text) => !text.includes("补打"));
  claim(papers.length >= 1, () => `no paper says ${number}`);
  claim(originals.length <= 1, () => `${String(originals.length)} originals of ${number}`);
  wrong.push(...forgotten(hall), ...(await unkept(hall)));
  return { wrong, originals: originals.length, copies: papers.length - originals.length };
}

/** Entries that the journal acknowledged to a process that was killed afterwards, and does not have now. */
function forgotten(hall: CrashHall): string[] {
  const journal = readSqliteJournal(join(hall.stateDir, "terminal", "journal.db"));
  try {
    const wrong: string[] = [];
    const { brokenAt } = journal.verify();
    if (brokenAt !== undefined) wrong.push(`the journal's chain breaks at ${String(brokenAt)}`);
    const entries = journal.all();
    const now = new Map(entries.map(({ seq, hash }) => [seq, hash]));
    for (const [seq, hash] of hall.kept)
      if (now.get(seq) !== hash) wrong.push(`the journal lost its entry ${String(seq)}`);
    const open = new Set(entries.map(({ opId }) => opId));
    for (const { opId, body } of entries) if (body.phase === "closed") open.delete(opId);
    if (open.size > 0) wrong.push(`the journal holds ${[...open].join(", ")} open`);
    return wrong;
  } finally {
    journal.close();
  }
}

/** Operations that the centre called done, and does not now. */
async function unkept(hall: CrashHall): Promise<string[]> {
  const said = [...hall.done];
  if (said.length === 0) return [];
  const rows = await hall.books((tx) => tx.find("operation", { state: "done" }));
  const now = new Map(rows.map((row) => [row.op_id, row.certificate_no]));
  return said.flatMap(([opId, number]) =>
    now.get(opId) === number ? [] : [`the centre called ${opId} done as ${number}, and forgot it`],
  );
}

/** The centre's own chain, once all is over. */
export async function auditHolds(hall: CrashHall): Promise<boolean> {
  const store = openSqlite({ file: join(hall.stateDir, "centre.db") });
  if (!store.ok) return false;
  const { ok } = await verifyAudit(store.value);
  await store.value.close();
  return ok;
}

function papersOf(dir: string, certificateNo: string): string[] {
  const folder = join(dir, "papers");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".txt"))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .filter((text) => text.includes(certificateNo));
}
