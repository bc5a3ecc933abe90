import type { OperationKind } from "../card/life.ts";
import type { Reason, RejectionCode } from "./contract.ts";
import type { Agent } from "./contract-operation.ts";
import type { Tx } from "./store.ts";
import type { CardRow } from "./tables.ts";

/** An application that waits for its card, or for somebody's approval. */
export type WaitingApplication = {
  readonly number: string;
  readonly kind: OperationKind;
  readonly state: "awaiting-approval" | "awaiting-card";
  readonly reason?: Reason;
};

/**
 * What stands between a terminal with a card in its reader and an operation, besides the protocol: approvals,
 * conditions, channels (applications/gate.ts). Without one every terminal may begin what the protocol allows.
 */
export type Gate = {
  readonly waitingFor: (tx: Tx, cardRef: string) => Promise<readonly WaitingApplication[]>;
  /** Whether a terminal asks an agent for a photo of both before such an operation on a card of this issuer. */
  readonly wantsPhoto: (issuerNumber: string, kind: OperationKind) => boolean;
  /** Asked last, in the transaction that begins: who is let through has begun. */
  readonly pass: (tx: Tx, nowMs: number, wanted: GateWish) => Promise<GateAnswer>;
};

export type GateWish = {
  readonly opId: string;
  readonly kind: OperationKind;
  readonly reason: Reason;
  readonly card: CardRow;
  readonly terminalId: string;
  /** Somebody acts for the holder, with what the terminal was shown. */
  readonly agent?: Agent | undefined;
};

export type GateAnswer =
  /** `reason`: the application's own, which the certificate then names. */
  | { readonly kind: "go"; readonly reason?: Reason }
  | { readonly kind: "no"; readonly code: RejectionCode; readonly applicationNumber?: string };

/** The simulator's, and a centre's without applications. */
export const openGate: Gate = {
  waitingFor: () => Promise.resolve([]),
  wantsPhoto: () => false,
  pass: () => Promise.resolve({ kind: "go" }),
};
