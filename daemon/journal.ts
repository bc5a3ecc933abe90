import type { Evidence, OperationKind, Target } from "../card/life.ts";
import type { Agent } from "../central/contract-operation.ts";
import type { FreezeForm, Legal, Reason } from "../central/contract.ts";

/**
 * What this terminal promised before it did it. Append-only; no personal data ever enters it
 * (a card is named by its identification code, an operation by its id).
 */

/** Which paper: the one original, or a marked copy (补打 n). */
export type Print = { readonly kind: "original" } | { readonly kind: "copy"; readonly n: number };

/** A card that is frozen without being there. */
export type Lost = { readonly holderProof: string; readonly freeze: FreezeForm };

/** One line each, in the order in which an operation lives them. */
export type JournalBody =
  /** Wanted here; written before the centre is asked. */
  | {
      readonly phase: "intent";
      readonly kind: OperationKind;
      readonly reason: Reason;
      readonly cardRef: string;
      /** Absent for a card that is absent itself: `lost` says by what its holder was known. */
      readonly evidence?: Evidence;
      readonly lost?: Lost;
      /** Of a freeze with its card there; formal when absent. */
      readonly freeze?: FreezeForm;
      /** Somebody acts for the holder. */
      readonly agent?: Agent;
    }
  /** Begun elsewhere or earlier, and waiting for this card; finished here. */
  | {
      readonly phase: "adopted";
      readonly kind: OperationKind;
      readonly reason: Reason;
      readonly cardRef: string;
      readonly epoch: number;
      readonly target: Target;
      /** Of the status record that the card showed then. */
      readonly seenEpoch?: number;
    }
  | { readonly phase: "authorised"; readonly epoch: number; readonly target: Target }
  /** Before the centre is asked for a script: attempt and challenge are the key of that question. */
  | { readonly phase: "challenged"; readonly attempt: number; readonly challenge: string }
  /** Before the first APDU of a script. The script itself is never stored: only its SHA-256. */
  | { readonly phase: "writing"; readonly attempt: number; readonly scriptHash: string }
  /** A fresh look after a power cycle. */
  | { readonly phase: "readback"; readonly evidence: Evidence; readonly statusWords: readonly string[] }
  | {
      readonly phase: "settled";
      readonly certificateNo: string;
      readonly printGrant: boolean;
      readonly legal: Legal;
      /** Of a record that was frozen without its card: for a restored centre, no other entry says it. */
      readonly epoch?: number;
    }
  /** Before the first byte to the printer. */
  | { readonly phase: "print-armed"; readonly print: Print; readonly jobId: string }
  /** Proven that no byte reached the printer: the print may be armed again. */
  | { readonly phase: "print-disarmed"; readonly because: string }
  | { readonly phase: "printed"; readonly proof: string }
  /** Paper may or may not exist: whatever prints next is a marked copy. */
  | { readonly phase: "copy-owed"; readonly because: string }
  /** Never reached the centre, and never will: the centre keeps a tombstone. */
  | { readonly phase: "abandoned"; readonly because: string }
  /** The centre ended it: rejected, reversed or superseded. */
  | { readonly phase: "ended"; readonly state: string }
  | { readonly phase: "closed" };

export type JournalPhase = JournalBody["phase"];

export type JournalEntry = {
  /** 1, 2, 3, ... without a gap. */
  readonly seq: number;
  readonly opId: string;
  /** This terminal's wall clock, for people only: no decision rests on it. */
  readonly atMs: number;
  readonly body: JournalBody;
  /** SHA-256 over the hash before and this entry, lower-case hex. */
  readonly hash: string;
};

export interface Journal {
  /**
   * Durable when it returns. Throws on any disk fault: after a failed fsync nothing written is certain,
   * so the process ends, and the next one recovers (protocol A5, row 27).
   */
  append(opId: string, body: JournalBody): JournalEntry;
  /** All entries of one operation, oldest first. */
  entriesOf(opId: string): readonly JournalEntry[];
  /** Operations without a `closed`, oldest first. */
  openOperations(): readonly string[];
  /** At most `limit` entries after this one, oldest first. */
  entriesAfter(seq: number, limit: number): readonly JournalEntry[];
  /** Everything, for `journal show`. */
  all(): readonly JournalEntry[];
  head(): { readonly seq: number; readonly hash: string };
  /** Recomputes the chain; the number of the first entry that does not fit, if any. */
  verify(): { readonly entries: number; readonly head: string; readonly brokenAt?: number };
  close(): void;
}

/** What the chain begins from. */
export const genesis = "0".repeat(64);

/** The hash at one place of the journal; nothing where it has no such entry. */
export const hashAt = (journal: Pick<Journal, "entriesAfter">, seq: number): string | undefined =>
  seq === 0 ? genesis : journal.entriesAfter(seq - 1, 1)[0]?.hash;

/** What the entries of one operation say, folded. */
export type OperationView = {
  readonly opId: string;
  readonly kind: OperationKind;
  readonly reason: Reason;
  readonly cardRef: string;
  readonly phase: JournalPhase;
  /** What the card was when the operation was wanted; absent for one that was adopted. */
  readonly before?: Evidence;
  /** Of the status record at that look, or at the one in which it was adopted: the card goes back to no older one. */
  readonly seenEpoch?: number;
  readonly lost?: Lost;
  readonly freeze?: FreezeForm;
  readonly agent?: Agent;
  readonly epoch?: number;
  readonly target?: Target;
  /** Scripts asked for so far, answered or not: each one's number is used once. */
  readonly attempts: number;
  readonly readback?: Evidence;
  readonly statusWords: readonly string[];
  readonly certificateNo?: string;
  readonly legal?: Legal;
  readonly printGrant: boolean;
  /** True once the original may have reached paper: from then on only copies are printed. */
  readonly originalSpent: boolean;
  readonly copies: number;
  readonly lastPrint?: Print;
  readonly lastProof?: string;
};

/** Folds the entries of one operation, oldest first. They begin with `intent` or `adopted`: anything else is a bug. */
export function viewOf(entries: readonly JournalEntry[]): OperationView {
  const [first] = entries;
  if (first === undefined || (first.body.phase !== "intent" && first.body.phase !== "adopted"))
    throw new Error(`journal: operation does not begin with intent or adopted (entry ${String(first?.seq)})`);
  const view: { -readonly [Field in keyof OperationView]: OperationView[Field] } = {
    opId: first.opId,
    kind: first.body.kind,
    reason: first.body.reason,
    cardRef: first.body.cardRef,
    phase: first.body.phase,
    attempts: 0,
    statusWords: [],
    printGrant: false,
    originalSpent: false,
    copies: 0,
    ...(first.body.phase === "intent" ? pick(first.body) : adoptedAt(first.body)),
  };
  for (let place = 1; place < entries.length; place++) {
    const body = entries[place]?.body;
    if (body === undefined) continue;
    Object.assign(view, changeBy(view, body));
    view.phase = body.phase;
  }
  return view;
}

const adoptedAt = ({ epoch, target, seenEpoch }: Extract<JournalBody, { phase: "adopted" }>) => ({
  epoch,
  target,
  ...(seenEpoch === undefined ? {} : { seenEpoch }),
});

const pick = ({ evidence, lost, freeze, agent }: Extract<JournalBody, { phase: "intent" }>) => ({
  ...(evidence === undefined ? {} : { before: evidence }),
  ...(typeof evidence?.record === "object" ? { seenEpoch: evidence.record.epoch } : {}),
  ...(lost === undefined ? {} : { lost }),
  ...(freeze === undefined ? {} : { freeze }),
  ...(agent === undefined ? {} : { agent }),
});

function changeBy(view: OperationView, body: JournalBody): Partial<OperationView> {
  switch (body.phase) {
    case "authorised":
      return { epoch: body.epoch, target: body.target };
    case "adopted":
      return adoptedAt(body);
    case "challenged":
      return { attempts: body.attempt };
    case "readback":
      return { readback: body.evidence, statusWords: body.statusWords };
    case "settled":
      return { certificateNo: body.certificateNo, printGrant: body.printGrant, legal: body.legal };
    case "print-armed":
      return {
        lastPrint: body.print,
        ...(body.print.kind === "original" ? { originalSpent: true } : { copies: body.print.n }),
      };
    case "print-disarmed":
      // Nothing was sent: an original that was armed is still to come.
      return view.lastPrint?.kind === "original" && view.copies === 0 ? { originalSpent: false } : {};
    case "printed":
      return { lastProof: body.proof };
    case "intent":
    case "writing":
    case "copy-owed":
    case "abandoned":
    case "ended":
    case "closed":
      return {};
  }
}
