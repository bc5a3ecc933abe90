import { sha256 } from "./answers.ts";
import type { Header } from "./contract.ts";
import type { Centre } from "./centre.ts";
import type { BootRequest, TailRequest } from "./contract-terminal.ts";
import { lookAt, seen, writeAll, type Chip } from "./for-tests.ts";
import { heard, op1, op2, protocolStand } from "./protocol-stand.ts";

export const bootId = "0b6f4d8e-58a4-4c93-9d4c-1f2e3d4c5b6a";
export type Entry = TailRequest["entries"][number];

/** A terminal's journal, entry by entry, hashed as the daemon hashes it. */
export function journal(bodies: readonly (readonly [opId: string, body: object])[]): Entry[] {
  const entries: Entry[] = [];
  for (const [opId, content] of bodies) {
    const [seq, body] = [entries.length + 1, JSON.stringify(content)];
    const before = entries.at(-1)?.hash ?? "0".repeat(64);
    entries.push({
      seq,
      opId,
      atMs: 0,
      body,
      hash: sha256(`${before}\n${String(seq)}\n${opId}\n0\n${body}`),
    });
  }
  return entries;
}
export const headerAt = (entries: readonly Entry[], seq = entries.length): Header => ({
  v: 1,
  terminalId: "T-1",
  bootId,
  journal: { seq, head: entries[seq - 1]?.hash ?? "0".repeat(64) },
});

/** As a terminal does it: the proof once more with the time that the restored centre named. */
export async function bootOf(centre: Centre, request: BootRequest) {
  const first = await centre.boot(request);
  const { restoredAtMs } = first.ok && first.value.value.result === "prove" ? first.value.value : {};
  return restoredAtMs === undefined ? first : centre.boot({ ...request, restoredAtMs });
}

/** What T-1 journals of an operation on the stand's card. */
export const intentOf = (chip: Chip, kind: string) => ({
  phase: "intent",
  kind,
  reason: "other",
  cardRef: lookAt(chip).cardRef,
  evidence: lookAt(chip),
});

/** A freeze before the backup, an unfreeze after it; then the centre is put back. */
export async function restored() {
  const stand = await protocolStand();
  const { chip, centre, store } = stand;
  const intent = (kind: string) => intentOf(chip, kind);
  const settled = (n: number, legal: string) => ({
    phase: "settled",
    certificateNo: `371700-2026-00000${String(n)}`,
    printGrant: true,
    legal,
  });
  const entries = journal([
    [op1, intent("freeze")],
    [op1, { phase: "authorised", epoch: 1, target: "frozen" }],
    [op1, settled(1, "frozen")],
    [op2, intent("unfreeze")],
    [op2, { phase: "authorised", epoch: 2, target: "active" }],
    [op2, { phase: "challenged", attempt: 1, challenge: "1122334455667788" }],
    [op2, settled(2, "active")],
  ]);
  await stand.authorise(op1, "freeze", { header: headerAt(entries, 1) });
  writeAll(chip, op1, 1, "frozen");
  await stand.report(op1, 1, seen(chip), headerAt(entries, 3));
  const backup = store.snapshot();
  await stand.authorise(op2, "unfreeze", { header: headerAt(entries, 4) });
  writeAll(chip, op2, 2, "active");
  await stand.report(op2, 2, seen(chip), headerAt(entries, 6));
  store.restore(backup);
  await centre.restored();

  const header = headerAt(entries);
  const boot = async () =>
    heard(await bootOf(centre, { header, held: { seq: 3, head: entries[2]?.hash ?? "" } }));
  const send = async (some: readonly Entry[]) =>
    heard(await centre.journalTail({ header, entries: [...some] }));
  return { ...stand, entries, header, boot, send };
}
