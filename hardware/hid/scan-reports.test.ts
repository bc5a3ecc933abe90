import { expect, test } from "vitest";
import { scanAssembler, scanBytesMost } from "./scan-reports.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("serial: texts end with CR, LF or both, wherever the line cuts them", () => {
  const sent = bytes("6901234567892\r\n委托书 42\rlast\n\r\n");
  for (let cut = 0; cut <= sent.length; cut++) {
    const assembler = scanAssembler("serial");
    const scans = [...assembler.feed(sent.subarray(0, cut)), ...assembler.feed(sent.subarray(cut))];
    expect(scans.map((scan) => (scan.ok ? scan.value.text : scan.fault.kind))).toEqual([
      "6901234567892",
      "委托书 42",
      "last",
    ]);
    expect(assembler.unfinished()).toBe(false);
  }
});

test("serial: too long and not UTF-8 are told of once, and the next text is whole", () => {
  const assembler = scanAssembler("serial");
  expect(assembler.feed(new Uint8Array(scanBytesMost + 1).fill(0x41))).toEqual([]);
  expect(assembler.unfinished()).toBe(true);
  expect(assembler.feed(bytes("more\r\n"))).toEqual([
    { ok: false, fault: { kind: "scan-too-long", most: scanBytesMost } },
  ]);
  expect(assembler.feed(Uint8Array.of(0xff, 0xfe, 0x0d))).toEqual([
    { ok: false, fault: { kind: "scan-garbled" } },
  ]);
  expect(assembler.feed(bytes("after\r"))).toEqual([{ ok: true, value: { text: "after" } }]);
});
