import { expect, test } from "vitest";
import type { ReaderStatus } from "../ports.ts";
import { virtualReader } from "./virtual-reader.ts";

/** A thing that counts what it did: each APDU is answered with 9000. */
function counter(atr = [0x3b, 0x00]) {
  const did: string[] = [];
  return {
    did,
    powerOn: () => (did.push("on"), Uint8Array.from(atr)),
    powerOff: () => void did.push("off"),
    answer: (apdu: Uint8Array) => (did.push(Buffer.from(apdu).toString("hex")), Uint8Array.of(0x90, 0x00)),
  };
}
const apdu = (byte: number) => Uint8Array.of(byte);

async function connected(card = counter()) {
  const reader = virtualReader();
  reader.insert(card);
  const connection = await reader.connect({ exclusive: true });
  return { reader, card, connection: connection.ok ? connection.value : expect.fail("not connected") };
}

test("a card is powered when inserted, answers, and is reset by a power cycle", async () => {
  const { card, connection } = await connected();
  expect(connection.atr).toBe("3B00");
  expect(await connection.transmit(apdu(1))).toEqual({ ok: true, value: Uint8Array.of(0x90, 0x00) });
  expect(await connection.powerCycle()).toEqual({ ok: true, value: "3B00" });
  expect(card.did).toEqual(["on", "01", "off", "on"]);
});

test.each([
  ["before", []],
  ["after", ["02"]],
] as const)("a tear %s the card acts: torn, then no card", async (when, did) => {
  const { reader, card, connection } = await connected();
  reader.plan([{ apdu: 1, when }]);
  expect((await connection.transmit(apdu(1))).ok).toBe(true);
  expect(await connection.transmit(apdu(2))).toEqual({ ok: false, fault: { kind: "torn" } });
  expect(await connection.transmit(apdu(3))).toEqual({ ok: false, fault: { kind: "no-card" } });
  expect(await connection.powerCycle()).toEqual({ ok: false, fault: { kind: "no-card" } });
  expect(card.did).toEqual(["on", "01", ...did, "off"]);
  expect(reader.status().media).toBe("not-present");
});

test("a tear is counted inside a list, which says how far it came", async () => {
  const { reader, connection } = await connected();
  reader.plan([{ apdu: 2, when: "before" }]);
  const list = [1, 2, 3].map((byte) => ({ apdu: apdu(byte), allowed: ["9000"] }));
  expect(await connection.transmitList(list)).toEqual({
    answers: [Uint8Array.of(0x90, 0x00), Uint8Array.of(0x90, 0x00)],
    fault: { kind: "torn" },
  });
});

test("a list stops at the first answer that is not allowed", async () => {
  const { card, connection } = await connected();
  const list = [
    { apdu: apdu(1), allowed: ["6283"] },
    { apdu: apdu(2), allowed: ["9000"] },
  ];
  expect(await connection.transmitList(list)).toEqual({ answers: [Uint8Array.of(0x90, 0x00)] });
  expect(card.did).toEqual(["on", "01"]);
});

test("a connection does not outlive its card: the same card put back needs a new one", async () => {
  const { reader, card, connection } = await connected();
  reader.pull();
  reader.insert(card);
  expect(await connection.transmit(apdu(1))).toEqual({ ok: false, fault: { kind: "no-card" } });
  expect((await reader.connect({ exclusive: true })).ok).toBe(true);
});

test("exclusive keeps others out until it ends", async () => {
  const { reader, connection } = await connected();
  expect(await reader.connect({ exclusive: false })).toMatchObject({ fault: { kind: "reader-busy" } });
  await connection.end();
  await connection.end();
  expect((await reader.connect({ exclusive: false })).ok).toBe(true);
  expect(await connection.transmit(apdu(1))).toEqual({ ok: false, fault: { kind: "no-card" } });
});

test("a mute card is seen and not connected; a closed reader is offline", async () => {
  const reader = virtualReader();
  const seen: ReaderStatus[] = [];
  const stop = reader.watch((status) => void seen.push(status));
  reader.insert(counter([]));
  expect(await reader.connect({ exclusive: true })).toEqual({ ok: false, fault: { kind: "mute-card" } });
  stop();
  reader.pull();
  expect(await reader.connect({ exclusive: true })).toEqual({ ok: false, fault: { kind: "no-card" } });
  expect(seen.map(({ media, atr }) => [media, atr])).toEqual([
    ["not-present", undefined],
    ["present", undefined],
  ]);
  await reader.close();
  expect(reader.status()).toMatchObject({ device: "offline", media: "unknown" });
  expect(await reader.connect({ exclusive: true })).toMatchObject({ fault: { kind: "reader-lost" } });
});
