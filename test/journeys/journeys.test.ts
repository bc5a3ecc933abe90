import { afterAll, describe, expect, test } from "vitest";
import { cardhall, papersIn, stateFolder } from "../stand.ts";

/**
 * Whole journeys as a person types them: real pcscd and pcsclite, real serialport on a pty, real SQLite, the
 * centre in a process of its own. What the paper says is compared with what card and centre say.
 */

describe("cancel", () => {
  const state = stateFolder();
  afterAll(state.remove);

  test("is done on the card, at the centre and on paper, and all three say the same", async () => {
    const said = await cardhall("journey", "cancel", "--json", "--state", state.dir);
    expect(said.code, said.stderr).toBe(0);
    expect(said.json).toMatchObject({
      ok: true,
      card: { before: { life: "active" }, after: { life: "cancelled" } },
      centre: { before: { life: "active" }, after: { life: "cancelled" } },
    });
    expect(said.json).not.toHaveProperty("fault");
    const paper = String(said.json["printedText"]);
    expect(papersIn(state.dir)).toEqual([paper]);
    expect(paper).toContain("社会保障卡注销凭证");
    expect(paper).toContain(String(said.json["certificateNo"]));
    expect(paper).toMatch(/卡上结果\s+已注销/);
    expect(paper).toMatch(/中心结果\s+已注销/);
    // Masked on paper: neither whole number may ever stand there.
    expect(paper).not.toContain("371702200105169972");
    expect(paper).not.toContain("H02600118");
  });

  test("a second time is refused as already-cancelled, with no paper", async () => {
    const said = await cardhall("journey", "cancel", "--json", "--state", state.dir);
    expect(said.code).toBe(1);
    expect(said.json).toMatchObject({
      ok: false,
      fault: "already-cancelled",
      certificateNo: null,
      printedText: "",
      card: { before: { life: "cancelled" }, after: { life: "cancelled" } },
      centre: { before: { life: "cancelled" }, after: { life: "cancelled" } },
    });
    expect(papersIn(state.dir)).toHaveLength(1);
  });

  test("left a journal whose chain is whole and in which nobody's name or number stands", async () => {
    const shown = await cardhall("journal", "show", "--json", "--state", state.dir);
    expect(shown.code, shown.stderr).toBe(0);
    const text = JSON.stringify(shown.json);
    for (const canary of ["赵青禾", "371702200105169972", "H02600118", "123456"])
      expect(text).not.toContain(canary);
    const entries = shown.json["entries"] as { body: { phase: string } }[];
    expect(entries.map((entry) => entry.body.phase)).toEqual([
      "intent",
      "authorised",
      "challenged",
      "writing",
      "readback",
      "settled",
      "print-armed",
      "printed",
      "closed",
    ]);
  });
});

describe("freeze and unfreeze", () => {
  const state = stateFolder();
  afterAll(state.remove);

  test("freezes card and centre", async () => {
    const said = await cardhall("journey", "freeze", "--json", "--state", state.dir);
    expect(said.code, said.stderr).toBe(0);
    expect(said.json).toMatchObject({
      ok: true,
      card: { before: { life: "active" }, after: { life: "frozen" } },
      centre: { after: { life: "frozen" } },
    });
    expect(said.json["printedText"]).toContain("社会保障卡挂失凭证");
  });

  test("then the original card works again", async () => {
    const said = await cardhall("journey", "unfreeze", "--json", "--state", state.dir);
    expect(said.code, said.stderr).toBe(0);
    expect(said.json).toMatchObject({
      ok: true,
      card: { before: { life: "frozen" }, after: { life: "active" } },
      centre: { before: { life: "frozen" }, after: { life: "active" } },
    });
    expect(said.json["printedText"]).toContain("社会保障卡解挂凭证");
    expect(papersIn(state.dir)).toHaveLength(2);
  });
});

describe("cards that are not served", () => {
  const state = stateFolder();
  afterAll(state.remove);

  test.each([
    ["card-4", "freeze", "card-expired"],
    ["card-5", "freeze", "unknown-issuer"],
    ["card-6", "cancel", "issuer-not-approved"],
    ["bank", "cancel", "card-not-recognised"],
    ["mute", "freeze", "mute-card"],
    ["card-1", "unfreeze", "already-active"],
  ])("%s: %s ends with %s, and prints nothing", async (card, kind, fault) => {
    const said = await cardhall("journey", kind, "--json", "--state", state.dir, "--card", card);
    expect(said.code, said.stderr).toBe(1);
    expect(said.json).toMatchObject({ ok: false, fault, certificateNo: null, printedText: "" });
    expect(papersIn(state.dir)).toEqual([]);
  });
});

test("wrong usage exits 2", async () => {
  expect((await cardhall("journey", "destroy")).code).toBe(2);
  expect((await cardhall("journey", "cancel", "--reason", "bored")).code).toBe(2);
});
