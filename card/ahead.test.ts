import { expect, test } from "vitest";
import { ahead, publicReading } from "./ahead.ts";
import { fromHex, hex } from "./bytes.ts";
import { connectTo, defaultCard, scriptedCard } from "./for-tests.ts";
import { profileById } from "./profile.ts";
import { readCard } from "./read-card.ts";

const profile = profileById("cn-ssc-2.00-3des") ?? expect.fail("no profile");
const [select, response, version] = publicReading(profile).map(({ apdu }) => apdu);
if (select === undefined || response === undefined || version === undefined) throw new Error("no plan");

test("a whole public reading is one request to the reader", async () => {
  const { connection, reader } = connectTo(defaultCard(1));
  const facts = await readCard(connection);
  expect(facts.ok && facts.value.holder?.name).toBe("赵青禾");
  expect(reader.requests()).toBe(1);
  expect(reader.transmits()).toBe(publicReading(profile).length);
});

test("it reads the same as one question after the other", async () => {
  for (const number of [1, 2, 3, 4, 5, 6]) {
    const { connection } = connectTo(defaultCard(number));
    const { connection: other } = connectTo(defaultCard(number));
    // A reader whose lists end at once: every question is asked alone.
    const slow = { ...other, transmitList: () => Promise.resolve({ answers: [] }) };
    expect(await readCard(connection)).toEqual(await readCard(slow));
  }
});

test("a frozen and a cancelled card, too, take a few requests at most", async () => {
  for (const life of ["frozen", "cancelled"] as const) {
    const { connection, reader } = connectTo(
      defaultCard(1, (image) => {
        image.life = life;
      }),
    );
    expect((await readCard(connection)).ok).toBe(true);
    expect([life, reader.requests() <= 5]).toEqual([life, true]);
  }
});

test("an FCI of another length: the list ends, its data is asked for, and the rest goes along", async () => {
  const card = scriptedCard("6119", "6F0184009000", "0304322E30309000");
  const { connection, reader } = connectTo(card);
  const fast = ahead(connection, [...publicReading(profile)].slice(0, 3));
  await fast.transmit(select);
  await fast.transmit(fromHex("00C0000019"));
  const answer = await fast.transmit(version);
  expect(answer.ok && hex(answer.value)).toBe("0304322E30309000");
  expect(card.asked).toEqual([hex(select), "00C0000019", hex(version)]);
  expect(reader.requests()).toBe(2);
});

test("a SELECT that was not foreseen takes nothing along", async () => {
  const card = scriptedCard("6A82", "6A82");
  const { connection } = connectTo(card);
  const fast = ahead(connection, publicReading(profile));
  await fast.transmit(select);
  await fast.transmit(fromHex("00A4000002DF01"));
  expect(card.asked).toEqual([hex(select), "00A4000002DF01"]);
});

test("a tear within the list comes to the question it left without an answer, and the answers before stay", async () => {
  const { connection, reader } = connectTo(scriptedCard("6115", "9000"));
  reader.plan([{ apdu: 2, when: "before" }]);
  const fast = ahead(connection, publicReading(profile));
  expect((await fast.transmit(select)).ok).toBe(true);
  expect((await fast.transmit(response)).ok).toBe(true);
  expect(await fast.transmit(version)).toEqual({ ok: false, fault: { kind: "torn" } });
  expect(await fast.transmit(version)).toEqual({ ok: false, fault: { kind: "no-card" } });
});

test("a record serves again, a SELECT does not, and nothing outlives a power cycle", async () => {
  const { connection, reader } = connectTo(defaultCard(1));
  const fast = ahead(
    { ...connection, powerCycle: () => Promise.resolve({ ok: true, value: "" }) },
    publicReading(profile),
  );
  await fast.transmit(select);
  await fast.transmit(version);
  await fast.transmit(version);
  expect(reader.requests()).toBe(1);
  await fast.transmit(select);
  expect(reader.requests()).toBe(2);
  await fast.powerCycle();
  await fast.transmit(version);
  expect(reader.requests()).toBe(3);
});
