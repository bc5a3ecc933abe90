import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { papersIn, until } from "../stand.ts";
import { centreRowsStand, heze, type CentreRowsStand, type Holder, type Said } from "./centre-rows-stand.ts";

/**
 * What is asked for at a desk, online, by telephone or by another authority, and ends with the card at a kiosk: real
 * pcscd, printer line, kiosk link and centre process. Each rule of it stands in central/applications/journeys.
 */

let stand: CentreRowsStand;
beforeAll(async () => {
  process.env["CARDHALL_LOG"] = "silent";
  stand = await centreRowsStand(6);
});
afterAll(() => stand.close());

const [clerk1, clerk2, operator] = ["dev-clerk-1", "dev-clerk-2", "dev-operator"] as const;

const holder = (n: number): Holder => {
  const found = stand.holders[n];
  if (found === undefined) throw new Error(`no holder ${String(n)}`);
  return found;
};
const cardOf = ({ cardRef }: Holder) => stand.books((tx) => tx.get("card", { card_ref: cardRef }));
const legalOf = async (of: Holder) => (await cardOf(of))?.legal;

function numberOf(said: Said): string {
  const { number } = (said["application"] ?? {}) as { readonly number?: string };
  if (number === undefined) throw new Error(JSON.stringify(said));
  return number;
}

async function approve(number: string): Promise<void> {
  await stand.asStaff(clerk2, `applications/${number}/claim`, {});
  const decided = await stand.asStaff(clerk2, `applications/${number}/decision`, { kind: "approve" });
  expect(decided).toMatchObject({ result: "accepted", application: { state: "awaiting-card" } });
}

/** The application follows its operation within a second or two. */
const done = (number: string): Promise<void> =>
  until(`application ${number} is done`, async () => {
    const row = await stand.books((tx) => tx.get("application", { number }));
    return row?.state === "done";
  });

/** The only paper that names this certificate. */
function paperOf(certificateNo: string | undefined): string {
  const papers = papersIn(stand.stateDir).filter((text) => text.includes(certificateNo ?? "no number"));
  expect(papers).toHaveLength(1);
  return papers[0] ?? "";
}

test("applied for online and approved: any kiosk knows of it, finishes it and prints, and the holder can follow it", async () => {
  const of = holder(0);
  const statement = Buffer.from(
    JSON.stringify({ sub: of.person.nationalNumber, name: of.person.name }),
  ).toString("base64url");
  const wish = { statement, business: "cancel", reason: "moved-away" };
  const number = numberOf(await stand.asAnybody("applications", wish));
  await approve(number);
  expect(await legalOf(of)).toBe("active");

  const visit = await stand.visit({ kind: "cancel", card: of.id });
  expect(visit.fault).toBeUndefined();
  const shown = visit.screens.find(({ name }) => name === "your-card");
  expect(shown).toMatchObject({ applications: [{ number, kind: "cancel", state: "awaiting-card" }] });
  expect(await stand.lifeOf(of.id)).toBe("cancelled");
  expect(await legalOf(of)).toBe("cancelled");
  // The paper gives the reason of the application, whatever was touched at the kiosk.
  expect(paperOf(visit.certificateNo)).toContain("社保关系已转到外地");
  await done(number);
  const tail = of.person.nationalNumber.slice(-6);
  expect(await stand.read(`/public/v1/applications/${number}?idTail=${tail}`)).toMatchObject({
    state: "done",
    certificateNo: visit.certificateNo,
  });
});

test("an agent asks at a counter, another clerk agrees: the card is cancelled where it is put in", async () => {
  const of = holder(1);
  const today = new Date().getFullYear();
  const entry = {
    business: "cancel",
    channel: "agent",
    holder: of.person,
    reason: "settled-abroad",
    documents: ["agent-identity-document", "identity-document", "card", "power-of-attorney"],
    agent: {
      name: "赵明远",
      nationalNumber: "110105199003072215",
      powerOfAttorney: {
        scanReference: "POA-2026-0031",
        validFrom: `${String(today - 1)}-01-01`,
        validUntil: `${String(today + 1)}-12-31`,
      },
    },
  };
  const number = numberOf(await stand.asStaff(clerk1, "applications", entry));
  await stand.asStaff(clerk1, `applications/${number}/claim`, {});
  const own = await stand.asStaff(clerk1, `applications/${number}/decision`, { kind: "approve" });
  expect(own).toMatchObject({ code: "own-entry" });
  const early = await stand.visit({ kind: "cancel", card: of.id });
  expect(early.fault).toBe("approval-needed");
  expect(await stand.lifeOf(of.id)).toBe("active");

  await approve(number);
  const visit = await stand.visit({ kind: "cancel", card: of.id });
  expect(visit.fault).toBeUndefined();
  expect(await stand.lifeOf(of.id)).toBe("cancelled");
  paperOf(visit.certificateNo);
  await done(number);
});

test("lost, and told by telephone: frozen at once, and the chip is blocked when somebody brings the card", async () => {
  const of = holder(2);
  const callId = randomUUID();
  const answers = { cardNumberTail: of.cardNumber.slice(-4), issuedIn: "2022-03", expiresIn: "2001-01" };
  const { nationalNumber, name: holderName } = of.person;
  const asked = { callId, nationalNumber, holderName, answers };
  expect(await stand.asStaff(clerk1, "calls", asked)).toMatchObject({ result: "verified" });
  const report = { business: "freeze-temporary", channel: "telephone", documents: [], callId };
  const taken = await stand.asStaff(clerk1, "applications", { ...report, holder: of.person });
  expect(taken).toMatchObject({ result: "accepted", application: { state: "done" } });
  expect(await legalOf(of)).toBe("frozen-temporary");
  expect(await stand.lifeOf(of.id)).toBe("active");

  const visit = await stand.visit({ kind: "unfreeze", card: of.id });
  expect(visit.did).toBe("freeze");
  expect(await stand.lifeOf(of.id)).toBe("frozen");
  expect(await legalOf(of)).toBe("frozen-temporary");
});

test("public security tells of a death, a clerk confirms: the card ends when it is put into a kiosk", async () => {
  const of = holder(3);
  const { keyId, publicKey, tell } = stand.asAuthority;
  const key = { keyId, authority: "public-security", publicKey };
  expect(await stand.asStaff(operator, "authority-keys", key)).toMatchObject({ result: "registered" });
  const noticeId = randomUUID();
  const notice = { noticeId, kind: "death", ...of.person, occurredOn: "2026-02-27" };
  expect(await tell("notices", notice)).toMatchObject({ status: 200, result: "received" });
  expect(await legalOf(of)).toBe("active");
  const confirmed = await stand.asStaff(clerk1, `notices/${noticeId}/confirmation`, {});
  expect(confirmed).toMatchObject({ notice: { state: "confirmed" } });
  expect(await cardOf(of)).toMatchObject({ legal: "cancelled", listed: 1 });
  expect(await stand.lifeOf(of.id)).toBe("active");

  const visit = await stand.visit({ kind: "unfreeze", card: of.id });
  expect(visit.did).toBe("cancel");
  expect(await stand.lifeOf(of.id)).toBe("cancelled");
  expect(paperOf(visit.certificateNo)).toContain("持卡人去世");
});

test("a file structure that is not the approved one: its cards are refused until province and ministry agree", async () => {
  const of = holder(4);
  const design = { issuer_number: heze, kind: "file-structure", name: "cn-ssc-2.00-3des" } as const;
  // What was approved, and what ran until now, is another structure than the one this centre comes back with.
  const other = "0".repeat(64);
  await stand.centreStoppedFor((tx) =>
    tx.change("issuer_design", design, { approved_hash: other, current_hash: other }),
  );
  const refused = await stand.visit({ kind: "freeze", card: of.id });
  expect(refused.fault).toBe("profile-not-approved");
  expect(await stand.lifeOf(of.id)).toBe("active");

  const { kind, name } = design;
  const applied = await stand.asStaff(operator, `registry/issuers/${heze}/designs`, { kind, name });
  const { applicationNo } = (applied["application"] ?? {}) as { readonly applicationNo?: string };
  const review = `registry/applications/${applicationNo ?? "none"}/review`;
  for (const who of ["dev-province", "dev-ministry"])
    expect(await stand.asStaff(who, review, { decision: "agree" })).toMatchObject({ result: "accepted" });
  const visit = await stand.visit({ kind: "freeze", card: of.id });
  expect(visit.fault).toBeUndefined();
  expect(await stand.lifeOf(of.id)).toBe("frozen");
});

// The last one here: it puts the clock forward.
test("a lift is true within 24 hours of being accepted, and the chip follows when the card comes", async () => {
  const of = holder(5);
  expect((await stand.visit({ kind: "freeze", card: of.id })).fault).toBeUndefined();
  const documents = ["identity-document", "loss-report-certificate"];
  const entry = { business: "unfreeze", channel: "counter", holder: of.person, documents };
  const number = numberOf(await stand.asStaff(clerk1, "applications", entry));
  await approve(number);
  stand.putClockForward(20 * 3_600_000);
  await until("the alarm after 20 hours", async () => {
    const waits = await stand.books((tx) => tx.find("audit", { card_ref: of.cardRef }));
    return waits.some(({ detail }) => detail.includes("alarm-20h"));
  });
  expect(await legalOf(of)).toBe("frozen");
  stand.putClockForward(24 * 3_600_000 - 60_000);
  await until("the register is in force again", async () => (await legalOf(of)) === "active");
  await done(number);
  expect(await stand.lifeOf(of.id)).toBe("frozen");

  const visit = await stand.visit({ kind: "freeze", card: of.id });
  expect(visit.did).toBe("unfreeze");
  expect(await stand.lifeOf(of.id)).toBe("active");
  expect(await legalOf(of)).toBe("active");
});
