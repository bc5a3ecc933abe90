import { expect, test } from "vitest";
import { paperText } from "./virtual-paper.ts";
import { virtualPrinter } from "./virtual-printer.ts";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const cut = "\x1dVB\x00";
const id = (text: string): string => `\x1d(H\x06\x0000${text}`;
const idAnswer = (text: string): string => hexOf(bytesOf(`\x37\x22${text}\x00`));

/** Everything a certificate uses, and the answers that come out of it. */
const job = bytesOf(
  `\x1b@\x1c&\xd6\xd0\xce\xc4 text\n\x1d!\x11\xb4\xf3A\x1d!\x00b\n\x1b$\x18\x00x\x1b\\\x0c\x00y\n` +
    `\x1ba\x01\x1d(k\x04\x001A2\x00\x1d(k\x06\x001P0abc\x1d(k\x03\x001Q0\x1ba\x00\x1dr\x01${cut}${id("0001")}`,
);
const jobLines = ["中文 text", "大A   b", "  x y", `${" ".repeat(20)}[QR abc]`].join("\n");

test("text, double width, positions, a QR code and a cut are decoded, however the bytes are split", () => {
  for (let at = 0; at <= job.length; at++) {
    const printer = virtualPrinter();
    const replies = [printer.receive(job.subarray(0, at)), printer.receive(job.subarray(at))]
      .map(hexOf)
      .join("");
    expect(replies).toBe(`00${idAnswer("0001")}`);
    expect(printer.takePapers().map(paperText)).toEqual([jobLines]);
    expect(printer.report()).toMatchObject({ unknown: {}, bufferedBytes: 0, papers: 1 });
  }
});

test("real-time status is answered at once and leaves no trace on the paper", () => {
  const printer = virtualPrinter();
  expect(hexOf(printer.receive(bytesOf("a\x10\x04\x01b\x10\x04\x02\x10\x04\x03\x10\x04\x04c")))).toBe(
    "12121212",
  );
  printer.receive(bytesOf(`\n${cut}`));
  expect(printer.takePapers().map(paperText)).toEqual(["abc"]);
});

test("out of paper it prints nothing, still answers, and goes on after the refill with the late id", () => {
  const printer = virtualPrinter();
  printer.endRollAfter(1);
  expect(hexOf(printer.receive(job))).toBe("");
  expect(hexOf(printer.receive(bytesOf("\x10\x04\x01\x10\x04\x02\x10\x04\x04")))).toBe("1a3272");
  expect(printer.takePapers()).toEqual([]);
  expect(hexOf(printer.set({ paperOut: false }))).toBe(`00${idAnswer("0001")}`);
  expect(printer.takePapers().map(paperText)).toEqual([jobLines]);
});

test("an open cover stops it and says so", () => {
  const printer = virtualPrinter();
  printer.set({ coverOpen: true });
  expect(hexOf(printer.receive(bytesOf("\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04")))).toBe(
    "1a161212",
  );
  printer.receive(job);
  expect(hexOf(printer.set({ coverOpen: false }))).toContain(idAnswer("0001"));
});

test("a jammed cutter shows at the cut, and once freed the cut is made and the id comes", () => {
  const printer = virtualPrinter();
  printer.set({ cutterJammed: true });
  expect(hexOf(printer.receive(job))).toBe("00");
  expect(hexOf(printer.receive(bytesOf("\x10\x04\x02\x10\x04\x03")))).toBe("521a");
  expect(hexOf(printer.receive(bytesOf("\x10\x05\x01")))).toBe("");
  expect(hexOf(printer.set({ cutterJammed: false }))).toBe(idAnswer("0001"));
  expect(printer.takePapers().map(paperText)).toEqual([jobLines]);
});

test("a power cut forgets what waits: its id never comes", () => {
  const printer = virtualPrinter();
  printer.set({ paperOut: true });
  printer.receive(job);
  printer.power(false);
  expect(hexOf(printer.receive(bytesOf("\x10\x04\x01")))).toBe("");
  printer.power(true);
  expect(hexOf(printer.set({ paperOut: false }))).toBe("");
  expect(printer.takePapers()).toEqual([]);
});

test("DLE DC4 8 clears half a command, so that the next job is whole", () => {
  const printer = virtualPrinter();
  printer.receive(bytesOf("\x1d(k\xff\x001P0half"));
  expect(hexOf(printer.receive(bytesOf("\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08")))).toBe("372500");
  printer.receive(job);
  expect(printer.takePapers().map(paperText)).toEqual([jobLines]);
});

test("automatic status comes when switched on and at each change", () => {
  const printer = virtualPrinter();
  expect(hexOf(printer.set({ paperLow: true }))).toBe("");
  expect(hexOf(printer.receive(bytesOf("\x1da\xff")))).toBe("10000300");
  expect(hexOf(printer.set({ paperOut: true }))).toBe("18000f00");
  expect(hexOf(printer.set({ coverOpen: true }))).toBe("38000f00");
});

test("it says who it is", () => {
  const printer = virtualPrinter();
  expect(hexOf(printer.receive(bytesOf("\x1dI\x02\x1dIB")))).toBe(`02${hexOf(bytesOf("_CARDHALL\x00"))}`);
});

test("a printer without job ids keeps silent about them", () => {
  const printer = virtualPrinter({ knowsJobIds: false });
  expect(hexOf(printer.receive(bytesOf(id("0001"))))).toBe("");
  expect(printer.report().unknown).toEqual({ "1d 28 48 30 30": 1 });
});

test.each([
  ["an unknown command", "\x1b\x07", "1b 07"],
  ["an unknown mode of a known command", "\x1dV\x07", "1d 56 07"],
  ["an unknown long command", "\x1d(Z\x02\x00ab", "1d 28 5a 61 62"],
  ["a long command beyond the buffer", "\x1d(L\xff\xff", "1d 28 4c ff ff"],
  ["a control byte", "\x07", "07"],
  ["a DLE that is no real-time command", "\x10\x09", "10"],
  ["a high byte outside Kanji mode", "\x95", "95"],
])("%s is counted, and what follows is decoded", (_name, bytes, name) => {
  const printer = virtualPrinter();
  printer.receive(bytesOf(`${bytes}ok\n${cut}`));
  expect(printer.report().unknown[name]).toBe(1);
  expect(printer.takePapers().map(paperText).join("")).toContain("ok");
});

test("a four-byte GB18030 character prints as rubbish and digits, as on a GBK printer", () => {
  const printer = virtualPrinter();
  printer.receive(bytesOf(`\x1c&\x81\x30\x84\x36\n${cut}`));
  expect(printer.takePapers().map(paperText)).toEqual(["\ufffd0\ufffd6"]);
});

test("a full buffer loses bytes and says how many; nothing grows without end", () => {
  const printer = virtualPrinter();
  printer.set({ paperOut: true });
  printer.receive(new Uint8Array(20_000).fill(0x41));
  expect(printer.report()).toMatchObject({ bufferedBytes: 16_384, lostBytes: 20_000 - 16_384 });
  expect(hexOf(printer.receive(bytesOf("\x10\x04\x04")))).toBe("72");
});

test("any bytes are survived", () => {
  const printer = virtualPrinter();
  let seed = 3;
  for (let round = 0; round < 400; round++) {
    const bytes = Uint8Array.from(
      { length: 64 },
      () => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) >>> 24,
    );
    printer.receive(bytes);
    printer.takePapers();
  }
  expect(Object.keys(printer.report().unknown).length).toBeLessThanOrEqual(64);
});
