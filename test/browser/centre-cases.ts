import { numberOf, type CentreStand } from "./centre-stand.ts";
import { samplePhoto } from "./sample-photo.ts";

const cancel = {
  business: "cancel",
  reason: "settled-abroad",
  documents: ["identity-document", "card", "application-form", "settlement-proof"],
};
const loss = {
  business: "freeze-formal",
  documents: ["identity-document", "loss-report-form"],
  cardAbsent: true,
};
const agent = {
  name: "赵明远",
  nationalNumber: "110105199003072215",
  powerOfAttorney: { scanReference: "POA-2026-0031", validFrom: "2026-01-01", validUntil: "2027-12-31" },
};

/** What clerks of Heze enter at the counter: each time a case of its own, of somebody who has none yet. */
export async function counterCases(stand: CentreStand) {
  const [clerk1, clerk2] = [await stand.staff("dev-clerk-1"), await stand.staff("dev-clerk-2")];
  const enter = async (by: typeof clerk1, wish: object) => {
    const { nationalNumber, name } = stand.somebody();
    const taken = await by("/staff/v1/applications", {
      channel: "counter",
      holder: { nationalNumber, name },
      ...wish,
    });
    return { number: numberOf(taken), idTail: nationalNumber.slice(-6) };
  };
  return {
    /** A cancellation, on which two clerks have to agree. */
    fourEyes: async () => (await enter(clerk2, cancel)).number,
    lossReport: async () => (await enter(clerk2, loss)).number,
    lossReportByAgent: async () =>
      (
        await enter(clerk2, {
          ...loss,
          channel: "agent",
          agent,
          photo: samplePhoto,
          documents: [
            "agent-identity-document",
            "identity-document",
            "power-of-attorney",
            "loss-report-form",
          ],
        })
      ).number,
    /** A move of somebody's insurance to Heze, agreed to and under way. */
    async transferUnderWay() {
      const wish = {
        business: "transfer",
        office: "371700",
        documents: ["identity-document", "application-form"],
      };
      const { number } = await enter(clerk2, wish);
      await clerk1(`/staff/v1/applications/${number}/claim`, {});
      await clerk1(`/staff/v1/applications/${number}/decision`, { kind: "approve" });
      return number;
    },
    /** A cancellation to which one of two clerks has agreed. */
    async halfAgreed() {
      const entered = await enter(clerk1, cancel);
      await clerk2(`/staff/v1/applications/${entered.number}/claim`, {});
      await clerk2(`/staff/v1/applications/${entered.number}/decision`, { kind: "approve" });
      return entered;
    },
  };
}

/** A morning's work at the desk of Heze: what lies in the queue when the pages are looked at. */
export async function fillQueue(stand: CentreStand) {
  const cases = await counterCases(stand);
  await cases.fourEyes();
  await cases.lossReport();
  await cases.lossReportByAgent();
  return cases.halfAgreed();
}
