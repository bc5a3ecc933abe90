import { expect, test } from "vitest";
import { issuerOf, type IssuerFacts } from "./issuer.ts";
import { profileById } from "./profile.ts";

const profile = profileById("cn-ssc-2.00-3des") ?? expect.fail("no profile");
const card1: IssuerFacts = {
  atr: "3B6D000000814348318684371700120001",
  cardRef: "371700D15600000500120001D68145B9",
  initialisingOrganisation: "371700000001000000000000",
};
const issuer = (change: Partial<IssuerFacts>) => issuerOf({ ...card1, ...change }, profile);

test("card 1: EF05/01 says who issued it; EF05/04 and the ATR agree", () => {
  expect(issuer({})).toEqual({
    number: "371700",
    region: { code: "371700", zh: "菏泽市", en: "Heze", provinceZh: "山东省" },
    rid: "D156000005",
    ridHolds: true,
    crossChecks: [
      { source: "DDF1/EF05/04[0..2]", said: "371700", agrees: true },
      { source: "atr[T8..T9]", said: "3717", agrees: true },
    ],
    conflicts: [],
  });
});

test("a conflict is shown with what each source says, and the number stays EF05/01's", () => {
  const found = issuer({
    atr: "3B6D000000814348318684440300120001",
    initialisingOrganisation: "510100000001000000000000",
  });
  expect(found.number).toBe("371700");
  expect(found.crossChecks.map(({ said, agrees }) => [said, agrees])).toEqual([
    ["510100", false],
    ["4403", false],
  ]);
  expect(found.conflicts).toEqual(["DDF1/EF05/04[0..2]", "atr[T8..T9]"]);
});

test("an ATR that is laid out otherwise, or a missing field, contradicts nothing", () => {
  const found = issuer({ atr: "3B00", initialisingOrganisation: "" });
  expect(found.conflicts).toEqual([]);
  expect(found.crossChecks.map(({ said }) => said)).toEqual(["", ""]);
});

test("a foreign RID and an abolished region are said", () => {
  expect(issuer({ cardRef: "371700A00000033300120001D68145B9" })).toMatchObject({
    rid: "A000000333",
    ridHolds: false,
  });
  expect(issuer({ cardRef: "341400D15600000500120001D68145B9" }).region?.abolished?.until).toBe(2011);
  expect(issuer({ cardRef: "FFFFFFD15600000500120001D68145B9" }).region).toBeUndefined();
});

test("public samples of other cities line up with their ATRs", () => {
  const found = issuerOf(
    {
      atr: "3B6D00000081544C9786843202AD932A48",
      cardRef: "320200D156000005AD932A48BDC3B9E9",
      initialisingOrganisation: "",
    },
    profile,
  );
  expect([found.number, found.region?.zh, found.conflicts]).toEqual(["320200", "无锡市", []]);
});

test("a source that no card has is a bug of the profile", () => {
  const broken = { ...profile, issuer: { ...profile.issuer, from: "DF01/EF05/20[0..2]" } };
  expect(() => issuerOf(card1, broken)).toThrow("no source");
});
