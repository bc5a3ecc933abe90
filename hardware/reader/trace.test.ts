import { expect, test } from "vitest";
import { recordReader, replayReader, type TraceEntry } from "./trace.ts";
import { virtualReader } from "./virtual-reader.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex").toUpperCase();
const apdu = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));
const select = apdu("00A4040003A00000");
const record = apdu("00B2010C00");
const auth = apdu("0082000D08C0FFEE00C0FFEE00");
const holder = "5A68616E67"; // "Zhang"

/** A card with one record that names its holder. */
const card = {
  powerOn: () => apdu("3B6D000000814348318684371700120001"),
  powerOff: () => undefined,
  answer(command: Uint8Array): Uint8Array {
    if (command[1] === 0xa4) return apdu("6F05840341424390 00".replaceAll(" ", ""));
    if (command[1] === 0xb2) return apdu(`0805${holder}9000`);
    return apdu("6982");
  },
};

async function recorded(): Promise<TraceEntry[]> {
  const kept: TraceEntry[] = [];
  let nowMs = 0;
  const inner = virtualReader();
  inner.insert(card);
  const reader = recordReader(inner, { nowMs: () => nowMs++ }, (entry) => kept.push(entry));
  const connected = await reader.connect({ exclusive: true });
  const connection = connected.ok ? connected.value : expect.fail("not connected");
  await connection.transmit(select);
  await connection.transmitList([
    { apdu: record, allowed: ["9000"] },
    { apdu: auth, allowed: ["9000"] },
    { apdu: record, allowed: ["9000"] },
  ]);
  inner.plan([{ apdu: 0, when: "after" }]);
  await connection.transmit(record);
  return kept;
}

test("a record holds what was asked and how it ended, and neither names, cryptograms nor the card's serial number", async () => {
  const trace = await recorded();
  expect(trace.map(({ command, answer, fault }) => [command, fault ?? answer])).toEqual([
    ["CONNECT", "3B6D00000081434831868437172A2A2A2A"],
    [hex(select), "6F0584034142439000"],
    [hex(record), "08052A2A2A2A2A9000"],
    ["0082000D082A2A2A2A2A2A2A2A", "6982"],
    [hex(record), "torn"],
  ]);
  const text = JSON.stringify(trace);
  for (const canary of [holder, "C0FFEE", "00120001"]) expect(text).not.toContain(canary);
});

test("played again, the same questions get the same ends, in the same order; another question is said to be unknown", async () => {
  const trace = await recorded();
  const reader = replayReader(trace);
  const connected = await reader.connect({ exclusive: true });
  const connection = connected.ok ? connected.value : expect.fail("not connected");
  const ends = [];
  for (const question of [select, record, auth, record, select]) {
    const answer = await connection.transmit(question);
    ends.push(answer.ok ? hex(answer.value.slice(-2)) : answer.fault.kind);
  }
  expect(ends).toEqual(["9000", "9000", "6982", "torn", "reader-lost"]);
  expect(reader.left()).toBe(0);
});
