import fc from "fast-check";
import { expect, test } from "vitest";
import { concat, hex } from "./bytes.ts";
import {
  getChallenge,
  getResponse,
  internalAuthenticate,
  readBinary,
  readFixedRecord,
  readRecord,
  selectByFid,
  selectByName,
  type CardCommand,
} from "./commands.ts";
import { exchange } from "./exchange.ts";
import { connectTo, scriptedCard } from "./for-tests.ts";

/* What is promised of every command, whatever a card answers to it. */

const eight = new Uint8Array(8);
const commands: readonly CardCommand<unknown>[] = [
  selectByName(Uint8Array.of(0x78)),
  selectByFid(0xef05, 0x02),
  readRecord({ sfi: 5, tag: 0x03, length: 4 }),
  readRecord({ tag: 0x03, number: 3, length: 4 }),
  readFixedRecord(1, 48),
  readBinary(0x1234, 256),
  getChallenge(),
  getResponse(8),
  internalAuthenticate(eight, eight),
];

test("any data is an answer or is garbled, naming the command, what was expected and what came, in few words", () => {
  const data = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.integer({ min: 60_000, max: 65_536 }).map((length) => new Uint8Array(length).fill(length & 0xff)),
  );
  const property = fc.property(fc.constantFrom(...commands), data, (command, bytes) => {
    const answer = command.parse(bytes);
    if (answer.ok) return;
    expect(answer.fault).toMatchObject({ kind: "garbled", during: command.name });
    if (answer.fault.kind !== "garbled") return;
    expect(answer.fault.expected).not.toBe("");
    expect(answer.fault.received.length).toBeLessThan(200);
    expect(answer.fault.received.startsWith(hex(bytes.subarray(0, 16)))).toBe(true);
  });
  fc.assert(property, { numRuns: 500 });
});

test("what a card holds is read as it is: decode of encode is the identity", async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 0, max: 255 }),
    fc.uint8Array({ minLength: 1, maxLength: 253 }),
    fc.boolean(),
    async (tag, value, byNumber) => {
      const record = concat(Uint8Array.of(tag, value.length), value);
      const { connection } = connectTo(scriptedCard(`${hex(record)}9000`));
      const place = byNumber ? { tag, number: 1 } : { tag, sfi: 5 };
      const answer = await exchange(connection, readRecord({ ...place, length: value.length }));
      expect(answer.ok && hex(answer.value)).toBe(hex(value));
    },
  );
  await fc.assert(property, { numRuns: 300 });
});

test("the same answer in parts behind 61xx, wherever it is cut, is the same answer", async () => {
  const whole = Uint8Array.from({ length: 40 }, (_, index) => index);
  for (let cut = 0; cut <= whole.length; cut += 1) {
    const [first, rest] = [whole.slice(0, cut), whole.slice(cut)];
    const { connection } = connectTo(
      scriptedCard("6128", `${hex(first)}61${hex(Uint8Array.of(rest.length))}`, `${hex(rest)}9000`),
    );
    const answer = await exchange(connection, readBinary(0, 40));
    expect(answer.ok && hex(answer.value)).toBe(hex(whole));
  }
});

test("READ RECORD by number, in the current EF and READ BINARY are sent as the specification writes them", () => {
  expect(hex(readRecord({ sfi: 5, tag: 0x07, number: 7, length: 9 }).bytes)).toBe("00B2072C0B");
  expect(hex(readRecord({ tag: 0x08, length: 18 }).bytes)).toBe("00B2080014");
  expect(hex(readRecord({ tag: 0x08, number: 1, length: 18 }).bytes)).toBe("00B2010414");
  expect(hex(readFixedRecord(2, 40).bytes)).toBe("00B2020428");
  expect(hex(readBinary(0x0196, 6).bytes)).toBe("00B0019606");
  expect(hex(readBinary(0, 256).bytes)).toBe("00B0000000");
  expect(hex(selectByFid(0xef05, 0x02).bytes)).toBe("00A4020002EF05");
});
