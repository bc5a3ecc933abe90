import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex, hex } from "./bytes.ts";
import { getChallenge, internalAuthenticate, readRecord, selectByName, updateRecord } from "./commands.ts";
import { exchange, selectSsse } from "./exchange.ts";
import { mayHaveTakenEffect } from "./faults.ts";
import { connectTo, defaultCard, scriptedCard } from "./for-tests.ts";
import { profileById } from "./profile.ts";

const profile = profileById("cn-ssc-2.00-3des") ?? expect.fail("no profile");
const version = readRecord({ sfi: 5, tag: 0x03, length: 4 });

test("6Cxx is asked again once with the length the card names", async () => {
  const card = scriptedCard("6C06", "0304322E30309000");
  const { connection } = connectTo(card);
  const answer = await exchange(connection, readRecord({ sfi: 5, tag: 0x03, length: 9 }));
  expect(answer.ok && hex(answer.value)).toBe("322E3030");
  expect(card.asked).toEqual(["00B203280B", "00B2032806"]);
});

test("a card that goes on answering 6Cxx is refused, not followed", async () => {
  const card = scriptedCard("6C06", "6C07", "6C08");
  const { connection } = connectTo(card);
  expect(await exchange(connection, version)).toEqual({
    ok: false,
    fault: { kind: "refused", during: "READ RECORD 03", statusWord: "6C07" },
  });
  expect(card.asked).toHaveLength(2);
});

test("6Cxx to a command with data is not repeated: the card may have acted", async () => {
  const card = scriptedCard("6C06", "9000");
  const { connection } = connectTo(card);
  expect((await exchange(connection, updateRecord({ sfi: 5, tag: 3, value: new Uint8Array(4) }))).ok).toBe(
    false,
  );
  expect(card.asked).toHaveLength(1);
});

test("61xx is collected until 9000, in parts too", async () => {
  const card = scriptedCard("6108", "01020304 6104".replace(" ", ""), "050607089000");
  const { connection } = connectTo(card);
  const answer = await exchange(connection, internalAuthenticate(new Uint8Array(8), new Uint8Array(8)));
  expect(answer.ok && hex(answer.value)).toBe("0102030405060708");
  expect(card.asked.slice(1)).toEqual(["00C0000008", "00C0000004"]);
});

test("a card that always has more waiting is stopped after 16 GET RESPONSE", async () => {
  const card = scriptedCard("61FF", ...Array.from({ length: 40 }, () => "0061FF"));
  const { connection } = connectTo(card);
  const answer = await exchange(connection, getChallenge());
  expect(answer.ok ? undefined : answer.fault.kind).toBe("garbled");
  expect(card.asked).toHaveLength(17);
});

test("an answer past 64 KiB is garbled", async () => {
  const part = "00".repeat(8 * 1024);
  const card = scriptedCard("61FF", ...Array.from({ length: 16 }, () => `${part}61FF`));
  const { connection } = connectTo(card);
  const answer = await exchange(connection, getChallenge());
  expect(answer.ok ? undefined : answer.fault.kind).toBe("garbled");
  expect(card.asked.length).toBeLessThan(12);
});

test("a refusal while collecting does not say that nothing was done", async () => {
  const { connection } = connectTo(scriptedCard("6108", "6985"));
  const answer = await exchange(connection, internalAuthenticate(new Uint8Array(8), new Uint8Array(8)));
  expect(!answer.ok && mayHaveTakenEffect(answer.fault)).toBe(true);
});

test("fewer than two bytes are no answer, and a short challenge is none", async () => {
  for (const [given, expected] of [
    ["", "a status word"],
    ["90", "a status word"],
    ["112233449000", "8 bytes"],
  ] as const) {
    const { connection } = connectTo(scriptedCard(given));
    expect(await exchange(connection, getChallenge())).toMatchObject({
      ok: false,
      fault: { kind: "garbled", during: "GET CHALLENGE", expected },
    });
  }
});

test("faults of the reader come through with the command's name", async () => {
  const { reader, connection } = connectTo(defaultCard(1));
  reader.plan([{ apdu: 0, when: "after" }]);
  expect(await exchange(connection, getChallenge())).toEqual({
    ok: false,
    fault: { kind: "torn", during: "GET CHALLENGE" },
  });
  expect(await exchange(connection, getChallenge())).toEqual({
    ok: false,
    fault: { kind: "no-card", during: "GET CHALLENGE" },
  });
});

test("SELECT SSSE with its FCI, and a look-alike FCI is garbled", async () => {
  const { connection } = connectTo(defaultCard(1));
  const fci = await exchange(connection, selectByName(fromHex(profile.select.ssse)));
  expect(fci.ok && fci.value !== undefined && hex(fci.value.name)).toBe(profile.select.ssse);
  const odd = connectTo(scriptedCard("6103", "6F01009000"));
  expect((await exchange(odd.connection, selectByName(fromHex(profile.select.ssse)))).ok).toBe(false);
});

test.each([
  ["6115", "active"],
  ["9000", "active"],
  ["6F00849000", "active"],
  ["6283", "frozen"],
  ["9303", "cancelled"],
  ["6A81", "card-blocked"],
  ["6A82", "unknown"],
  ["6985", "unknown"],
  ["6D00", "unknown"],
])("SELECT SSSE answered %s means life %s", async (given, life) => {
  const { connection } = connectTo(scriptedCard(given));
  expect(await selectSsse(connection, profile)).toEqual({
    ok: true,
    value: { statusWord: given.slice(-4), life, data: fromHex(given.slice(0, -4)) },
  });
});

test("no answers of a card make an exchange throw or go on for ever", async () => {
  const answers = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(fromHex("6110"), fromHex("6C10"), fromHex("9000")),
    ),
    { maxLength: 30 },
  );
  const property = fc.asyncProperty(answers, async (given) => {
    const card = scriptedCard(...given.map(hex));
    const { connection } = connectTo(card);
    await exchange(connection, version);
    await exchange(connection, selectByName(fromHex(profile.select.ssse)));
    expect(card.asked.length).toBeLessThan(80);
  });
  await fc.assert(property, { numRuns: 200 });
});
