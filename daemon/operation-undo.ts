import { lookAfresh, type Visit } from "./card-script.ts";
import { viewOf } from "./journal.ts";
import { endHere, type UndoOutcome, type WriteParts } from "./write-outcome.ts";

/**
 * The holder wants it undone (M4). In this order: the centre's count of scripts, a power cycle, a look: so a
 * script that was issued after the question is found out, and one from before it is dead.
 */
export async function undo(parts: WriteParts, opId: string): Promise<UndoOutcome> {
  const { journal, centre } = parts;
  const view = viewOf(journal.entriesOf(opId));
  const asked = await centre.query(opId);
  if (!asked.ok) return { kind: "centre-away", fault: asked.fault };
  if (asked.value.result === "unknown") return { kind: "refused", because: "not-the-current-operation" };
  const { scripts, epoch } = asked.value;
  const visit: Visit = { scripts: 0, refused: "" };
  try {
    const away = await lookAfresh(view, parts, visit);
    if (away?.kind === "card-away") return { kind: "card-away", fault: away.fault };
    if (visit.fresh === undefined || epoch === 0)
      return { kind: "refused", because: "not-the-current-operation" };
    const answered = await centre.reverse(opId, { epoch, scripts, evidence: visit.fresh });
    if (!answered.ok) return { kind: "centre-away", fault: answered.fault };
    if (answered.value.result === "refused") return { kind: "refused", because: answered.value.because };
    if (view.phase !== "closed") endHere(journal, opId, "reversed");
    return { kind: "reversed" };
  } finally {
    await visit.connection?.end();
  }
}
