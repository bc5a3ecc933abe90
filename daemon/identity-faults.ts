import type { CodeNotScanned, IdCardNotRead } from "./identity.ts";
import type { VisitFault } from "./visit.ts";

/*
 * From what the ID-card reader and the scanner report to what a person reads; never personal.
 * `undefined`: whoever asked called it off, so there is nobody to tell.
 */

export function visitFaultOfIdCard(fault: IdCardNotRead): VisitFault | undefined {
  switch (fault.kind) {
    case "called-off":
      return undefined;
    case "not-fitted":
    case "id-reader-busy":
      return { code: "id-reader-missing", detail: fault.kind };
    case "id-reader-lost":
      return { code: "id-reader-missing", detail: fault.detail };
    case "id-reader-no-answer":
      return { code: "id-reader-missing", detail: `${fault.during}: ${fault.kind}` };
    case "id-reader-refused":
      return { code: "id-reader-missing", detail: `${fault.during} ${fault.status.toString(16)}` };
    case "no-id-card":
      return { code: "no-id-card" };
    case "id-card-unreadable":
      return { code: "id-card-unreadable", detail: `${fault.during} ${fault.status.toString(16)}` };
    case "id-card-garbled":
      return { code: "id-card-unreadable", detail: fault.expected };
  }
}

export function visitFaultOfScan(fault: CodeNotScanned): VisitFault | undefined {
  switch (fault.kind) {
    case "called-off":
      return undefined;
    case "not-fitted":
    case "scanner-busy":
      return { code: "scanner-missing", detail: fault.kind };
    case "scanner-lost":
      return { code: "scanner-missing", detail: fault.detail };
    case "no-scan":
    case "scan-too-long":
    case "scan-garbled":
    case "scan-unfinished":
      return { code: "code-not-scanned", detail: fault.kind };
  }
}
