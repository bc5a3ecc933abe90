import type { CardFault } from "../card/faults.ts";
import type { RejectionCode } from "../central/contract.ts";
import type { PrinterFault } from "../hardware/ports.ts";
import type { FaultCode } from "../words/errors.ts";
import type { UndoOutcome, WriteOutcome } from "./write-outcome.ts";
import type { CentreFault } from "./central-client.ts";
import type { CertificatePrint } from "./print-certificate.ts";
import type { SealFault } from "./psam-seal.ts";
import type { VisitFault } from "./visit.ts";

/** From what parts of the house report to what a person reads. Each mapping is total. */

function visitFaultOfCard(fault: CardFault): VisitFault {
  switch (fault.kind) {
    case "no-card":
      return { code: "no-card" };
    case "torn":
      return { code: "card-pulled", detail: fault.during };
    case "mute-card":
      return { code: "mute-card" };
    case "no-answer":
      return { code: "mute-card", detail: fault.during };
    case "reader-busy":
      return { code: "reader-busy", detail: fault.detail };
    case "reader-lost":
      return { code: "reader-missing", detail: fault.detail };
    case "refused":
      return { code: "card-defect", detail: `${fault.during} ${fault.statusWord}` };
    case "garbled":
      return { code: "card-garbled", detail: fault.during };
    case "not-recognised":
      return { code: "card-not-recognised", detail: fault.seen };
  }
}

/** While a card is only read, nothing can be left unfinished by pulling it. */
export const visitFaultOfRead = (fault: CardFault): VisitFault =>
  fault.kind === "torn" ? { code: "no-card" } : visitFaultOfCard(fault);

export function visitFaultOfRejection(code: RejectionCode): VisitFault {
  switch (code) {
    case "operation-abandoned":
    case "not-the-current-operation":
      return { code: "operation-ended", detail: code };
    case "unfreeze-not-allowed":
      return { code: "reason-not-allowed", detail: code };
    case "already-applied":
      return { code: "operation-pending", detail: code };
    case "unknown-card":
    case "unknown-issuer":
    case "issuer-not-approved":
    case "profile-not-approved":
    case "card-sealed":
    case "card-expired":
    case "already-active":
    case "already-frozen":
    case "already-cancelled":
    case "card-contradicts-centre":
    case "reason-not-allowed":
    case "approval-needed":
    case "conditions-open":
      return { code };
  }
}

export function visitFaultOfCentre(fault: CentreFault): VisitFault {
  switch (fault.kind) {
    case "centre-unreachable":
      return { code: "centre-unreachable", detail: fault.detail };
    case "centre-refused":
      if (fault.code === "restoring") return { code: "centre-restoring" };
      if (fault.code === "quarantined") return { code: "terminal-quarantined" };
      return { code: "centre-refused", detail: `${String(fault.status)} ${fault.code}` };
    case "centre-garbled":
      return { code: "centre-refused", detail: fault.detail };
  }
}

export function visitFaultOfWrite(outcome: Exclude<WriteOutcome, { kind: "done" }>): VisitFault {
  const operationNo = outcome.opId;
  switch (outcome.kind) {
    case "rejected":
      return {
        ...visitFaultOfRejection(outcome.code),
        ...(outcome.applicationNumber !== undefined && { operationNo: outcome.applicationNumber }),
      };
    case "not-begun":
      return visitFaultOfCentre(outcome.fault);
    case "resume":
      return { code: "operation-pending", operationNo: outcome.pending.opId };
    case "ended":
      return { code: "operation-ended", operationNo };
    case "card-away":
      return outcome.fault.kind === "other-card"
        ? { code: "other-card", operationNo }
        : { ...visitFaultOfCard(outcome.fault), operationNo };
    case "centre-away":
      return { ...visitFaultOfCentre(outcome.fault), ...midway(outcome.fault), operationNo };
    case "contradiction":
      return { code: "card-contradicts-centre", detail: outcome.because, operationNo };
    case "psam-away":
      return { code: "psam-missing", detail: detailOfSeal(outcome.fault), operationNo };
    case "card-refuses":
      return { code: "card-defect", detail: outcome.statusWord, operationNo };
  }
}

export function visitFaultOfUndo(
  outcome: Exclude<UndoOutcome, { kind: "reversed" }>,
  operationNo: string,
): VisitFault {
  switch (outcome.kind) {
    case "refused":
      return outcome.because === "card-contradicts-centre"
        ? { code: "card-contradicts-centre", operationNo }
        : { code: "undo-not-possible", detail: outcome.because, operationNo };
    case "card-away":
      return outcome.fault.kind === "other-card"
        ? { code: "other-card", operationNo }
        : { ...visitFaultOfCard(outcome.fault), operationNo };
    case "centre-away":
      return { ...visitFaultOfCentre(outcome.fault), ...midway(outcome.fault), operationNo };
  }
}

/** For a technician: which command of the PSAM, and what it met. */
function detailOfSeal(fault: SealFault): string {
  switch (fault.kind) {
    case "no-psam":
      return "no PSAM configured";
    case "unknown-profile":
      return `profile ${fault.profile}`;
    case "unsound-order":
      return `order ${fault.plan}`;
    case "no-psam-key":
      return `${fault.during}: no key ${fault.key}`;
    case "refused":
      return `${fault.during} ${fault.statusWord}`;
    default:
      return `${fault.during}: ${fault.kind}`;
  }
}

/** No answer, or none that says no: it may be in force already, and "nothing happened" could be untrue. */
function midway(fault: CentreFault): { readonly code: "centre-lost-midway" } | undefined {
  const saidNo = fault.kind === "centre-refused" && (fault.status === 400 || fault.status === 401);
  return saidNo ? undefined : { code: "centre-lost-midway" };
}

export function faultCodeOfPrinter(fault: PrinterFault): FaultCode {
  switch (fault.kind) {
    case "printer-offline":
      return "printer-offline";
    case "paper-out":
      return "paper-out";
    case "cover-open":
      return "cover-open";
    case "cutter-fault":
      return "cutter-fault";
    case "printer-unknown":
      return "printer-unconfirmed";
  }
}

export function faultCodeOfPrint(fault: NonNullable<CertificatePrint["fault"]>): FaultCode {
  switch (fault.kind) {
    case "centre-unreachable":
    case "centre-refused":
    case "centre-garbled":
      return visitFaultOfCentre(fault).code;
    case "not-granted":
      return "printer-unconfirmed";
    default:
      return faultCodeOfPrinter(fault);
  }
}
