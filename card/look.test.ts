import fc from "fast-check";
import { expect, test } from "vitest";
import { hex } from "./bytes.ts";
import { connectTo, defaultCard, scriptedCard, setRecord } from "./for-tests.ts";
import { look } from "./look.ts";
import { profileById } from "./profile.ts";
import type { CardImage } from "./virtual/image.ts";
import { bankCard } from "./virtual/strangers.ts";

const profile = profileById("cn-ssc-2.00-3des") ?? expect.fail("no profile");
const options = { profile, resetBeforeRead: true };

async function lookAt(change: (image: CardImage) => void) {
  const { reader, connection } = connectTo(defaultCard(1, change));
  const evidence = await look(connection, options);
  return { evidence, transmits: reader.transmits() };
}

test.each([
  ["active", "6115"],
  ["frozen", "6283"],
  ["cancelled", "9303"],
] as const)(
  "a look at an %s card takes three APDUs and proves life, card and record",
  async (life, statusWord) => {
    const { evidence, transmits } = await lookAt((image) => {
      image.life = life;
    });
    expect(evidence).toEqual({
      ok: true,
      value: {
        cardRef: "371700D15600000500120001D68145B9",
        atr: "3B6D000000814348318684371700120001",
        profile: "cn-ssc-2.00-3des",
        life,
        selectStatusWord: statusWord,
        record: {
          epoch: 0,
          target: "active",
          opTag: "0000000000000000",
          time: "20220315000000",
          region: "371700",
        },
        resetBeforeRead: true,
      },
    });
    expect(transmits).toBe(3);
  },
);

test("a record that is no record is garbled, one that is refused or absent is unreadable", async () => {
  const garbled = await lookAt((image) => {
    setRecord(image, "EF0D", `EE18FF${"00".repeat(23)}`);
  });
  expect(garbled.evidence.ok && garbled.evidence.value.record).toBe("garbled");
  const short = await lookAt((image) => {
    setRecord(image, "EF0D", "EE0401000000");
  });
  expect(short.evidence.ok && short.evidence.value.record).toBe("garbled");
  const absent = await lookAt((image) => {
    image.files[2]?.records.pop();
  });
  expect(absent.evidence.ok && absent.evidence.value.record).toBe("unreadable");
  const closed = await lookAt((image) => {
    const file = image.files[2];
    if (file) file.read = "PIN";
  });
  expect(closed.evidence.ok && closed.evidence.value.record).toBe("unreadable");
});

test("a card id of another length names no card", async () => {
  const { evidence } = await lookAt((image) => {
    setRecord(image, "EF05", "0104371700D1");
  });
  expect(evidence).toMatchObject({ ok: false, fault: { kind: "garbled", expected: "16 bytes" } });
});

test("another card is not recognised, a card blocked whole is refused with its status word", async () => {
  const bank = connectTo(bankCard());
  expect(await look(bank.connection, options)).toMatchObject({
    ok: false,
    fault: { kind: "not-recognised" },
  });
  const { evidence } = await lookAt((image) => {
    image.life = "card-blocked";
  });
  expect(evidence).toEqual({
    ok: false,
    fault: { kind: "refused", during: "SELECT SSSE", statusWord: "6A81" },
  });
});

test.each([0, 1, 2])("torn at APDU %i a look is a fault, never evidence", async (apdu) => {
  for (const when of ["before", "after"] as const) {
    const { reader, connection } = connectTo(defaultCard(1));
    reader.plan([{ apdu, when }]);
    expect(await look(connection, options)).toMatchObject({ ok: false, fault: { kind: "torn" } });
  }
});

test("an answer without a status word is a fault, not an unreadable record", async () => {
  const id = "0110371700D15600000500120001D68145B99000";
  const { connection } = connectTo(scriptedCard("6115", id, "90"));
  expect(await look(connection, options)).toMatchObject({
    ok: false,
    fault: { kind: "garbled", expected: "a status word" },
  });
});

test("no answers make a look throw", async () => {
  const property = fc.asyncProperty(
    fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }),
    async (answers) => {
      const { connection } = connectTo(scriptedCard("6115", ...answers.map(hex)));
      await look(connection, options);
    },
  );
  await fc.assert(property, { numRuns: 200 });
});
