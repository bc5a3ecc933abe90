import { afterEach, beforeEach, expect, test } from "vitest";
import { askPairing, attendedDesk, registerDesk } from "../../access/desks.ts";
import { developmentPeople } from "../../access/development-people.ts";
import { begin, end } from "../../access/sessions.ts";
import { sha256 } from "../../answers.ts";
import { headerOf, lookAt, opIdOf, seen, writeAll, writeRecord } from "../../for-tests.ts";
import { rulesFor } from "../../rules/rule-set.ts";
import { agentOfHolder, applicationStand, clerk1, clerk2, type ApplicationStand } from "../for-tests.ts";

/** A card in the reader on a clerk's desk: paired by a code, served by the counter's rules, and the clerk named. */

let stand: ApplicationStand;
beforeEach(async () => {
  stand = await applicationStand();
});
afterEach(() => stand.close());

const desk = "T-9";
const code = sha256("a code that the page made");

const staff = (subject: string) => {
  const found = developmentPeople.find((each) => each.subject === subject);
  if (found === undefined) throw new Error(subject);
  return found;
};

async function signIn(subject: string): Promise<void> {
  await stand.store.write((tx) => begin(tx, stand.state.nowMs, `token of ${subject}`, staff(subject)));
}

const hear = async (codeHash?: string, terminalId = desk) => {
  const header = headerOf(terminalId);
  const request = { header, screenPort: 17_001, ...(codeHash !== undefined && { codeHash }) };
  const heard = await stand.centre.desk(request);
  if (!heard.ok) throw new Error(heard.fault.code);
  return heard.value.value;
};

/** The clerk sits down: registered, signed in, the code made and handed over. */
async function sitDown(subject: string): Promise<void> {
  const { nowMs } = stand.state;
  await stand.store.write((tx) =>
    registerDesk(tx, nowMs, { terminalId: desk, office: "371700" }, { subject: "dev-operator" }),
  );
  await signIn(subject);
  await stand.store.write((tx) =>
    askPairing(tx, nowMs, { terminalId: desk, codeHash: code }, staff(subject)),
  );
  expect(await hear(code)).toEqual({ result: "paired", clerk: subject });
}

const atDesk = () => stand.store.write((tx) => attendedDesk(tx, stand.state.nowMs, desk));
const cancelAtDesk = async (n: number) => {
  const request = { header: headerOf(desk), kind: "cancel", reason: "moved-away" } as const;
  const answered = await stand.centre.authorise(opIdOf(n), { ...request, evidence: lookAt(stand.chip) });
  if (!answered.ok) throw new Error(answered.fault.code);
  return answered.value.value;
};
const agree = (documents: readonly string[], who: string = clerk1, more: object = {}) =>
  stand.post(
    `/staff/v1/desks/${desk}/agreement`,
    { cardRef: stand.cardRef, kind: "cancel", reason: "moved-away", documents, ...more },
    who,
  );
const details = async (event: string) => {
  const rows = await stand.store.write((tx) => tx.find("audit", { event }));
  return rows.map((row) => ({ ...(JSON.parse(row.detail) as object), op: row.op_id, at: row.terminal_id }));
};

test("a reader is paired by a code of a signed-in clerk of its office, once the terminal has shown it", async () => {
  expect(await hear(code)).toEqual({ result: "no-desk" });
  await sitDown(clerk1);
  expect((await atDesk())?.clerk.subject).toBe(clerk1);
  expect(await hear(sha256("another code"))).toEqual({ result: "unknown-code" });
  const stranger = await stand.store.write((tx) =>
    askPairing(tx, stand.state.nowMs, { terminalId: desk, codeHash: code }, staff("dev-clerk-3")),
  );
  expect(stranger).toBe("unknown-desk");

  stand.state.nowMs += 3 * 60_000;
  expect(await hear(code), "a code of three minutes ago").toEqual({ result: "unknown-code" });
  expect((await atDesk())?.clerk.subject, "who sat down sits there still").toBe(clerk1);
  await stand.store.write((tx) => end(tx, stand.state.nowMs, `token of ${clerk1}`));
  expect(await atDesk(), "signed out").toBeUndefined();
});

test("the clerk who has seen the papers approves by agreeing, and the same operation goes on", async () => {
  await sitDown(clerk1);
  expect(await agree(["identity-document"])).toMatchObject({ code: "documents-missing" });
  expect(await agree(["identity-document", "application-form"], clerk2)).toMatchObject({ status: 404 });
  expect(await agree(["identity-document", "application-form"])).toMatchObject({ result: "noted" });
  const answer = await cancelAtDesk(1);
  expect(answer).toMatchObject({ result: "authorised" });
  const [row] = await stand.store.write((tx) => tx.find("application", { card_ref: stand.cardRef }));
  if (row === undefined) throw new Error("no application");
  expect(row).toMatchObject({ channel: "counter", state: "awaiting-card", op_id: opIdOf(1) });
  expect(await stand.states(row.number)).toEqual([
    `submitted by terminal ${desk}`,
    "awaiting-approval by centre",
    `approved by clerk ${clerk1}`,
    `awaiting-card by terminal ${desk}`,
  ]);
  expect(await details("at-desk")).toEqual([{ clerk: clerk1, kind: "cancel", op: opIdOf(1), at: desk }]);
  expect((await atDesk())?.agreed, "a yes counts once").toBeUndefined();
});

test.each([
  ["none was given", async () => undefined],
  [
    "it was for another reason",
    () => agree(["identity-document", "application-form"], clerk1, { reason: "duplicate-card" }),
  ],
  [
    "it is too old",
    async () => {
      await agree(["identity-document", "application-form"]);
      stand.state.nowMs += 16 * 60_000;
    },
  ],
])("without an agreement for this, the counter's rule waits for a clerk: %s", async (_why, given) => {
  await sitDown(clerk1);
  await given();
  expect(await cancelAtDesk(1)).toMatchObject({ result: "rejected", code: "approval-needed" });
});

test("under four eyes the clerk at the desk is the first, and somebody else has to be the second", async () => {
  await stand.close();
  const everywhere = rulesFor("371700");
  const counter = { documents: ["card" as const], approval: "four-eyes" as const };
  const business = { ...everywhere.business, cancel: { ...everywhere.business.cancel, counter } };
  stand = await applicationStand({ rules: (rules) => ({ ...rules, business }) });
  await sitDown(clerk1);
  await agree([]);
  const answer = await cancelAtDesk(1);
  expect(answer).toMatchObject({ result: "rejected", code: "approval-needed" });
  const number = "applicationNumber" in answer ? (answer.applicationNumber ?? "") : "";
  expect(await stand.application(number)).toMatchObject({
    state: "awaiting-second-approval",
    first_approver: clerk1,
  });
  expect(await stand.decide(number, { kind: "approve" }, clerk1)).toMatchObject({ code: "decided-by-you" });
  await stand.decide(number, { kind: "approve" }, clerk2);
  expect(await cancelAtDesk(2)).toMatchObject({ result: "authorised" });
});

test("a lift that the clerk agrees to goes on with the card that lies there, and the application ends with it", async () => {
  await stand.perform(1, "freeze", "misuse-suspected");
  await sitDown(clerk1);
  const header = headerOf(desk);
  const wanted = { header, kind: "unfreeze", reason: "card-found" } as const;
  const agreed = { kind: "unfreeze", reason: "card-found" };
  expect(await agree(["loss-report-certificate"], clerk1, agreed)).toMatchObject({ result: "noted" });
  const answer = await stand.centre.authorise(opIdOf(2), { ...wanted, evidence: lookAt(stand.chip) });
  expect(answer).toMatchObject({ value: { value: { result: "authorised", epoch: 2 } } });
  writeAll(stand.chip, opIdOf(2), 2, "active");
  await stand.centre.report(opIdOf(2), { header, epoch: 2, outcome: seen(stand.chip) });
  await stand.after(1000);
  expect((await stand.card()).legal).toBe("active");
  const [row] = await stand.store.write((tx) => tx.find("application", { card_ref: stand.cardRef }));
  expect(row).toMatchObject({ business: "unfreeze", channel: "counter", state: "done", op_id: opIdOf(2) });
});

test("what the clerk entered is not approved by the clerk's own reader", async () => {
  await sitDown(clerk1);
  const wish = { business: "cancel", channel: "counter", reason: "moved-away", holder: stand.holder };
  const documents = ["identity-document", "card", "application-form"];
  const taken = await stand.post("/staff/v1/applications", { ...wish, documents }, clerk1);
  expect(taken).toMatchObject({ result: "accepted" });
  expect(await agree(["identity-document", "application-form"])).toMatchObject({ result: "noted" });
  expect(await cancelAtDesk(1)).toMatchObject({ result: "rejected", code: "approval-needed" });
  expect(await stand.get(`/staff/v1/cards/${stand.cardRef}/applications`, clerk1)).toMatchObject({
    items: [{ state: "awaiting-approval" }],
  });
});

test("a case torn at a kiosk is finished at the desk, and the audit trail names the clerk and the kiosk", async () => {
  const begun = await stand.authorise(1, "cancel", "moved-away");
  if (begun.result !== "authorised") throw new Error(JSON.stringify(begun));
  writeRecord(stand.chip, opIdOf(1), begun.epoch, "cancelled");
  await stand.report(opIdOf(1), begun.epoch);
  await sitDown(clerk1);

  const header = headerOf(desk);
  const observed = await stand.centre.observe({ header, evidence: lookAt(stand.chip) });
  expect(observed.ok && observed.value.value).toMatchObject({ pending: { opId: opIdOf(1), kind: "cancel" } });
  const session = { attempt: 1, challenge: "1122334455667788", evidence: lookAt(stand.chip) };
  const script = await stand.centre.script(opIdOf(1), { header, epoch: begun.epoch, ...session });
  expect(script.ok && script.value.value.result).toBe("script");
  writeAll(stand.chip, opIdOf(1), begun.epoch, "cancelled");
  const told = { header, epoch: begun.epoch, outcome: seen(stand.chip) };
  const reported = await stand.centre.report(opIdOf(1), told);
  expect(reported.ok && reported.value.value).toMatchObject({ result: "done", printGrant: true });
  expect(await details("at-desk")).toEqual([
    { clerk: clerk1, kind: "cancel", from: "T-1", op: opIdOf(1), at: desk },
  ]);
  expect(await stand.centre.certificate(opIdOf(1))).toMatchObject({ value: { value: { atCounter: true } } });
});

test("a desk without its clerk is a kiosk: its rule holds, and nobody is named", async () => {
  await sitDown(clerk1);
  stand.state.nowMs += 31 * 60_000;
  expect(await cancelAtDesk(1)).toMatchObject({ result: "authorised" });
  expect(await details("at-desk")).toEqual([]);
});

const forHolder = { documents: ["identity-document", "agent-identity-document", "power-of-attorney"] };

test("an agent at the desk: the clerk enters who acts, and the certificate names them masked", async () => {
  await sitDown(clerk1);
  const { documents } = forHolder;
  const nobody = { agent: { ...agentOfHolder, nationalNumber: stand.holder.nationalNumber } };
  expect(await agree(documents, clerk1, nobody)).toMatchObject({ code: "power-of-attorney-invalid" });
  expect(await agree(["identity-document"], clerk1, { agent: agentOfHolder })).toMatchObject({
    code: "documents-missing",
  });
  // Not asked for, and not kept.
  const given = { agent: agentOfHolder, photo: "/9j/aaaa" };
  expect(await agree(documents, clerk1, given)).toMatchObject({ result: "noted" });
  expect(await stand.store.write((tx) => tx.find("photo", {}))).toEqual([]);
  const answer = await cancelAtDesk(1);
  if (answer.result !== "authorised") throw new Error(JSON.stringify(answer));
  const [row] = await stand.store.write((tx) => tx.find("application", { card_ref: stand.cardRef }));
  expect(row).toMatchObject({ channel: "agent", state: "awaiting-card", op_id: opIdOf(1) });
  writeAll(stand.chip, opIdOf(1), answer.epoch, "cancelled");
  const outcome = seen(stand.chip);
  await stand.centre.report(opIdOf(1), { header: headerOf(desk), epoch: answer.epoch, outcome });
  expect(await stand.centre.certificate(opIdOf(1))).toMatchObject({
    value: { value: { agentNameMasked: "赵*远", atCounter: true } },
  });
});

test("an agent who reports a loss at the desk waits for nobody, and is named as well", async () => {
  await sitDown(clerk1);
  const asked = { kind: "freeze", reason: "misuse-suspected" } as const;
  expect(await agree([], clerk1, { ...asked, agent: agentOfHolder })).toMatchObject({ result: "noted" });
  const request = { header: headerOf(desk), ...asked, evidence: lookAt(stand.chip) };
  expect(await stand.centre.authorise(opIdOf(1), request)).toMatchObject({
    value: { value: { result: "authorised" } },
  });
  const shown = await stand.store.write((tx) => tx.get("agent_shown", { op_id: opIdOf(1) }));
  expect(shown).toMatchObject({ name: agentOfHolder.name, agent_ref: null });
  expect((await atDesk())?.agreed, "a yes counts once").toBeUndefined();
});
