import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { readCard } from "../../card/read-card.ts";
import type { CardFaultName } from "../../card/virtual/faults.ts";
import { putUpStand, type Stand } from "../../cli/hall.ts";
import { systemClock } from "../../hardware/clock.ts";
import type { CardReader } from "../../hardware/ports.ts";
import { pcscReader } from "../../hardware/reader/pcsc-reader.ts";
import { stateFolder, until } from "../stand.ts";

/** Cards that do wrong, by name, in a real pcscd: what the reader's side answers, and how long that takes. */

const state = stateFolder();
let stand: Stand;
let reader: CardReader;
beforeAll(async () => {
  stand = await putUpStand({ stateDir: state.dir, quiet: true });
  const socket = stand.socket ?? "";
  reader = pcscReader({ reader: "", socket, clock: systemClock, chance: Math.random });
});
afterAll(async () => {
  await reader.close();
  await stand.stop();
  state.remove();
});
afterEach(async () => {
  await stand.card({ op: "fault", name: "none" });
  await stand.card({ op: "pull" });
  await until("the card is out", () => reader.status().media === "not-present", 30_000);
});

/** Puts card 1 in with a fault and reads it; the fault's name, or `read`. */
async function readWith(name: CardFaultName, fromApdu = 1): Promise<{ seen: string; tookMs: number }> {
  expect(await stand.card({ op: "fault", name, fromApdu })).toMatchObject({ ok: true });
  await stand.card({ op: "insert", id: "card-1" });
  await until("a card is there", () => reader.status().media === "present");
  const startMs = performance.now();
  const connected = await reader.connect({ exclusive: false });
  if (!connected.ok) return { seen: connected.fault.kind, tookMs: performance.now() - startMs };
  const facts = await readCard(connected.value);
  await connected.value.end();
  return { seen: facts.ok ? "read" : facts.fault.kind, tookMs: performance.now() - startMs };
}

test.each([
  ["mute", 1, "mute-card"],
  ["wrong-sw", 1, "not-recognised"],
  ["endless-61", 1, "garbled"],
  ["huge", 1, "garbled"],
  ["deep-tlv", 1, "garbled"],
  ["look-alike", 1, "not-recognised"],
  ["torn-before", 6, "torn"],
  ["torn-after", 6, "torn"],
  ["memory-fault", 1, "read"],
] as const)("%s from APDU %i is %s, within five seconds", async (name, fromApdu, expected) => {
  const { seen, tookMs } = await readWith(name, fromApdu);
  expect(seen).toBe(expected);
  expect(tookMs).toBeLessThan(5_000);
});

test("slow is no-answer once the deadline of one APDU is over, and a right card is read afterwards", async () => {
  const { seen, tookMs } = await readWith("slow", 4);
  expect(seen).toBe("no-answer");
  expect(tookMs).toBeLessThan(15_000);
  await stand.card({ op: "fault", name: "none" });
  await stand.card({ op: "pull" });
  await until("the card is out", () => reader.status().media === "not-present", 40_000);
  expect((await readWith("memory-fault")).seen).toBe("read");
});
