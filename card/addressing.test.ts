import { expect, test } from "vitest";
import { readCyclic, readTransparent, recordReader, selectDf, selectEf } from "./addressing.ts";
import { fromHex, hex } from "./bytes.ts";
import { connectTo, scriptedCard } from "./for-tests.ts";
import { profileById } from "./profile.ts";

const profile = profileById("cn-ssc-2.00-3des") ?? expect.fail("no profile");

/** A card that answers by a rule, and remembers what it was asked. */
function ruledCard(rule: (apdu: string) => string) {
  const asked: string[] = [];
  const card = {
    powerOn: () => fromHex("3B00"),
    powerOff: () => undefined,
    answer: (apdu: Uint8Array) => (asked.push(hex(apdu)), fromHex(rule(hex(apdu)))),
  };
  return { asked, connection: connectTo(card).connection };
}

test("an EF is selected with P1 00, and with 02 where the card does not know that", async () => {
  const { asked, connection } = ruledCard((apdu) => (apdu.startsWith("00A402") ? "9000" : "6A86"));
  expect((await selectEf(connection, profile, "DDF1/EF05")).ok).toBe(true);
  expect(asked).toEqual(["00A4000002EF05", "00A4020002EF05"]);
});

test("a card that takes neither is refused with its first word, after both", async () => {
  const card = scriptedCard("6A82", "6A86");
  expect(await selectEf(connectTo(card).connection, profile, "DDF1/EF05")).toMatchObject({
    ok: false,
    fault: { kind: "refused", statusWord: "6A82" },
  });
  expect(card.asked).toHaveLength(2);
});

test("what does not mean 'not this way' ends the tries: a blocked application is not asked again", async () => {
  const card = scriptedCard("6985");
  expect((await selectEf(connectTo(card).connection, profile, "DDF1/EF05")).ok).toBe(false);
  expect(card.asked).toHaveLength(1);
});

test("a DF is selected by name, then by FID with P1 00 and 01", async () => {
  const { asked, connection } = ruledCard((apdu) => (apdu.startsWith("00A401") ? "9000" : "6A82"));
  expect((await selectDf(connection, profile, { fid: "DF03", aid: "D15600000502" })).ok).toBe(true);
  expect(asked).toEqual(["00A4040006D15600000502", "00A4000002DF03", "00A4010002DF03"]);
});

const version = { tag: "03", len: 4 };

test.each([
  ["SFI and tag", /^00B20328/, ["00B2032806"]],
  ["SFI and number", /^00B2032C/, ["00B2032806", "00B2032C06"]],
  ["the current EF and tag", /^00B20300/, ["00B2032806", "00B2032C06", "00A4000002EF05", "00B2030006"]],
  [
    "the current EF and number",
    /^00B20304/,
    ["00B2032806", "00B2032C06", "00A4000002EF05", "00B2030006", "00B2030406"],
  ],
])(
  "a record is read by %s where the card takes only that, and that way goes first then",
  async (_, way, tried) => {
    const { asked, connection } = ruledCard((apdu) =>
      apdu.startsWith("00A4") ? "9000" : way.test(apdu) ? "0304322E30309000" : "6A86",
    );
    const read = recordReader(connection, profile);
    const value = await read("DDF1/EF05", version, 3);
    expect(value.ok && hex(value.value)).toBe("322E3030");
    expect(asked).toEqual(tried);
    await read("DDF1/EF05", version, 3);
    expect(asked.slice(tried.length)).toEqual(tried.slice(-1));
  },
);

test("by number a record of another tag is garbled, never taken for the one that was asked for", async () => {
  const { connection } = ruledCard((apdu) => (apdu.startsWith("00B2032C") ? "0704322E30309000" : "6A86"));
  expect(await recordReader(connection, profile)("DDF1/EF05", version, 3)).toMatchObject({
    ok: false,
    fault: { kind: "garbled", expected: "tag 03" },
  });
});

test("records that share a tag are read by number", async () => {
  const { asked, connection } = ruledCard(() => "790131" + "9000");
  expect((await recordReader(connection, profile)("DF03/EF19", { tag: "79", len: 1 }, 2, true)).ok).toBe(
    true,
  );
  expect(asked).toEqual(["00B202CC03"]);
});

test("a transparent file is read in parts until it ends", async () => {
  const file = Uint8Array.from({ length: 600 }, (_, index) => index & 0xff);
  const { asked, connection } = ruledCard((apdu) => {
    const offset = Number.parseInt(apdu.slice(4, 8), 16);
    const length = Number.parseInt(apdu.slice(8), 16);
    return offset >= file.length ? "6B00" : `${hex(file.slice(offset, offset + length))}9000`;
  });
  const whole = await readTransparent(connection, 1000);
  expect(whole.ok && hex(whole.value)).toBe(hex(file));
  expect(asked).toEqual(["00B00000F0", "00B000F0F0", "00B001E0F0"]);
});

test("a card that never ends a file is stopped at its size, and one that gives nothing ends it", async () => {
  const endless = ruledCard((apdu) => `${"41".repeat(Number.parseInt(apdu.slice(8), 16))}9000`);
  const whole = await readTransparent(endless.connection, 100_000);
  expect(whole.ok && whole.value.length).toBe(32_768);
  expect(endless.asked.length).toBeLessThan(140);
  const empty = ruledCard(() => "9000");
  expect(await readTransparent(empty.connection, 1000)).toEqual({ ok: true, value: new Uint8Array(0) });
  expect(empty.asked).toHaveLength(1);
});

test("a cyclic file gives its newest records until there is no more", async () => {
  const card = scriptedCard("41429000", "43449000", "6A83");
  const records = await readCyclic(connectTo(card).connection, 30, 2);
  expect(records.ok && records.value.map(hex)).toEqual(["4142", "4344"]);
  expect(card.asked).toEqual(["00B2010402", "00B2020402", "00B2030402"]);
  const short = scriptedCard("419000");
  expect((await readCyclic(connectTo(short).connection, 30, 2)).ok).toBe(false);
});
