import { afterAll, describe, expect, test } from "vitest";
import { cardhall, papersIn, stateFolder } from "../stand.ts";

/** Other cards than the default one, over a real pcscd, as a person types it. */

describe("a 3.00 card with SM4", () => {
  const state = stateFolder();
  afterAll(state.remove);

  test.each([
    ["freeze", "active", "frozen"],
    ["unfreeze", "frozen", "active"],
    ["cancel", "active", "cancelled"],
  ])("%s: card and centre go from %s to %s, and the paper is there", async (kind, before, after) => {
    const papers = papersIn(state.dir).length;
    const said = await cardhall("journey", kind, "--json", "--state", state.dir, "--card", "card-9");
    expect(said.code, said.stderr).toBe(0);
    expect(said.json).toMatchObject({
      ok: true,
      card: { before: { life: before }, after: { life: after } },
      centre: { before: { life: before }, after: { life: after } },
    });
    expect(papersIn(state.dir)).toHaveLength(papers + 1);
    // The card keeps its holder closed; what stands on the paper is the centre's.
    expect(said.json["printedText"]).toContain("苏*行");
  });
});

describe("a card that wants a challenge for each command", () => {
  const state = stateFolder();
  afterAll(state.remove);

  test("is put into the box by name, and frozen", async () => {
    const made = await cardhall("virtual-card", "new", "card-13", "--state", state.dir, "--json");
    expect(made.json).toEqual({ ok: true, id: "card-13" });
    const said = await cardhall("journey", "freeze", "--json", "--state", state.dir, "--card", "card-13");
    expect(said.code, said.stderr).toBe(0);
    expect(said.json).toMatchObject({ ok: true, card: { after: { life: "frozen" } } });
  });
});

describe("a card invented on the command line", () => {
  const state = stateFolder();
  afterAll(state.remove);

  test("is read, and refused as unknown to the centre", async () => {
    const made = await cardhall(
      ...["virtual-card", "new", "mine", "--profile", "v3-sm4", "--issuer", "371700"],
      ...["--holder", "于知秋", "--serial", "0A1B2C3D", "--state", state.dir, "--json"],
    );
    expect(made.json).toMatchObject({ ok: true, id: "mine", profile: "cn-ssc-3.00-sm4" });
    const said = await cardhall("journey", "freeze", "--json", "--state", state.dir, "--card", "mine");
    expect(said.json).toMatchObject({ ok: false, fault: "unknown-card", printedText: "" });
  });

  test.each([
    [["--profile", "v9"], "no-such-profile"],
    [["--profile", "v2", "--issuer", "37"], "bad-wish"],
    [["--profile", "v2", "--serial", "xyz"], "bad-wish"],
    [["no-such-card"], "no-such-card"],
  ])("wishes %j end with %s", async (words, fault) => {
    const said = await cardhall("virtual-card", "new", ...words, "--state", state.dir, "--json");
    expect([said.code, said.json["fault"]]).toEqual([1, fault]);
  });
});
