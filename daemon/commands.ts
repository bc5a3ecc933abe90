import type { CentreClient, CentreFault } from "./central-client.ts";
import type { Journal, JournalEntry } from "./journal.ts";

/** What the centre told this process (M8). Lost with it, and told again after each BOOT. */
type Heard = {
  /** The centre was restored from a backup, and wants the journal's entries after this one. */
  resendAfter?: number;
};

export const nothingHeard = (): Heard => ({});

/** Entries in one message; a whole journal goes in as many as it takes. */
const pageSize = 100;
const pagesMax = 200;

/** `shut-out`: the centre answers, and does not listen to this terminal until a person has looked at it (row 24). */
type Reach = "heard" | "unreachable" | "shut-out";

/**
 * Asks for the centre's commands and follows them; tells whether the centre could be asked. Each command says what is
 * so now and not what to change by, so hearing one twice does no harm, and missing one costs time only.
 */
export async function followCommands(
  journal: Journal,
  centre: CentreClient,
  told: Set<string>,
  heard: Heard,
): Promise<Reach> {
  const asked = await centre.commands();
  if (!asked.ok) return reachOf(asked.fault);
  for (const command of asked.value) {
    switch (command.kind) {
      case "list":
      case "unlist":
        // For readers that let people use a card without asking. Nothing is done here on what the centre has not said.
        break;
      case "retry":
        // It is told of once more in the next round.
        told.delete(command.opId);
        break;
      case "resend":
        heard.resendAfter = command.after;
        told.clear();
        break;
    }
  }
  return heard.resendAfter === undefined ? "heard" : sendTail(journal, centre, heard);
}

function reachOf(fault: CentreFault): Reach {
  if (fault.kind === "centre-unreachable") return "unreachable";
  return fault.kind === "centre-refused" && fault.code === "quarantined" ? "shut-out" : "heard";
}

/** Row 25: what the restored centre has forgotten, out of this terminal's journal, until it wants no more. */
async function sendTail(journal: Journal, centre: CentreClient, heard: Heard): Promise<Reach> {
  for (let page = 0; page < pagesMax && heard.resendAfter !== undefined; page++) {
    const entries = journal.entriesAfter(heard.resendAfter, pageSize);
    if (entries.length === 0) {
      delete heard.resendAfter;
      return "heard";
    }
    const begun = beganBefore(journal, entries);
    const sent = await centre.journalTail({
      entries: entries.map(asHashed),
      ...(begun.length > 0 && { begun: begun.map(asHashed) }),
    });
    if (!sent.ok) return reachOf(sent.fault);
    if (sent.value.resendAfter === undefined) delete heard.resendAfter;
    else heard.resendAfter = sent.value.resendAfter;
  }
  return "heard";
}

/** The first entries of operations that only go on among `entries`. */
function beganBefore(journal: Journal, entries: readonly JournalEntry[]): readonly JournalEntry[] {
  const from = entries[0]?.seq ?? 0;
  return [...new Set(entries.map(({ opId }) => opId))].flatMap((opId) => {
    const [first] = journal.entriesOf(opId);
    return first === undefined || first.seq >= from ? [] : [first];
  });
}

/** The text that was hashed: an entry's body is written by JSON.stringify and keeps its order. */
const asHashed = ({ body, ...entry }: JournalEntry) => ({ ...entry, body: JSON.stringify(body) });
