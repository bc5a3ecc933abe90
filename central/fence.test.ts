import { expect, test } from "vitest";
import type { Header } from "./contract.ts";
import type { BootRequest } from "./contract-terminal.ts";
import { headerOf, lookAt, writeAll } from "./for-tests.ts";
import { heard, op1, op2, protocolStand } from "./protocol-stand.ts";

const bootOf = (n: number): string => `0b6f4d8e-58a4-4c93-9d4c-${n.toString(16).padStart(12, "0")}`;
/** A place in a journal: its entry `seq` is of the disk `disk`. */
const at = (boot: number, seq: number, disk = "a"): Header => ({
  v: 1,
  terminalId: "T-1",
  bootId: bootOf(boot),
  journal: { seq, head: hashOf(seq, disk) },
});
const hashOf = (seq: number, disk = "a"): string => (seq === 0 ? "0".repeat(64) : `${disk}${String(seq)}`);
const stale = "problem boot-first";
const quarantined = "problem quarantined";

async function served() {
  const stand = await protocolStand();
  await stand.authorise(op1, "freeze", { header: at(1, 1) });
  await stand.script(op1, 1, 1, at(1, 5));
  const boot = async (header: Header, held?: BootRequest["held"]) =>
    heard(await stand.centre.boot({ header, ...(held === undefined ? {} : { held }) }));
  return { ...stand, boot };
}

test("a terminal that restarts shows that its journal goes on from the newest place known, and is heard", async () => {
  const { boot, report, rows } = await served();
  expect(await report(op1, 1, { kind: "unknown" }, at(2, 7))).toBe(stale);
  expect(await boot(at(2, 7))).toEqual({ result: "prove", seq: 5 });
  expect(await boot(at(2, 7), { seq: 5, head: hashOf(5) })).toEqual({ result: "welcome" });
  expect(await report(op1, 1, { kind: "unknown" }, at(2, 7))).toEqual({ result: "pending" });
  // What the process before it had sent, arriving days later, changes nothing and is written down.
  expect(await report(op1, 1, undefined, at(1, 6))).toBe(stale);
  expect((await rows("audit", { event: "stale-boot" })).length).toBe(2);
});

test.each([
  ["set back to an older image", { seq: 5, head: null }],
  ["put back and written on", { seq: 5, head: hashOf(5, "b") }],
] as const)(
  "row 24, a disk that was %s is quarantined, and its work waits for the cards",
  async (_what, held) => {
    const { boot, card, query, observe, chip, rows, centre } = await served();
    expect(await boot(at(2, 3), held)).toBe(quarantined);
    expect(await query(op1)).toMatchObject({ state: "awaiting-card" });
    expect(await card()).toMatchObject({ listed: 1, legal: "frozen" });
    expect((await rows("audit", { event: "quarantined" })).length).toBe(1);
    for (const header of [at(1, 6), at(2, 3)]) {
      expect(await observe(chip, header)).toBe(quarantined);
      expect(heard(await centre.commands({ header, after: 0 }))).toBe(quarantined);
      expect(await boot(header, { seq: 5, head: hashOf(5) })).toBe(quarantined);
    }
  },
);

test("row 24, two disks with one name, both alive: whichever speaks second after the fork is found out", async () => {
  const { boot, authorise, report } = await served();
  // The copy was made at entry 5, and is heard; the first one goes on writing.
  expect(await boot(at(2, 5), { seq: 5, head: hashOf(5) })).toEqual({ result: "welcome" });
  await authorise(op2, "freeze", { header: at(2, 6, "copy") });
  expect(await report(op1, 1, { kind: "unknown" }, at(1, 8))).toBe(stale);
  expect(await boot(at(1, 8), { seq: 6, head: hashOf(6) })).toBe(quarantined);
});

test("one process cannot have two hashes at one number", async () => {
  const { report, events } = await served();
  expect(await report(op1, 1, { kind: "unknown" }, at(1, 5, "other"))).toBe(quarantined);
  expect(await events()).toContain("quarantined");
});

test("messages that overtake each other are no fault, each is heard once", async () => {
  const { report, boot } = await served();
  expect(await report(op1, 1, { kind: "unknown" }, at(1, 9))).toEqual({ result: "pending" });
  expect(await report(op1, 1, { kind: "unknown" }, at(1, 7))).toEqual({ result: "pending" });
  // The newest place is still the newest.
  expect(await boot(at(2, 9))).toEqual({ result: "prove", seq: 9 });
});

test("a boot message that arrives late says nothing of the disk as it is now", async () => {
  const { boot, report } = await served();
  await boot(at(2, 7), { seq: 5, head: hashOf(5) });
  await report(op1, 1, { kind: "unknown" }, at(2, 8));
  expect(await boot(at(3, 6), { seq: 5, head: null })).toEqual({ result: "prove", seq: 8 });
  expect(await report(op1, 1, { kind: "unknown" }, at(2, 8))).toEqual({ result: "pending" });
});

test("a terminal that is let in again begins anew, without the right to print what the old disk had", async () => {
  const { boot, report, chip, centre, events } = await served();
  writeAll(chip, op1, 1, "frozen");
  expect(await report(op1, 1, undefined, at(1, 6))).toMatchObject({ result: "done", printGrant: true });
  expect(await boot(at(2, 0), { seq: 6, head: null })).toBe(quarantined);
  expect(await centre.release("T-2", "clerk 7")).toBe("not-quarantined");
  expect(await centre.release("T-1", "clerk 7")).toBe("released");
  expect(await boot(at(2, 0))).toEqual({ result: "prove", seq: 0 });
  expect(await boot(at(2, 0), { seq: 0, head: hashOf(0) })).toEqual({ result: "welcome" });
  expect(await report(op1, 1, undefined, at(2, 1, "new"))).toMatchObject({
    result: "done",
    printGrant: false,
  });
  expect(await events()).toContain("released");
});

test("a look and a question are heard of any process that is not quarantined", async () => {
  const { observe, chip, query } = await served();
  expect(await observe(chip, at(9, 0))).toMatchObject({ result: "known" });
  expect(await query(op1)).toMatchObject({ result: "known" });
  expect(lookAt(chip).cardRef.length).toBe(32);
});

test("a proof of the time before a backup was put back is none: the centre names the time, and wants it said again", async () => {
  const stand = await protocolStand();
  const { centre } = stand;
  const place = { seq: 4, head: "aa" };
  const header = { ...headerOf(), journal: place };
  await stand.observe(stand.chip, header);
  await centre.boot({ header });
  await centre.restored();
  // Days late, from before: its place is the one that the backup knows.
  const asked = heard(await centre.boot({ header, held: place }));
  expect(asked).toMatchObject({ result: "prove", restoredAtMs: stand.state.nowMs });
  expect(await centre.restoration()).toMatchObject({ terminals: [{ terminalId: "T-1" }] });
});
