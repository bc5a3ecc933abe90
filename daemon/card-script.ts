import { hash } from "node:crypto";
import { fromHex, hex } from "../card/bytes.ts";
import { getChallenge } from "../card/commands.ts";
import { exchange } from "../card/exchange.ts";
import type { Evidence, ScriptStep } from "../card/life.ts";
import { look } from "../card/look.ts";
import type { RejectionCode } from "../central/contract.ts";
import type { CardConnection } from "../hardware/ports.ts";
import type { Journal, OperationView } from "./journal.ts";
import { stepsOf } from "./psam-seal.ts";
import { away, endHere, type WriteOutcome, type WriteParts } from "./write-outcome.ts";

/** What is done with the card itself: a look after a power cycle, and a script between two looks. */

/** What lives only as long as this attempt: never believed by the next one. */
export type Visit = {
  connection?: CardConnection;
  fresh?: Evidence;
  scripts: number;
  refused: string;
  statusWords?: readonly string[];
  /** The centre did not accept what was read, so the card was read once more. */
  relooked?: true;
};

/**
 * Power off, power on, look. The reader is held exclusively from here to the read-back, so that nobody else can
 * spend the challenge; the card has to be the one the operation is for.
 */
export async function lookAfresh(
  view: OperationView,
  parts: WriteParts,
  visit: Visit,
): Promise<WriteOutcome | undefined> {
  if (visit.connection === undefined) {
    const connected = await parts.reader.connect({ exclusive: true });
    if (!connected.ok) return away(view, { ...connected.fault, during: "CONNECT" });
    visit.connection = connected.value;
  }
  const cycled = await visit.connection.powerCycle();
  if (!cycled.ok) return away(view, { ...cycled.fault, during: "POWER CYCLE" });
  const looked = await look(visit.connection, { profile: parts.profile, resetBeforeRead: true });
  if (!looked.ok) return away(view, looked.fault);
  if (looked.value.cardRef !== view.cardRef) return away(view, { kind: "other-card" });
  visit.fresh = looked.value;
  return undefined;
}

/** Scripts sent in one visit; a card that refuses two in a row will refuse the third (default card, section 3). */
const scriptsMax = 3;

/** Cards that want a challenge for each command get their script in as many parts; none has more than these. */
const segmentsMax = 8;

/** Challenge, script, journal, APDUs, as often as the script has parts; the look that follows tells what they did. */
export async function write(
  epoch: number,
  view: OperationView,
  parts: WriteParts,
  visit: Visit,
): Promise<WriteOutcome | undefined> {
  const { opId } = view;
  const { connection, fresh } = visit;
  if (connection === undefined || fresh === undefined)
    throw new Error("card write: no look before the script");
  if (visit.scripts >= scriptsMax) return { kind: "card-refuses", opId, statusWord: visit.refused };
  visit.scripts++;
  visit.statusWords = [];

  for (let segment = 0; segment < segmentsMax; segment++) {
    const attempt = view.attempts + 1 + segment;
    const challenged = await exchange(connection, getChallenge());
    if (!challenged.ok) return away(view, challenged.fault);
    const challenge = hex(challenged.value);
    parts.journal.append(opId, { phase: "challenged", attempt, challenge });
    const asked = await parts.centre.script(opId, {
      epoch,
      attempt,
      challenge,
      ...(segment === 0 ? {} : { segment }),
      evidence: fresh,
    });
    if (!asked.ok) return { kind: "centre-away", opId, fault: asked.fault };
    delete visit.fresh;
    const answer = asked.value;
    if (answer.result === "refused") return refused(answer.code, opId, parts.journal);
    const sealed = await stepsOf(answer, challenged.value, parts.psam);
    if (!sealed.ok) return { kind: "psam-away", opId, fault: sealed.fault };
    const ended = await send(sealed.value, attempt, view, parts, visit, connection);
    if (ended !== "whole") return ended;
    if (!answer.more) return undefined;
  }
  throw new Error(`card write: a script in more than ${String(segmentsMax)} parts`);
}

function refused(code: RejectionCode, opId: string, journal: Journal): WriteOutcome | undefined {
  if (code === "already-applied") return undefined;
  if (code === "card-contradicts-centre")
    return { kind: "contradiction", opId, because: "the centre judged the card's record" };
  endHere(journal, opId, code);
  return { kind: "ended", opId };
}

/** Journals and sends one part. `whole`: the card took every command of it. */
async function send(
  steps: readonly ScriptStep[],
  attempt: number,
  view: OperationView,
  parts: WriteParts,
  visit: Visit,
  connection: CardConnection,
): Promise<WriteOutcome | undefined | "whole"> {
  const { opId } = view;
  // The write-ahead entry: from here on the card may have changed, whatever happens to this process.
  const scriptHash = hash("sha256", JSON.stringify(steps));
  parts.journal.append(opId, { phase: "writing", attempt, scriptHash });
  const sent = await connection.transmitList(
    steps.map((step) => ({ apdu: fromHex(step.apdu), allowed: step.allowed })),
  );
  const statusWords = sent.answers.map((bytes) => hex(bytes.slice(-2)));
  visit.statusWords = [...(visit.statusWords ?? []), ...statusWords];
  if (sent.fault !== undefined) return away(view, { ...sent.fault, during: "ISSUER SCRIPT" });
  const last = statusWords.at(-1) ?? "";
  if (steps.at(statusWords.length - 1)?.allowed.includes(last) === true) {
    visit.refused = "";
    return "whole";
  }
  // A wrong key or MAC twice means a third try only burns the card's counters (default card, section 3).
  const burns = (word: string): boolean => word === "6988" || word.startsWith("63C");
  if (burns(last) && burns(visit.refused)) return { kind: "card-refuses", opId, statusWord: last };
  visit.refused = last;
  return undefined;
}
