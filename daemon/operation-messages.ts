import type { Evidence } from "../card/life.ts";
import type { Lost, OperationView } from "./journal.ts";
import { endAsTold, endHere, type WriteOutcome, type WriteParts } from "./write-outcome.ts";

/** What the loop of card-write.ts asks of the centre, and what the journal keeps of the answers. */

/** M1, with the same operation id however often. Answers with what ends the visit, if anything does. */
export async function authorise(view: OperationView, parts: WriteParts): Promise<WriteOutcome | undefined> {
  const { journal, centre } = parts;
  const { opId, kind, reason, before, lost, freeze, agent } = view;
  if (lost !== undefined) return freezeLost(view, lost, parts);
  if (before === undefined) throw new Error("journal: intent without evidence");
  // The centre's word is in force at once: a terminal that cannot write does not ask for it.
  const away = await parts.psam?.check();
  if (away !== undefined) return { kind: "psam-away", opId, fault: away };
  const asked = await centre.authorise(opId, {
    kind,
    reason,
    evidence: before,
    ...(freeze === undefined ? {} : { freeze }),
    ...(agent === undefined ? {} : { agent }),
  });
  if (!asked.ok) return { kind: "centre-away", opId, fault: asked.fault };
  const answer = asked.value;
  switch (answer.result) {
    case "authorised":
      journal.append(opId, { phase: "authorised", epoch: answer.epoch, target: answer.target });
      return undefined;
    case "done": {
      // The centre's alone: the card is as it has to be already.
      const { certificateNo, printGrant, legal } = answer;
      journal.append(opId, { phase: "settled", certificateNo, printGrant, legal });
      return undefined;
    }
    case "resume":
      endHere(journal, opId, "another-operation-waits");
      return { kind: "resume", opId, pending: answer.pending };
    case "rejected": {
      const { code, applicationNumber } = answer;
      endHere(journal, opId, code);
      return { kind: "rejected", opId, code, ...(applicationNumber !== undefined && { applicationNumber }) };
    }
  }
}

async function freezeLost(
  view: OperationView,
  lost: Lost,
  parts: Pick<WriteParts, "journal" | "centre">,
): Promise<WriteOutcome | undefined> {
  const { opId, cardRef, reason } = view;
  const asked = await parts.centre.freezeAbsent(opId, { cardRef, reason, ...lost });
  if (!asked.ok) return { kind: "centre-away", opId, fault: asked.fault };
  const answer = asked.value;
  if (answer.result === "rejected") {
    endHere(parts.journal, opId, answer.code);
    return { kind: "rejected", opId, code: answer.code };
  }
  const { certificateNo, printGrant, legal, epoch } = answer;
  parts.journal.append(opId, { phase: "settled", certificateNo, printGrant, legal, epoch });
  return undefined;
}

/** M3: what a fresh look showed. */
export async function report(
  step: { readonly epoch: number; readonly evidence: Evidence },
  view: OperationView,
  parts: WriteParts,
): Promise<WriteOutcome | undefined> {
  const { opId } = view;
  const asked = await parts.centre.report(opId, {
    epoch: step.epoch,
    outcome: { kind: "seen", evidence: step.evidence, statusWords: [...view.statusWords] },
  });
  if (!asked.ok) return { kind: "centre-away", opId, fault: asked.fault };
  const answer = asked.value;
  switch (answer.result) {
    case "done":
      parts.journal.append(opId, {
        phase: "settled",
        certificateNo: answer.certificateNo,
        printGrant: answer.printGrant,
        legal: answer.legal,
      });
      return undefined;
    case "pending":
      // We saw the target and the centre does not agree: the two contradict each other.
      return { kind: "contradiction", opId, because: "the centre does not accept the read-back" };
    case "ended":
      endAsTold(parts.journal, view, answer);
      return { kind: "ended", opId };
  }
}
