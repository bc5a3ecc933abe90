import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { defaultCards } from "../card/virtual/default-cards.ts";
import { evidenceOf, opIdOf } from "./for-tests.ts";
import { openSqliteJournal, readSqliteJournal } from "./journal-sqlite.ts";
import { viewOf, type Journal, type JournalBody } from "./journal.ts";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cardhall-journal-"));
  file = join(folder, "journal.db");
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

let wallMs = 1_000;
const open = (): Journal => openSqliteJournal({ file, wallMs: () => wallMs++ });

const op = opIdOf(1);
const whole: readonly JournalBody[] = [
  {
    phase: "intent",
    kind: "freeze",
    reason: "not-used-now",
    cardRef: evidenceOf("active").cardRef,
    evidence: evidenceOf("active"),
  },
  { phase: "authorised", epoch: 1, target: "frozen" },
  { phase: "challenged", attempt: 1, challenge: "1122334455667788" },
  { phase: "writing", attempt: 1, scriptHash: "ab" },
  { phase: "readback", evidence: evidenceOf("frozen"), statusWords: ["9000"] },
  { phase: "settled", certificateNo: "371700-2026-000001", printGrant: true, legal: "frozen" },
  { phase: "print-armed", print: { kind: "original" }, jobId: "job" },
  { phase: "printed", proof: "job" },
  { phase: "closed" },
];

/** A whole operation, and the journal closed. */
function written(bodies: readonly JournalBody[] = whole): void {
  const journal = open();
  for (const body of bodies) journal.append(op, body);
  journal.close();
}

/** Someone with the file and a tool; the lock keeps programs out, not people. */
function tamper(sql: string): void {
  const database = new Database(file);
  database.exec(sql);
  database.close();
}

test("an entry is durable when append returns: WAL with synchronous FULL, seen in the file by another reader", () => {
  const journal = open();
  journal.append(op, whole[0]!);
  const beside = readSqliteJournal(file);
  expect(beside.all().map(({ body }) => body)).toEqual([whole[0]]);
  beside.close();
  const database = new Database(file, { readonly: true });
  expect(database.pragma("journal_mode", { simple: true })).toBe("wal");
  database.close();
  journal.close();
});

test("beside the writer a part can be asked for: the newest entries, and what is open", () => {
  const journal = open();
  const appended = whole.map((body) => journal.append(op, body));
  journal.append(opIdOf(2), whole[0]!);
  const beside = readSqliteJournal(file);
  expect(beside.newest(3).map(({ seq }) => seq)).toEqual([8, 9, 10]);
  expect(beside.newest(3)[1]).toEqual(appended.at(-1));
  expect(beside.newest(100)).toEqual(beside.all());
  expect(beside.openOperations()).toEqual(journal.openOperations());
  expect(beside.openOperations()).toContain(opIdOf(2));
  beside.close();
  journal.close();
});

test("row 26: no operation begins while the room that the last one took from the reserve is not there again", () => {
  const reserveFile = `${file}.reserve`;
  const journal = openSqliteJournal({ file, wallMs: () => 1, reserveBytes: 100_000 });
  journal.append(op, whole[0]!);
  rmSync(reserveFile);
  journal.append(op, whole[1]!);
  expect(existsSync(reserveFile)).toBe(false);
  // Nothing can be written where a folder stands: as on a disk that is full.
  mkdirSync(reserveFile);
  expect(() => journal.append(opIdOf(2), whole[0]!)).toThrow();
  expect(journal.entriesOf(opIdOf(2))).toEqual([]);
  journal.append(op, whole[2]!);
  rmSync(reserveFile, { recursive: true });
  journal.append(opIdOf(2), whole[0]!);
  expect(statSync(reserveFile).size).toBe(100_000);
  journal.close();
});

test("append, close, open: every entry comes back as it was, in order, and folds to the same view", () => {
  const journal = open();
  const appended = whole.map((body) => journal.append(op, body));
  const view = viewOf(journal.entriesOf(op));
  const head = journal.head();
  journal.close();

  const again = open();
  expect(again.all()).toEqual(appended);
  expect(again.entriesOf(op)).toEqual(appended);
  expect(again.entriesOf(opIdOf(2))).toEqual([]);
  expect(appended.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(viewOf(again.entriesOf(op))).toEqual(view);
  expect(view).toMatchObject({
    kind: "freeze",
    phase: "closed",
    epoch: 1,
    target: "frozen",
    attempts: 1,
    originalSpent: true,
    copies: 0,
    certificateNo: "371700-2026-000001",
  });
  expect(again.head()).toEqual(head);
  expect(again.verify()).toEqual({ entries: 9, head: head.hash });
  again.append(opIdOf(2), whole[0]!);
  expect(again.verify().brokenAt).toBeUndefined();
  again.close();
});

test("an operation is open from its first entry to `closed`, oldest first, also after a restart", () => {
  const journal = open();
  for (const n of [1, 2, 3]) journal.append(opIdOf(n), whole[0]!);
  journal.append(opIdOf(1), whole[1]!);
  journal.append(opIdOf(2), { phase: "closed" });
  expect(journal.openOperations()).toEqual([opIdOf(1), opIdOf(3)]);
  journal.close();
  const again = open();
  expect(again.openOperations()).toEqual([opIdOf(1), opIdOf(3)]);
  again.close();
});

test("an empty journal verifies, and its head says so", () => {
  const journal = open();
  expect(journal.verify()).toEqual({ entries: 0, head: "0".repeat(64) });
  expect(journal.head()).toEqual({ seq: 0, hash: "0".repeat(64) });
  journal.close();
});

test.each([
  ["a body edited", "UPDATE entry SET body = replace(body, 'frozen', 'active') WHERE seq = 2", 2],
  ["a time edited", "UPDATE entry SET at_ms = at_ms + 1 WHERE seq = 3", 3],
  ["an entry given to another operation", `UPDATE entry SET op_id = '${opIdOf(9)}' WHERE seq = 4`, 4],
  ["a hash edited", `UPDATE entry SET hash = '${"f".repeat(64)}' WHERE seq = 5`, 5],
  ["the first entry deleted", "DELETE FROM entry WHERE seq = 1", 2],
  ["an entry deleted", "DELETE FROM entry WHERE seq = 6", 7],
  [
    "an entry deleted and the rest moved up",
    "DELETE FROM entry WHERE seq = 6; UPDATE entry SET seq = seq - 1 WHERE seq > 6",
    6,
  ],
  [
    "two entries exchanged",
    "UPDATE entry SET seq = 99 WHERE seq = 3; UPDATE entry SET seq = 3 WHERE seq = 4; UPDATE entry SET seq = 4 WHERE seq = 99",
    3,
  ],
])("%s is found where it happened", (_what, sql, brokenAt) => {
  written();
  tamper(sql);
  const journal = open();
  expect(journal.verify().brokenAt).toBe(brokenAt);
  journal.close();
  const beside = readSqliteJournal(file);
  expect(beside.verify().brokenAt).toBe(brokenAt);
  beside.close();
});

test("an entry taken whole from another journal, hash and all, breaks the chain after it", () => {
  wallMs = 1_000;
  written();
  const [own, other] = [file, join(folder, "other.db")];
  file = other;
  wallMs = 1_000;
  written([whole[0]!, { phase: "authorised", epoch: 1, target: "active" }]);
  file = own;
  tamper(
    `ATTACH '${other}' AS other; DELETE FROM entry WHERE seq = 2;
     INSERT INTO entry SELECT * FROM other.entry WHERE seq = 2; DETACH other`,
  );
  const journal = open();
  expect(journal.verify().brokenAt).toBe(3);
  journal.close();
});

test("a cut-off end still verifies by itself: only a head that is kept elsewhere tells", () => {
  const journal = open();
  for (const body of whole) journal.append(op, body);
  const { seq, hash } = journal.head();
  journal.close();
  tamper("DELETE FROM entry WHERE seq > 7");
  const again = open();
  expect(again.verify().brokenAt).toBeUndefined();
  expect(again.head()).not.toEqual({ seq, hash });
  again.close();
});

test(
  "a second process is refused while the first lives, and served when it is gone",
  { timeout: 20_000 },
  () => {
    const first = open();
    expect(open).toThrow(/another terminal process/);
    first.append(op, whole[0]!);
    first.close();
    const second = open();
    expect(second.openOperations()).toEqual([op]);
    second.close();
  },
);

test("a file that is no database, or a damaged one, is refused aloud", () => {
  written();
  const bytes = readFileSync(file);
  bytes.fill(0x5a, 0, 64);

  rmSync(file);
  writeFileSync(file, bytes);
  expect(open).toThrow();
});

test("nothing personal of a holder ever stands in the journal's files", () => {
  const journal = open();
  for (const body of whole) journal.append(op, body);
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString("latin1"));
  const canaries = defaultCards.flatMap(({ person }) => [
    person.nationalNumber,
    person.cardNumber,
    Buffer.from(person.name).toString("latin1"),
  ]);
  expect(texts.join("")).toContain("371700-2026-000001");
  for (const canary of canaries) expect(texts.join("")).not.toContain(canary);
  journal.close();
});
