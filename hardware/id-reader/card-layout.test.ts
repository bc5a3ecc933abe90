import { expect, test } from "vitest";
import { layOutIdCard, parseIdCard } from "./card-layout.ts";
import { sampleIdCards } from "./sample-id-cards.ts";

const resident = layOutIdCard(sampleIdCards.resident);
/** The text begins after two lengths. */
const textAt = 4;
const utf16 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "utf16le"));
function changed(at: number, text: string | Uint8Array): Uint8Array {
  const data = resident.slice();
  data.set(typeof text === "string" ? utf16(text) : text, textAt + at);
  return data;
}

test.each(Object.entries(sampleIdCards))(
  "%s: laid out and read back, photo bytes as they were",
  (_kind, card) => {
    expect(parseIdCard(layOutIdCard(card))).toEqual({ ok: true, value: card });
  },
);

test("a resident's card lies as GA 490 prints it, byte for byte", () => {
  const text = resident.subarray(textAt);
  const at = (start: number, bytes: number): string =>
    Buffer.from(text.subarray(start, start + bytes))
      .toString("utf16le")
      .trimEnd();
  expect(resident.subarray(0, 4)).toEqual(Uint8Array.of(0x01, 0x00, 0x04, 0x00));
  expect([at(0, 30), at(30, 2), at(32, 4), at(36, 16)]).toEqual(["赵春禾", "2", "01", "19491231"]);
  expect([at(52, 70), at(122, 36)]).toEqual(["山东省菏泽市牡丹区长江路1号", "11010519491231002X"]);
  expect([at(158, 30), at(188, 16), at(204, 16)]).toEqual(["菏泽市公安局牡丹分局", "20200101", "长期"]);
  expect(resident).toHaveLength(4 + 256 + 1024);
});

test("rare names stay whole: beyond the first plane, and with the private characters of old cards", () => {
  for (const name of ["𠮷田", "张\ue000", "阿依丁·买合木提江"])
    expect(parseIdCard(changed(0, name.padEnd(15)))).toMatchObject({ ok: true, value: { name } });
});

test.each([
  ["a birthday that no month has", changed(36, "19490231"), "a date in birth"],
  ["letters for a date", changed(188, "2020ABCD"), "a date in validFrom"],
  ["an end that is no date", changed(204, "永久      "), "a date in validTo"],
  ["a sex that is no code", changed(30, "女"), "a code in sex"],
  ["no name", changed(0, " ".repeat(15)), "text in name"],
  ["half a character", changed(0, Uint8Array.of(0x42, 0xd8)), "text in name"],
  ["a control character", changed(0, "a\u001bb"), "text in name"],
  ["a direction mark", changed(52, "\u202e"), "text in address"],
  ["a number with a sign in it", changed(122, "1101051949123100-X"), "a number in idNumber"],
  ["a kind that nobody has told us", changed(248, "Q"), "a kind of card that is known"],
  ["a lone surrogate for a kind", changed(248, Uint8Array.of(0x00, 0xd8)), "a kind of card that is known"],
  ["a byte too few", resident.subarray(1), "256 bytes of text and 1024 of photo"],
  ["other lengths", resident.with(0, 2), "256 bytes of text and 1024 of photo"],
  ["nothing", new Uint8Array(), "256 bytes of text and 1024 of photo"],
])("%s is refused, and the fault holds nothing of the person", (_name, data, expected) => {
  expect(parseIdCard(data)).toEqual({ ok: false, fault: { kind: "id-card-garbled", expected } });
});
