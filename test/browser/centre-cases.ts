import { numberOf, type CentreStand } from "./centre-stand.ts";

/** A morning's work at the desk of Heze: what lies in the queue when the pages are looked at. */
export async function fillQueue(stand: CentreStand) {
  const [clerk1, clerk2] = [await stand.staff("dev-clerk-1"), await stand.staff("dev-clerk-2")];
  const people = [...stand.holders];
  const somebody = () => {
    const person = people.shift();
    if (person === undefined) throw new Error("no holder is left");
    const { nationalNumber, name } = person;
    return { nationalNumber, name };
  };
  const enter = async (by: typeof clerk1, wish: object) =>
    numberOf(await by("/staff/v1/applications", { channel: "counter", holder: somebody(), ...wish }));
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

  const fourEyes = await enter(clerk2, cancel);
  const lossReport = await enter(clerk2, loss);
  await enter(clerk2, {
    ...loss,
    channel: "agent",
    agent,
    documents: ["agent-identity-document", "identity-document", "power-of-attorney", "loss-report-form"],
  });
  const holder = somebody();
  const followed = numberOf(
    await clerk1("/staff/v1/applications", { ...cancel, channel: "counter", holder }),
  );
  await clerk2(`/staff/v1/applications/${followed}/claim`, {});
  await clerk2(`/staff/v1/applications/${followed}/decision`, { kind: "approve" });
  return { fourEyes, lossReport, followed, idTail: holder.nationalNumber.slice(-6) };
}
