import type { Certificate } from "../central/contract.ts";
import type { PrinterFault, PrintOutcome, ReceiptPrinter } from "../hardware/ports.ts";
import { faultOf } from "../hardware/printer/escpos-status.ts";
import { setPaper } from "../hardware/printer/paper.ts";
import { tellPrinted } from "./background.ts";
import type { CentreClient, CentreFault } from "./central-client.ts";
import { certificateMarkup, type Hall } from "./certificate.ts";
import { viewOf, type Journal, type Print } from "./journal.ts";
import { nextPrint } from "./recovery.ts";

export type PrintParts = {
  readonly journal: Journal;
  readonly centre: CentreClient;
  readonly printer: ReceiptPrinter;
  readonly hall: Hall;
};

/** `owed`: the right to a paper stays; the number on the screen stands for it until then. */
export type CertificatePrint = {
  readonly print: "printed" | "owed";
  readonly copy?: number;
  readonly svg?: string;
  readonly fault?: PrinterFault | CentreFault | { readonly kind: "not-granted" };
};

/**
 * Prints what is owed for a settled operation, the original at most once (protocol A3 step 9, A5 rows 16-20).
 * `onPicture` hears of the certificate's picture before the paper moves.
 */
export async function printCertificate(
  parts: PrintParts,
  opId: string,
  onPicture: (svg: string, copy: number | undefined) => void,
): Promise<CertificatePrint> {
  const { journal, centre } = parts;
  let next = nextPrint(viewOf(journal.entriesOf(opId)));
  if (next.kind === "note-copy-owed") {
    journal.append(opId, { phase: "copy-owed", because: "terminal stopped while printing" });
    next = nextPrint(viewOf(journal.entriesOf(opId)));
  }
  const asked = await centre.certificate(opId);
  if (!asked.ok) return { print: "owed", fault: asked.fault };
  const print = printOf(next, asked.value);
  const paper = setPaper(certificateMarkup(asked.value, parts.hall, print ?? { kind: "original" }));
  const copy = print?.kind === "copy" ? print.n : undefined;
  onPicture(paper.svg, copy);
  const shown = { svg: paper.svg, ...(copy === undefined ? {} : { copy }) };
  if (print === undefined) {
    const fault = next.kind === "tell-printed" ? undefined : ({ kind: "not-granted" } as const);
    if (next.kind === "nothing") journal.append(opId, { phase: "closed" });
    return fault === undefined ? { print: "printed", ...shown } : { print: "owed", fault, ...shown };
  }

  const ready = faultOf(await parts.printer.status());
  if (ready !== undefined) return { print: "owed", fault: ready, ...shown };
  // The number of copies makes each paper's job its own: an answer to an old job never confirms a new one.
  const jobId = `${opId}/${String(copy ?? 0)}`;
  journal.append(opId, { phase: "print-armed", print, jobId });
  const outcome = await parts.printer.print({ jobId, bytes: paper.bytes });
  note(journal, opId, outcome);
  if (outcome.kind !== "printed") return { print: "owed", fault: outcome.fault, ...shown };
  await tellPrinted(viewOf(journal.entriesOf(opId)), journal, centre);
  return { print: "printed", ...shown };
}

function printOf(next: ReturnType<typeof nextPrint>, certificate: Certificate): Print | undefined {
  switch (next.kind) {
    case "print-original":
      return { kind: "original" };
    case "print-copy":
      return { kind: "copy", n: Math.max(next.n, certificate.copiesPrinted + 1) };
    case "note-copy-owed":
    case "tell-printed":
    case "nothing":
      return undefined;
  }
}

function note(journal: Journal, opId: string, outcome: PrintOutcome): void {
  switch (outcome.kind) {
    case "printed":
      journal.append(opId, { phase: "printed", proof: outcome.proof });
      return;
    case "not-started":
      journal.append(opId, { phase: "print-disarmed", because: outcome.fault.kind });
      return;
    case "unconfirmed":
      journal.append(opId, { phase: "copy-owed", because: outcome.fault.kind });
      return;
  }
}
