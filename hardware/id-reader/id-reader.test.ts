import { expect, test } from "vitest";
import { systemClock } from "../clock.ts";
import type { ByteLink } from "../printer/byte-link.ts";
import { ok } from "../result.ts";
import { layOutIdCard } from "./card-layout.ts";
import { sampleIdCards } from "./sample-id-cards.ts";
import { ga467Frame } from "./ga467.ts";
import { idReader } from "./id-reader.ts";

const found = ga467Frame([0, 0, 0x9f, 0, 0, 0, 0]);
const selected = ga467Frame([0, 0, 0x90, 0, 0, 0, 0, 0, 0, 0, 0]);
const read = ga467Frame([0, 0, 0x90, ...layOutIdCard(sampleIdCards.resident)]);
const says = (status: number): Uint8Array => ga467Frame([0, 0, status]);

/** A line whose far end answers each question with the next of `answers`, whatever was asked. */
function scripted(answers: readonly Uint8Array[]) {
  const asked: string[] = [];
  let hear = (_bytes: Uint8Array): void => undefined;
  const link: ByteLink = {
    async write(bytes) {
      const answer = answers[asked.length];
      asked.push(Buffer.from(bytes.subarray(7, 9)).toString("hex"));
      queueMicrotask(() => {
        if (answer !== undefined) hear(answer);
      });
      return ok(undefined);
    },
    onBytes: (listener) => (hear = listener),
    onClosed: () => undefined,
    close: () => Promise.resolve(),
  };
  const reader = idReader({ name: "id", link, clock: systemClock, findEveryMs: 10, patience: 0.05 });
  return {
    asked,
    look: () => reader.status(),
    read: (signal?: AbortSignal) =>
      reader.read({ timeoutMs: 1_000, ...(signal === undefined ? {} : { signal }) }),
  };
}

test("find, select, read: one card, three questions", async () => {
  const line = scripted([found, selected, read]);
  expect(await line.read()).toEqual({ ok: true, value: sampleIdCards.resident });
  expect(line.asked).toEqual(["2001", "2002", "3001"]);
});

test("a look does not turn a card away, and a reader at work is not disturbed by one", async () => {
  const line = scripted([says(0x90), found, selected, read, says(0x90)]);
  const looking = line.look();
  const reading = line.read();
  expect(await looking).toEqual({ name: "id", device: "online" });
  const meanwhile = line.look();
  expect(await reading).toEqual({ ok: true, value: sampleIdCards.resident });
  expect(await meanwhile).toEqual({ name: "id", device: "online" });
  expect(line.asked).toEqual(["11ff", "2001", "2002", "3001"]);
});

test("waiting that is called off ends after the question under way", async () => {
  const nothing = Array.from({ length: 40 }, () => says(0x80));
  const line = scripted(nothing);
  const visit = new AbortController();
  const reading = line.read(visit.signal);
  visit.abort();
  expect(await reading).toEqual({ ok: false, fault: { kind: "no-id-card" } });
  expect(line.asked.length).toBeLessThan(3);
});

test("a late answer to another question is not taken for this one's", async () => {
  const line = scripted([found, found, selected, selected, read]);
  expect(await line.read()).toEqual({ ok: true, value: sampleIdCards.resident });
  expect(line.asked).toEqual(["2001", "2002", "2002", "3001", "3001"]);
});

test("a reader whose every answer breaks is given up after three questions", async () => {
  const broken = found.with(9, 0x00);
  const line = scripted([broken, broken, broken, found]);
  expect(await line.read()).toEqual({
    ok: false,
    fault: { kind: "id-card-garbled", expected: "an answer to FIND CARD" },
  });
  expect(line.asked).toHaveLength(3);
});

test.each([
  ["not selected", [found, says(0x81)], { kind: "id-card-unreadable", during: "SELECT CARD", status: 0x81 }],
  [
    "not genuine",
    [found, selected, says(0x32)],
    { kind: "id-card-unreadable", during: "READ CARD", status: 0x32 },
  ],
  ["not authorised", [says(0x66)], { kind: "id-reader-refused", during: "FIND CARD", status: 0x66 }],
  ["unknown command", [says(0x24)], { kind: "id-reader-refused", during: "FIND CARD", status: 0x24 }],
  ["a status that nobody knows", [found, selected, says(0xee)], { kind: "id-reader-refused", status: 0xee }],
  ["silence", [], { kind: "id-reader-no-answer", during: "FIND CARD" }],
])("%s is named", async (_name, answers, fault) => {
  expect(await scripted(answers).read()).toMatchObject({ ok: false, fault });
});
