import fc from "fast-check";
import { expect, test } from "vitest";
import { bcd, concat, fromHex, hex } from "../bytes.ts";
import { firstIcv, mac8 } from "../crypto.ts";
import { virtualCard } from "./card.ts";
import { defaultCards } from "./default-cards.ts";
import {
  r,
  select,
  record,
  cardIn,
  ask,
  keyOf,
  lives,
  auth,
  maced,
  session,
  uk0d,
  bk,
  uksse,
} from "./for-tests.ts";
import type { CardImage } from "./image.ts";
import { bankCard, blankCard, muteCard } from "./strangers.ts";

/* Default card sections 3 and 4: what one answer leaves behind for the next. */

test("below DF01 to DF04 a PIN opens, and EF06 of DF04 its key too; nothing there can be written", () => {
  const card = cardIn("active");
  ask(card, select);
  expect(ask(card, "00A4000002DF01")).toBe("610C");
  expect(ask(card, "00C000000C")).toBe("6F0A8406D15600000500A5009000");
  expect(ask(card, "00B22B4003")).toBe("6982");
  expect(ask(card, "0020000003123456")).toBe("9000");
  expect(ask(card, "00B22B4003")).toBe("2B01319000");
  expect(ask(card, "00A4000002DF04")).toBe("610C");
  expect(ask(card, "00B281280A")).toBe("810800000000000000009000");
  expect(ask(card, "00B2903003")).toBe("6982");
  ask(card, "0084000008");
  expect(ask(card, auth(card, "RK1", "84"))).toBe("9000");
  expect(ask(card, auth(card, "BK", "05"))).toBe("6A88");
  expect(ask(card, "00B2903003")).toBe("9001309000");
  expect(ask(card, "00DC903003900131")).toBe("6982");
  expect(ask(card, "0020000003000000")).toBe("63C5");
  expect(ask(card, "00B2903003")).toBe("6982");
});

test("GET RESPONSE gives a part and says what is left; any other command drops the rest", () => {
  const card = cardIn("active");
  ask(card, select);
  expect(ask(card, "00C0000016")).toBe("6C15");
  expect(ask(card, "00C0000005")).toBe("6F13840F736110");
  expect(ask(card, "00C0000010")).toBe("78312E73682EC9E7BBE1B1A3D5CFA5009000");
  expect(ask(card, "00C0000010")).toBe("6985");
  ask(card, select);
  ask(card, "0084000008");
  expect(ask(card, "00C0000015")).toBe("6985");
});

test("a read selects its file for the reads after it; wrong Le selects nothing", () => {
  const card = cardIn("active");
  ask(card, select);
  expect(ask(card, "00B2012800")).toBe("6C12");
  expect(ask(card, "00B2020003")).toBe("6986");
  ask(card, "00B2012812");
  expect(ask(card, "00B2020003")).toBe("0201319000");
  expect(ask(card, "00B2030406")).toBe("0304322E30309000");
});

test("a wrong PIN costs a try for good, the last one locks, and success gives all back", () => {
  const card = cardIn("active");
  ask(card, select);
  for (const left of [5, 4]) expect(ask(card, "0020000003000000")).toBe(`63C${String(left)}`);
  expect(ask(card, "0020000003123456")).toBe("9000");
  for (const left of [5, 4, 3, 2, 1, 0]) expect(ask(card, "0020000003000000")).toBe(`63C${String(left)}`);
  card.powerOff();
  card.powerOn();
  ask(card, select);
  expect(ask(card, "0020000003123456")).toBe("6983");
  expect(card.image().pin.left).toBe(0);
});

test("a wrong external authentication ends R and costs a try of that key alone", () => {
  const card = cardIn("active");
  for (const left of [2, 1, 0]) {
    session(card);
    expect(ask(card, `0082000510${"00".repeat(16)}`)).toBe(`63C${String(left)}`);
    expect(ask(card, auth(card, ...uk0d))).toBe("6984");
  }
  session(card);
  expect(ask(card, auth(card, ...bk))).toBe("6983");
  session(card);
  expect(ask(card, auth(card, ...uk0d))).toBe("9000");
});

test("STK locks after three wrong MACs and then refuses a right one", () => {
  const card = cardIn("active");
  for (let attempt = 0; attempt < 3; attempt += 1) {
    session(card, bk);
    expect(ask(card, "841E000004 00000000")).toBe("6988");
    expect(ask(card, maced(card, "841E000004"))).toBe("6984");
  }
  session(card, bk);
  expect(ask(card, maced(card, "841E000004"))).toBe("6983");
  expect(card.image().life).toBe("active");
});

test("a stranger without authentication cannot burn a try of STK", () => {
  const card = cardIn("active");
  session(card);
  for (let attempt = 0; attempt < 5; attempt += 1) expect(ask(card, "841E000004 00000000")).toBe("6982");
  expect(card.image().keys.find(({ name }) => name === "STK")?.left).toBe(3);
});

test("authentication is kept by GET CHALLENGE and EF selection, and lost with MF, a DF or a reset", () => {
  const keeps = ["0084000008", "00A4000002EF05", "00B2012812"];
  const loses = ["00A40000023F00", "00A4000002DF01", select];
  for (const between of [...keeps, ...loses]) {
    const card = cardIn("active");
    session(card, uksse);
    ask(card, between);
    if (loses.includes(between)) ask(card, select);
    expect([between, ask(card, "00DC0A30030A0132")]).toEqual([
      between,
      keeps.includes(between) ? "9000" : "6982",
    ]);
  }
  const card = cardIn("active");
  session(card, uksse);
  card.reset();
  ask(card, select);
  expect(ask(card, "00DC0A30030A0132")).toBe("6982");
});

test("a success does not use R up", () => {
  const card = cardIn("active");
  session(card, bk, uk0d, uksse, bk);
  expect(ask(card, maced(card, "841E000104"))).toBe("9000");
  const blocked = virtualCard({ ...card.image(), life: "frozen" }, () => r);
  session(blocked, bk);
  expect(ask(blocked, maced(blocked, "8418000004"))).toBe("9000");
});

test("any block takes the PIN's word back", () => {
  const card = cardIn("active");
  ask(card, select);
  ask(card, "0020000003123456");
  session(card, bk);
  const first = mac8(keyOf(card, "STK"), firstIcv(), fromHex("841E000004"));
  expect(ask(card, maced(card, "841E000004"))).toBe("9000");
  expect(ask(card, maced(card, "8418000004", first))).toBe("9000");
  ask(card, "00A4000002DF01");
  expect(ask(card, "00B22B4003")).toBe("6982");
});

test("an image is a copy: nobody writes on the card through it, and a card comes back from it whole", () => {
  const card = cardIn("active");
  session(card, uk0d);
  expect(ask(card, maced(card, `04DCEE681E${record}`))).toBe("9000");
  const image = card.image();
  image.life = "cancelled";
  expect(card.image().life).toBe("active");
  const again = virtualCard(JSON.parse(JSON.stringify(card.image())) as CardImage, () => r);
  ask(again, select);
  expect(ask(again, "00B2EE681A")).toBe(`${record}9000`);
});

test("without power a card says nothing of itself", () => {
  const card = cardIn("active");
  card.powerOff();
  expect(ask(card, select)).toBe("6F00");
});

const byte = fc.integer({ min: 0, max: 255 });
/** Half of them begin like something the card knows, so that they get past the first checks. */
const anyApdu = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .tuple(
      fc.constantFrom(0x00, 0x04, 0x84),
      fc.constantFrom(0xa4, 0xc0, 0xb2, 0x84, 0x20, 0x88, 0x82, 0xdc, 0x1e, 0x18, 0x16),
      fc.constantFrom(0x00, 0x01, 0x04, 0xee),
      fc.oneof(byte, fc.constantFrom(0x00, 0x04, 0x05, 0x0d, 0x28, 0x68)),
      fc.uint8Array({ maxLength: 32 }),
    )
    .map(([cla, ins, p1, p2, data]) => concat(Uint8Array.of(cla, ins, p1, p2, data.length), data)),
);

test("no APDU makes any card throw or answer fewer than two bytes, and none changes a life without a MAC", () => {
  const property = fc.property(
    fc.constantFrom(...lives),
    fc.array(anyApdu, { maxLength: 12 }),
    (life, apdus) => {
      const card = cardIn(life);
      card.answer(fromHex(select));
      for (const apdu of apdus) expect(card.answer(apdu).length).toBeGreaterThanOrEqual(2);
      expect(card.image().life).toBe(life);
      for (const stranger of [bankCard(), blankCard(), muteCard()])
        for (const apdu of apdus) expect(stranger.answer(apdu).length).toBeGreaterThanOrEqual(2);
    },
  );
  fc.assert(property, { numRuns: 300 });
});

test("one APDU writes one record or one life byte, or nothing", () => {
  const card = cardIn("active");
  session(card, uk0d, bk);
  const before = card.image();
  expect(ask(card, maced(card, `04DCEE681E${record}`))).toBe("9000");
  const after = card.image();
  const changed = after.files.flatMap(({ records }, file) =>
    records.filter((text, index) => text !== before.files[file]?.records[index]),
  );
  expect(changed).toEqual([record]);
  expect(after.life).toBe("active");
});

test("strangers: a bank card knows only its payment environment, a blank nothing, a mute gives no ATR", () => {
  const pse = `00A404000E${hex(new TextEncoder().encode("1PAY.SYS.DDF01"))}`;
  const bank = bankCard();
  expect(hex(bank.powerOn())).toMatch(/^3B6D0000/);
  expect(bank.atr).not.toMatch(/^3B6D00000081/);
  expect(hex(bank.answer(fromHex(pse)))).toMatch(/^6F15840E.*9000$/);
  expect(hex(bank.answer(fromHex(select)))).toBe("6A82");
  expect(hex(bank.answer(fromHex("00B2010C00")))).toBe("6D00");
  expect(hex(blankCard().answer(fromHex(select)))).toBe("6A82");
  expect(hex(blankCard().answer(fromHex("0084000008")))).toBe("6D00");
  expect(muteCard().powerOn()).toHaveLength(0);
});

test("records of the three default cards are those of default card section 1", () => {
  const expected = [
    ["0110371700D15600000500120001D68145B9", "0709483032363030313138", "EA0C534833373137483032363030"],
    ["0110440300D1560000050012000216559CCA", "07094B3432313030333858", "EA0C5358343430334B3432313030"],
    ["0110510100D15600000500120003C922647E", "0709353236303031333930", "EA0C534835313031353236303031"],
  ];
  for (const [index, [cardId, number, regional]] of expected.entries()) {
    const image = defaultCards[index]?.image() ?? expect.fail("no card");
    const [issuer, holder, region] = image.files;
    expect([issuer?.records[0], issuer?.records[6], region?.records[0]]).toEqual([cardId, number, regional]);
    const person = defaultCards[index]?.person;
    expect(region?.records[2]).toBe(
      `EE180100000000000000000000000000${person?.issuedOn.replaceAll("-", "") ?? ""}000000${person?.issuerNumber ?? ""}`,
    );
    expect(holder?.records[6]).toBe(`0D04${hex(bcd(person?.bornOn.replaceAll("-", "") ?? ""))}`);
  }
  expect(defaultCards[1]?.image().files[1]?.records[1]).toBe(`091EC1D6CFFEDCBF${"00".repeat(24)}`);
  expect(defaultCards[2]?.image().files[1]?.records[1]).toBe(
    `091EB0A2D2C0B6A1A1A4C2F2BACFC4BECCE1BDAD${"00".repeat(12)}`,
  );
});
