import { expect, test } from "vitest";
import { connectTo } from "../for-tests.ts";
import { profiles } from "../profile.ts";
import { readCard } from "../read-card.ts";
import { virtualCard } from "./card.ts";
import { inventIssue, profileAliases } from "./invent.ts";
import { issueCard } from "./issue.ts";

const wishes = { issuerNumber: "371700", holder: "于知秋", serial: "0A1B2C3D", issuedOn: "2024-02-29" };

test("every alias names a profile", () => {
  const ids = profiles.map(({ id }) => id);
  for (const id of Object.values(profileAliases)) expect(ids).toContain(id);
});

test.each(Object.entries(profileAliases))(
  "an invented card %s is read as %s, without a warning",
  async (profile, id) => {
    const card = virtualCard(
      issueCard(inventIssue({ ...wishes, profile })),
      (length) => new Uint8Array(length),
    );
    const facts = await readCard(connectTo(card).connection);
    if (!facts.ok) return expect.fail(JSON.stringify(facts.fault));
    expect(facts.value).toMatchObject({
      evidence: { profile: id, life: "active" },
      issuer: { number: "371700" },
      issuedOn: "2024-02-29",
      expiresOn: "2034-02-28",
      warnings: [],
    });
    const closed = profile.startsWith("v3");
    expect(facts.value.holder?.name).toBe(closed ? undefined : "于知秋");
    return undefined;
  },
);

test("wishes that no card can fulfil are bugs of who asks", () => {
  expect(() => inventIssue({ ...wishes, profile: "v2", issuerNumber: "37" })).toThrow();
  expect(() => issueCard(inventIssue({ ...wishes, profile: "v9" }))).toThrow();
});
