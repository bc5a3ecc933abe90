import fc from "fast-check";
import { expect, test } from "vitest";
import { hex } from "./bytes.ts";
import { connectTo, defaultCard, scriptedCard, setRecord } from "./for-tests.ts";
import { readCard } from "./read-card.ts";
import { defaultCards } from "./virtual/default-cards.ts";
import type { CardImage } from "./virtual/image.ts";
import { bankCard, blankCard } from "./virtual/strangers.ts";

async function read(number: number, change?: (image: CardImage) => void) {
  const { connection } = connectTo(defaultCard(number, change));
  return readCard(connection);
}

test("card 1 says who issued it, to whom and until when", async () => {
  const facts = await read(1);
  expect(facts).toMatchObject({
    ok: true,
    value: {
      issuer: { number: "371700", regionZh: "菏泽市", regionEn: "Heze", provinceZh: "山东省" },
      cardClass: "1",
      version: "2.00",
      initialisingOrganisation: "371700000001000000000000",
      issuedOn: "2022-03-15",
      expiresOn: "2032-03-15",
      cardNumber: "H02600118",
      holder: {
        name: "赵青禾",
        nationalNumber: "371702200105169972",
        sex: { code: "1", zh: "男" },
        ethnicGroup: { code: "01", zh: "汉" },
        birthPlace: { code: "371702", zh: "牡丹区" },
        bornOn: "2001-05-16",
      },
      evidence: { life: "active", profile: "cn-ssc-2.00-3des", resetBeforeRead: false },
      warnings: [],
    },
  });
});

test.each(defaultCards.map((card, index) => [card.id, index + 1, card.person] as const))(
  "%s reads back as it was issued",
  async (_id, number, person) => {
    const facts = await read(number);
    if (!facts.ok) return expect.fail(facts.fault.kind);
    const { evidence, issuer, holder, issuedOn, expiresOn, cardNumber, warnings } = facts.value;
    expect({ cardRef: evidence.cardRef, atr: evidence.atr, profile: evidence.profile }).toEqual({
      cardRef: person.cardRef,
      atr: person.atr,
      profile: person.profile,
    });
    // A card of 3.00 shows its number and its holder only to who holds a key of it.
    const closed = person.profile.startsWith("cn-ssc-3");
    expect({ issuer: issuer.number, issuedOn, expiresOn, cardNumber }).toEqual({
      issuer: person.issuerNumber,
      issuedOn: person.issuedOn,
      expiresOn: person.expiresOn,
      cardNumber: closed ? "" : person.cardNumber,
    });
    expect([holder?.name, holder?.nationalNumber, holder?.bornOn]).toEqual(
      closed ? [undefined, undefined, undefined] : [person.name, person.nationalNumber, person.bornOn],
    );
    expect(warnings).toEqual(person.issuerNumber === "999900" ? ["unknown-region"] : []);
    return undefined;
  },
);

test("the issuer of no known region keeps its number for a name", async () => {
  const facts = await read(5);
  expect(facts.ok && facts.value.issuer).toEqual({
    number: "999900",
    regionZh: "999900",
    regionEn: "999900",
    provinceZh: "",
  });
});

test("a frozen card is read whole; a cancelled one keeps its holder closed and is no fault", async () => {
  const frozen = await read(2, (image) => {
    image.life = "frozen";
  });
  expect(frozen.ok && [frozen.value.evidence.life, frozen.value.holder?.name]).toEqual(["frozen", "林晓芸"]);
  const cancelled = await read(3, (image) => {
    image.life = "cancelled";
  });
  expect(cancelled.ok && cancelled.value.evidence.life).toBe("cancelled");
  expect(cancelled.ok && cancelled.value.cardNumber).toBe("526001390");
  expect(cancelled.ok && "holder" in cancelled.value).toBe(false);
});

test("other cards are not recognised, and what they are is said", async () => {
  const bank = connectTo(bankCard());
  expect(await readCard(bank.connection)).toMatchObject({
    ok: false,
    fault: { kind: "not-recognised", seen: expect.stringMatching(/6A82, a bank card$/) },
  });
  const blank = connectTo(blankCard());
  expect(await readCard(blank.connection)).toMatchObject({
    ok: false,
    fault: { kind: "not-recognised", seen: expect.stringMatching(/SELECT SSSE 6A82$/) },
  });
  const later = await read(1, (image) => {
    setRecord(image, "EF05", "0304342E3030");
  });
  expect(later).toMatchObject({
    ok: false,
    fault: { kind: "not-recognised", seen: expect.stringMatching(/version 4\.00$/) },
  });
  const otherAtr = await read(1, (image) => {
    image.atr = "3B7D940000814348318684371700120001";
  });
  expect(otherAtr).toMatchObject({ ok: false, fault: { kind: "not-recognised" } });
});

test("a card blocked whole is refused with 6A81", async () => {
  expect(
    await read(1, (image) => {
      image.life = "card-blocked";
    }),
  ).toEqual({ ok: false, fault: { kind: "refused", during: "SELECT SSSE", statusWord: "6A81" } });
});

test("oddities are warnings, never reasons to turn a card away", async () => {
  const odd = await read(1, (image) => {
    image.atr = "3B6D000000814348318684510100120009";
    setRecord(image, "EF05", "040C440300000001000000000000");
    setRecord(image, "EF05", "0709483032363030313139");
    setRecord(image, "EF06", "0812333731373032323030313035313639393733");
    setRecord(image, "EF06", "0A0132");
    setRecord(image, "EF06", "0D0420010517");
  });
  expect(odd.ok && odd.value.warnings).toEqual([
    "atr-city-differs",
    "atr-serial-differs",
    "initialising-organisation-differs",
    "card-number-check-digit",
    "national-number-check-digit",
    "birth-date-differs",
    "sex-differs",
  ]);
});

test("a name that would steer a printer, and a date of no calendar, are garbled", async () => {
  const name = await read(1, (image) => {
    setRecord(image, "EF06", `091ED5D41B70${"00".repeat(26)}`);
  });
  expect(name).toMatchObject({ ok: false, fault: { kind: "garbled" } });
  const date = await read(1, (image) => {
    setRecord(image, "EF05", "060420321332");
  });
  expect(date).toMatchObject({ ok: false, fault: { kind: "garbled" } });
});

test("a name runs on in its extension, even in the middle of a character", async () => {
  const facts = await read(3, (image) => {
    setRecord(image, "EF06", `091E${"B0A2".repeat(14)}41BD`);
    setRecord(image, "EF06", `4E14AD${"00".repeat(19)}`);
  });
  expect(facts.ok && facts.value.holder?.name).toBe(`${"阿".repeat(14)}A江`);
});

test("torn at any APDU a reading is a fault", async () => {
  for (let apdu = 0; apdu < 15; apdu += 1) {
    const { reader, connection } = connectTo(defaultCard(1));
    reader.plan([{ apdu, when: "after" }]);
    expect(await readCard(connection)).toMatchObject({ ok: false, fault: { kind: "torn" } });
  }
});

test("no answers make a reading throw or go on for ever", async () => {
  const fci = "6F13840F7378312E73682EC9E7BBE1B1A3D5CFA5009000";
  const property = fc.asyncProperty(
    fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 40 }),
    async (answers) => {
      const card = scriptedCard(
        "6115",
        fci,
        "0304322E30309000",
        ...answers.map((answer) => `${hex(answer)}9000`),
      );
      const { connection } = connectTo({
        ...card,
        powerOn: () => Uint8Array.of(0x3b, 0x6d, 0x00, 0x00),
      });
      await readCard(connection);
      expect(card.asked.length).toBeLessThan(60);
    },
  );
  await fc.assert(property, { numRuns: 200 });
});
