import { afterEach, expect, test } from "vitest";
import { headerOf, lookAt, opIdOf } from "../../for-tests.ts";
import type { RegionalRuleSet } from "../../rules/rule-shape.ts";
import { applicationStand, clerk1, clerk2, hourMs, supervisor, type ApplicationStand } from "../for-tests.ts";

/** Service rules S2 at a kiosk: who acts is named on the certificate, and a photo of both is had where a rule asks. */

let stand: ApplicationStand;
afterEach(() => stand.close());

const agent = { agentRef: "0123456789abcdef0123456789abcdef", mandate: "WT-2026-000317" };
const name = "沈怀瑾";
const jpeg = `/9j/${Buffer.from("holder and agent, as a camera saw them").toString("base64")}`;

/** A region that wants a photo of holder and agent before a card is cancelled. */
const withPhoto = (rules: RegionalRuleSet): RegionalRuleSet => {
  const { cancel } = rules.business;
  if (cancel.agent === undefined) throw new Error("no agents");
  const documents = [...cancel.agent.documents, "photo-of-both" as const];
  return {
    ...rules,
    business: { ...rules.business, cancel: { ...cancel, agent: { ...cancel.agent, documents } } },
  };
};

const show = (n: number, photo?: string, change: object = {}) =>
  stand.centre.agentShown(opIdOf(n), {
    header: headerOf(),
    cardRef: stand.cardRef,
    agentRef: agent.agentRef,
    name,
    ...(photo === undefined ? {} : { photo }),
    ...change,
  });
async function ask(n: number, kind: "cancel" | "freeze" = "cancel", terminalId?: string) {
  const reason = kind === "cancel" ? "settled-abroad" : "misuse-suspected";
  const request = { header: headerOf(terminalId), kind, reason, agent } as const;
  const answered = await stand.centre.authorise(opIdOf(n), { ...request, evidence: lookAt(stand.chip) });
  if (!answered.ok) throw new Error(answered.fault.code);
  return answered.value.value;
}
const photos = () => stand.store.write((tx) => tx.find("photo", {}));
const shownRows = () => stand.store.write((tx) => tx.find("agent_shown", {}));
const path = (number: string) => `/staff/v1/applications/${number}`;

/** What the terminal is told to say: the number of the application that was made. */
async function applied(n: number): Promise<string> {
  const answer = await ask(n);
  if (answer.result !== "rejected" || answer.applicationNumber === undefined)
    throw new Error(JSON.stringify(answer));
  expect(answer.code).toBe("approval-needed");
  return answer.applicationNumber;
}

test("where no rule asks, an agent goes on at once, without a photo, and the certificate names them masked", async () => {
  stand = await applicationStand();
  expect((await stand.observe()).choices.filter(({ agentPhoto }) => agentPhoto)).toEqual([]);
  await show(1, jpeg);
  const answer = await ask(1);
  if (answer.result !== "authorised") throw new Error(JSON.stringify(answer));
  expect(await photos(), "nobody would look at it").toEqual([]);
  await stand.finish(opIdOf(1), answer.epoch, "cancel");
  await stand.after(3 * hourMs);
  const certificate = await stand.centre.certificate(opIdOf(1));
  expect(certificate).toMatchObject({ value: { value: { agentNameMasked: "沈*瑾" } } });
  expect(JSON.stringify(certificate)).not.toContain(name);
  const trail = await stand.store.write((tx) => tx.find("audit", {}));
  expect(JSON.stringify(trail)).toContain(agent.mandate);
  expect(JSON.stringify(trail)).not.toContain(name);
});

test("where a rule asks, the photo is for the clerk who decides, and each look is on record", async () => {
  stand = await applicationStand({ rules: withPhoto });
  expect((await stand.observe()).choices.find(({ kind }) => kind === "cancel")?.agentPhoto).toBe(true);
  await show(1, jpeg);
  const number = await applied(1);
  expect((await photos()).map(({ owner }) => owner)).toEqual([`application ${number}`]);

  const see = (who: string) => stand.get(`${path(number)}/photo`, who);
  expect(await see(clerk1)).toMatchObject({ result: "refused", code: "claim-first" });
  await stand.post(`${path(number)}/claim`, {}, clerk1);
  expect(await see(clerk2)).toMatchObject({ result: "refused", code: "claim-first" });
  expect(await see("dev-auditor")).toMatchObject({ status: 403 });
  expect(await see("dev-clerk-3"), "another office's").toMatchObject({ status: 404 });
  expect(await see(clerk1)).toMatchObject({ result: "photo", jpeg });
  const looks = await stand.store.write((tx) => tx.find("audit", { event: "photo-looked-at" }));
  expect(looks.map(({ detail }) => detail)).toEqual([JSON.stringify({ by: clerk1, number })]);
  expect(await stand.get(path(number), clerk1)).toMatchObject({
    documents: expect.arrayContaining(["card", "power-of-attorney", "photo-of-both"]) as unknown,
    agentAtTerminal: { name, mandate: agent.mandate },
  });
  // Answers to a step are kept to be repeated: neither photo nor name stands in them.
  const kept = await stand.store.write((tx) => tx.find("answer", {}));
  for (const { body } of kept) expect(body).not.toMatch(/\/9j\/|沈怀瑾/);

  await stand.post(`${path(number)}/decision`, { kind: "approve" }, clerk1);
  expect(await see(clerk1), "decided").toMatchObject({ code: "not-in-this-state" });
  await stand.perform(2, "cancel", "settled-abroad");
  expect(await stand.centre.certificate(opIdOf(2))).toMatchObject({
    value: { value: { agentNameMasked: "沈*瑾" } },
  });
});

test("a photo that did not come is brought to a counter before anybody can approve", async () => {
  stand = await applicationStand({ rules: withPhoto });
  await show(1);
  const number = await applied(1);
  expect(await stand.decide(number, { kind: "approve" }, clerk1)).toMatchObject({
    code: "documents-missing",
    missing: [{ en: "a photo of holder and agent" }],
  });
  await stand.post(`${path(number)}/decision`, { kind: "return", why: "请补拍合影" }, clerk1);
  const brought = { documents: ["card"], photo: jpeg };
  expect(await stand.post(`${path(number)}/correction`, { documents: ["card"] }, clerk2)).toMatchObject({
    code: "documents-missing",
  });
  expect(await stand.post(`${path(number)}/correction`, brought, clerk2)).toMatchObject({
    application: { state: "awaiting-approval" },
  });
  expect(await stand.get(path(number), supervisor)).toMatchObject({ agentAtTerminal: { name } });
  await stand.decide(number, { kind: "approve" }, supervisor);
  expect((await stand.application(number)).state).toBe("awaiting-card");
});

test.each([
  ["another terminal", "T-0002", {}],
  ["another card", undefined, { cardRef: "0".repeat(32) }],
  ["another agent", undefined, { agentRef: "f".repeat(32) }],
])(
  "the name and photo that %s was told of are nobody's here, and somebody looks at the case all the same",
  async (_what, terminalId, change) => {
    stand = await applicationStand({ rules: withPhoto });
    await show(7, jpeg, change);
    const answer = await ask(7, "cancel", terminalId);
    if (answer.result !== "rejected" || answer.applicationNumber === undefined)
      throw new Error(JSON.stringify(answer));
    const number = answer.applicationNumber;
    const said = await stand.get(path(number), clerk1);
    expect(said).toMatchObject({
      agentAtTerminal: { mandate: agent.mandate },
      documents: expect.not.arrayContaining(["photo-of-both"]) as unknown,
    });
    expect(JSON.stringify(said)).not.toContain(name);
    expect((await stand.application(number)).state).toBe("awaiting-approval");
    expect((await photos()).filter(({ owner }) => owner.startsWith("application"))).toEqual([]);
  },
);

test("what nothing came of is wiped within two hours, and a loss report is held up by no photo", async () => {
  stand = await applicationStand({ rules: withPhoto });
  await show(1, jpeg);
  await stand.after(hourMs / 2);
  expect(await photos()).toHaveLength(1);
  expect(await shownRows()).toHaveLength(1);
  await stand.after(hourMs);
  expect(await photos()).toEqual([]);
  expect(await shownRows()).toEqual([]);
  expect(await ask(2, "freeze")).toMatchObject({ result: "authorised" });
});

test("told twice the same is once, and another story under the same number is refused", async () => {
  stand = await applicationStand();
  expect(await show(1, jpeg)).toEqual(await show(1, jpeg));
  expect(await shownRows()).toHaveLength(1);
  expect(await show(1)).toMatchObject({ ok: false, fault: { code: "different-body" } });
});
