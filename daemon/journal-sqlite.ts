import { createHash } from "node:crypto";
import Database from "better-sqlite3";
import { takeReserve, withReserve } from "./journal-reserve.ts";
import { genesis, type Journal, type JournalBody, type JournalEntry } from "./journal.ts";

/** Rows are added at the end and found by key. The binding's own 16 MB fill over thousands of visits, like a leak. */
const pageCacheKb = 1_024;

type Row = { seq: number; op_id: string; at_ms: number; body: string; hash: string };

/**
 * The journal on SQLite: WAL with synchronous=FULL, one transaction an entry (protocol C1: measured to lose no
 * acknowledged row at a power cut, where synchronous=NORMAL does). Throws where the disk or the file is not to be
 * trusted: the terminal then stays out of service.
 */
export function openSqliteJournal(options: {
  readonly file: string;
  readonly wallMs: () => number;
  /** Room on the disk to be taken before anything is begun; none unless told. */
  readonly reserveBytes?: number;
}): Journal {
  const lock = takeLock(`${options.file}.lock`);
  const { reserveBytes } = options;
  const reserve =
    reserveBytes === undefined ? undefined : takeReserve(`${options.file}.reserve`, reserveBytes);
  const database = new Database(options.file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.pragma(`cache_size = -${String(pageCacheKb)}`);
  const mode = String(database.pragma("journal_mode", { simple: true }));
  const synchronous = Number(database.pragma("synchronous", { simple: true }));
  if (mode !== "wal" || synchronous !== 2)
    throw new Error(`journal: not durable (journal_mode ${mode}, synchronous ${String(synchronous)})`);
  const check = String(database.pragma("quick_check(1)", { simple: true }));
  if (check !== "ok") throw new Error(`journal: file is damaged: ${check}`);
  database.exec(
    `CREATE TABLE IF NOT EXISTS entry (
       seq INTEGER PRIMARY KEY, op_id TEXT NOT NULL, at_ms INTEGER NOT NULL,
       body TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
     CREATE INDEX IF NOT EXISTS entry_op ON entry (op_id, seq);
     CREATE TABLE IF NOT EXISTS open_operation (op_id TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT;`,
  );

  const lastRow = database.prepare<[], Row>("SELECT * FROM entry ORDER BY seq DESC LIMIT 1");
  const insert = database.prepare("INSERT INTO entry VALUES (@seq, @op_id, @at_ms, @body, @hash)");
  const opened = database.prepare("INSERT OR IGNORE INTO open_operation VALUES (?, ?)");
  const closed = database.prepare("DELETE FROM open_operation WHERE op_id = ?");
  const ofOperation = database.prepare<[string], Row>("SELECT * FROM entry WHERE op_id = ? ORDER BY seq");
  const openIds = database.prepare<[], { op_id: string }>("SELECT op_id FROM open_operation ORDER BY seq");
  const everything = database.prepare<[], Row>("SELECT * FROM entry ORDER BY seq");
  const after = database.prepare<[number, number], Row>(
    "SELECT * FROM entry WHERE seq > ? ORDER BY seq LIMIT ?",
  );

  const append = database.transaction((opId: string, body: JournalBody): Row => {
    const before = lastRow.get();
    const text = JSON.stringify(body);
    const row: Omit<Row, "hash"> = {
      seq: (before?.seq ?? 0) + 1,
      op_id: opId,
      at_ms: options.wallMs(),
      body: text,
    };
    const full = { ...row, hash: chain(before?.hash ?? genesis, row) };
    insert.run(full);
    if (body.phase === "closed") closed.run(opId);
    else opened.run(opId, full.seq);
    return full;
  });

  return {
    append(opId, body) {
      // Row 26: room for its whole life, or it does not begin.
      if (body.phase === "intent") reserve?.renew();
      return entryOf(withReserve(() => append.immediate(opId, body), reserve));
    },
    entriesOf: (opId) => ofOperation.all(opId).map(entryOf),
    openOperations: () => openIds.all().map((row) => row.op_id),
    entriesAfter: (seq, limit) => after.all(seq, limit).map(entryOf),
    all: () => everything.all().map(entryOf),
    head() {
      const row = lastRow.get();
      return { seq: row?.seq ?? 0, hash: row?.hash ?? genesis };
    },
    verify: () => verifyRows(everything.iterate()),
    close() {
      database.pragma("wal_checkpoint(TRUNCATE)");
      database.close();
      lock.close();
    },
  };
}

/** One writer: the lock lives as long as its process, however that ends. */
function takeLock(file: string): { close(): void } {
  const lock = new Database(file, { timeout: 2_000 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    throw new Error(`journal: another terminal process uses ${file}`, { cause: error });
  }
  return lock;
}

/**
 * Reads a journal beside its writer, for `journal show`, `journal verify` and the doctor. A terminal's grows for years:
 * whoever runs inside one asks for no more than a part of it.
 */
export function readSqliteJournal(file: string): Pick<
  Journal,
  "all" | "verify" | "openOperations" | "close"
> & {
  /** The last entries, oldest first. */
  newest(limit: number): readonly JournalEntry[];
} {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  const everything = database.prepare<[], Row>("SELECT * FROM entry ORDER BY seq");
  const last = database.prepare<[number], Row>("SELECT * FROM entry ORDER BY seq DESC LIMIT ?");
  const openIds = database.prepare<[], { op_id: string }>("SELECT op_id FROM open_operation ORDER BY seq");
  return {
    all: () => everything.all().map(entryOf),
    newest: (limit) => last.all(limit).reverse().map(entryOf),
    openOperations: () => openIds.all().map((row) => row.op_id),
    verify: () => verifyRows(everything.iterate()),
    close: () => database.close(),
  };
}

function verifyRows(rows: Iterable<Row>): ReturnType<Journal["verify"]> {
  let head = genesis;
  let entries = 0;
  for (const row of rows) {
    entries++;
    if (row.seq !== entries || row.hash !== chain(head, row)) return { entries, head, brokenAt: row.seq };
    head = row.hash;
  }
  return { entries, head };
}

const entryOf = (row: Row): JournalEntry => ({
  seq: row.seq,
  opId: row.op_id,
  atMs: row.at_ms,
  // Written by this file only, and its chain is verified at start: the shape is ours.
  body: JSON.parse(row.body) as JournalBody,
  hash: row.hash,
});

const chain = (before: string, row: Omit<Row, "hash">): string =>
  createHash("sha256")
    .update(`${before}\n${String(row.seq)}\n${row.op_id}\n${String(row.at_ms)}\n${row.body}`)
    .digest("hex");
