import { expect, test } from "vitest";
import { answerParser, decodeRealTime, faultOf, type PrinterAnswer } from "./escpos-status.ts";

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));

/** Answers as the manuals give them, each with what it means. */
const answers: readonly (readonly [hex: string, answer: PrinterAnswer])[] = [
  ["12", { kind: "real-time", byte: 0x12 }],
  ["1a", { kind: "real-time", byte: 0x1a }],
  ["72", { kind: "real-time", byte: 0x72 }],
  ["10 00 00 00", { kind: "automatic", bytes: bytesOf("10000000") }],
  ["38 04 0c 0f", { kind: "automatic", bytes: bytesOf("38040c0f") }],
  ["00", { kind: "buffered", byte: 0x00 }],
  ["0c", { kind: "buffered", byte: 0x0c }],
  ["37 22 30 30 41 7e 00", { kind: "job-id", id: "00A~" }],
  ["37 22 30 30 00", { kind: "block", name: 0x22, text: "00" }],
  ["37 25 4f 4b 00", { kind: "block", name: 0x25, text: "OK" }],
  ["5f 54 4d 2d 54 38 38 00", { kind: "text", text: "TM-T88" }],
  ["11", { kind: "go-on" }],
  ["13", { kind: "hold" }],
];

/** Without the flow-control bytes, which may fall anywhere. */
const all = answers.flatMap(([hex]) => [...bytesOf(hex)]);

test.each(answers)("%s is told apart by its fixed bits", (hex, answer) => {
  expect(answerParser().feed(bytesOf(hex))).toEqual([answer]);
});

test("all answers joined come out one by one, however the bytes are split", () => {
  const expected = answers.map(([, answer]) => answer);
  for (let cut = 0; cut <= all.length; cut++) {
    const parser = answerParser();
    const found = [
      ...parser.feed(Uint8Array.from(all.slice(0, cut))),
      ...parser.feed(Uint8Array.from(all.slice(cut))),
    ];
    expect(found).toEqual(expected);
  }
  const parser = answerParser();
  expect(all.flatMap((byte) => parser.feed(Uint8Array.of(byte)))).toEqual(expected);
});

test("XOFF inside an answer does not break it", () => {
  expect(answerParser().feed(bytesOf("10 13 00 00 11 00"))).toEqual([
    { kind: "hold" },
    { kind: "go-on" },
    { kind: "automatic", bytes: bytesOf("10000000") },
  ]);
});

test.each([
  ["an automatic status broken off", "10 00", "12"],
  ["a block broken off", "37 22 30", "12"],
  ["a block without a name", "37", "12"],
  ["a string broken off by an automatic status", "5f 54 4d", "10 00 00 00"],
  ["a byte that belongs to nothing", "ff", "12"],
  ["an automatic status broken off by a job id", "10 00 00", "37 22 30 30 30 31 00"],
])("%s is reported as noise, and the next answer is whole", (_name, broken, next) => {
  const parser = answerParser();
  expect(parser.feed(bytesOf(broken + next))).toEqual([
    { kind: "noise", bytes: bytesOf(broken) },
    ...answerParser().feed(bytesOf(next)),
  ]);
});

test("a string that never ends is given up at its bound", () => {
  const parser = answerParser();
  const found = parser.feed(Uint8Array.from([0x5f, ...Array<number>(200).fill(0x41)]));
  expect(found[0]?.kind).toBe("noise");
  parser.reset();
  expect(parser.feed(bytesOf("12"))).toEqual([{ kind: "real-time", byte: 0x12 }]);
});

test("any bytes at all are survived, and a good answer is understood afterwards", () => {
  const parser = answerParser();
  let seed = 7;
  for (let round = 0; round < 2_000; round++) {
    const bytes = Uint8Array.from(
      { length: 16 },
      () => (seed = (seed * 1_103_515_245 + 12_345) >>> 0) >>> 24,
    );
    parser.feed(bytes);
  }
  parser.reset();
  expect(parser.feed(bytesOf("37 22 41 42 43 44 00"))).toEqual([{ kind: "job-id", id: "ABCD" }]);
});

const fine = { 1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12 };

test("a printer that answers 12 four times is fit for a job", () => {
  const status = decodeRealTime(fine);
  expect(status).toEqual({ device: "online", paper: "full", coverOpen: "no", cutterFault: "no" });
  expect(faultOf(status)).toBeUndefined();
});

test.each([
  ["paper end by the roll sensor", { 1: 0x1a, 4: 0x72 }, "paper-out"],
  ["printing stopped by paper end", { 1: 0x1a, 2: 0x32 }, "paper-out"],
  ["cover open", { 1: 0x1a, 2: 0x16 }, "cover-open"],
  ["cutter", { 1: 0x1a, 2: 0x52, 3: 0x1a }, "cutter-fault"],
  ["offline without a cause", { 1: 0x1a }, "printer-offline"],
  ["an error without a cause", { 2: 0x52 }, "printer-offline"],
  ["unrecoverable error", { 3: 0x32 }, "printer-offline"],
  ["presenter bit alone", { 4: 0x52 }, "printer-unknown"],
])("%s keeps a job away", (_name, bytes, kind) => {
  expect(faultOf(decodeRealTime({ ...fine, ...bytes }))?.kind).toBe(kind);
});

test("a printer that answers is online without paper, and offline only where nothing explains it", () => {
  expect(decodeRealTime({ 1: 0x1a, 2: 0x32, 3: 0x12, 4: 0x72 }).device).toBe("online");
  expect(decodeRealTime({ 1: 0x1a, 2: 0x12, 3: 0x12, 4: 0x12 }).device).toBe("offline");
});

test("near end is low, and low is still fit", () => {
  const status = decodeRealTime({ ...fine, 4: 0x1e });
  expect(status.paper).toBe("low");
  expect(faultOf(status)).toBeUndefined();
});

test.each([1, 2, 3, 4] as const)("without an answer to DLE EOT %i nothing is fit", (missing) => {
  const { [missing]: _gone, ...rest } = fine;
  expect(faultOf(decodeRealTime(rest))?.kind).toBe("printer-unknown");
});
