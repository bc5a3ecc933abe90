import type { CentreClient } from "./central-client.ts";
import type { Journal } from "./journal.ts";

/** What the centre told this process (M8). Lost with it, and told again after each BOOT. */
export type Heard = {
  /** Cards that are refused for use wherever the centre cannot be asked about them. */
  readonly listed: Set<string>;
  /** The centre was restored from a backup, and wants the journal's entries after this one. */
  resendAfter?: number;
};

export const nothingHeard = (): Heard => ({ listed: new Set() });

/** Entries in one message; a whole journal goes in as many as it takes. */
const pageSize = 100;
const pagesMax = 200;

/**
 * Asks for the centre's commands and follows them; false when it could not be asked. Each command says what is
 * so now and not what to change by, so hearing one twice does no harm, and missing one costs time only.
 */
export async function followCommands(
  journal: Journal,
  centre: CentreClient,
  told: Set<string>,
  heard: Heard,
): Promise<boolean> {
  const asked = await centre.commands();
  if (!asked.ok) return asked.fault.kind !== "centre-unreachable";
  for (const command of asked.value) {
    switch (command.kind) {
      case "list":
        heard.listed.add(command.cardRef);
        break;
      case "unlist":
        heard.listed.delete(command.cardRef);
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
  return heard.resendAfter === undefined || sendTail(journal, centre, heard);
}

/** Row 25: what the restored centre has forgotten, out of this terminal's journal, until it wants no more. */
async function sendTail(journal: Journal, centre: CentreClient, heard: Heard): Promise<boolean> {
  for (let page = 0; page < pagesMax && heard.resendAfter !== undefined; page++) {
    const entries = journal.entriesAfter(heard.resendAfter, pageSize).map(({ body, ...entry }) => ({
      ...entry,
      // The text that was hashed: an entry's body is written by JSON.stringify and keeps its order.
      body: JSON.stringify(body),
    }));
    if (entries.length === 0) {
      delete heard.resendAfter;
      return true;
    }
    const sent = await centre.journalTail(entries);
    if (!sent.ok) return sent.fault.kind !== "centre-unreachable";
    if (sent.value.resendAfter === undefined) delete heard.resendAfter;
    else heard.resendAfter = sent.value.resendAfter;
  }
  return true;
}
