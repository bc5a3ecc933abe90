import type { Certificate } from "../central/contract-certificate.ts";
import type { PrinterFault, PrintJob, PrintOutcome, ReceiptPrinter } from "../hardware/ports.ts";
import { faultOf } from "../hardware/printer/escpos-status.ts";
import type { GlyphSource } from "../hardware/printer/glyph-source.ts";
import { paperColumns, setPaper, unprintableIn, type PrintedPaper } from "../hardware/printer/paper.ts";
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
  /** Pictures of hanzi that the printer's font lacks; without them a mark and a number stand for each. */
  readonly glyphs?: GlyphSource;
  /** How a certificate becomes paper; the house's own way unless told otherwise. */
  readonly paperOf?: (certificate: Certificate, hall: Hall, print: Print) => CertificatePaper;
};

type CertificatePaper = Pick<PrintedPaper, "bytes" | "svg"> & Partial<Pick<PrintedPaper, "lengthMm">>;

async function housePaper(
  certificate: Certificate,
  hall: Hall,
  print: Print,
  glyphs: GlyphSource | undefined,
): Promise<CertificatePaper> {
  const markup = certificateMarkup(certificate, hall, print);
  const rare = unprintableIn(markup);
  return setPaper(markup, paperColumns, rare.length === 0 ? undefined : await glyphs?.(rare));
}

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
  const shape = print ?? { kind: "original" };
  const paper =
    parts.paperOf?.(asked.value, parts.hall, shape) ??
    (await housePaper(asked.value, parts.hall, shape, parts.glyphs));
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
  if (print.kind === "original") {
    // The centre sees the armed entry's place before paper moves: a disk set back to before it is then found out,
    // and one that was let in again since learns here that the original is no longer its own (simulator, seeds
    // 389 and 6076).
    const { epoch = 0 } = viewOf(journal.entriesOf(opId));
    const told = await centre.report(opId, { epoch, outcome: { kind: "unknown" } });
    if (!told.ok) {
      journal.append(opId, { phase: "print-disarmed", because: told.fault.kind });
      return { print: "owed", fault: told.fault, ...shown };
    }
    if (told.value.printGrant === false) {
      journal.append(opId, { phase: "copy-owed", because: "the original belongs to another disk" });
      return printCertificate(parts, opId, onPicture);
    }
  }
  const outcome = await parts.printer.print({ ...paperJob(paper), jobId });
  note(journal, opId, outcome);
  if (outcome.kind !== "printed") return { print: "owed", fault: outcome.fault, ...shown };
  await tellPrinted(viewOf(journal.entriesOf(opId)), journal, centre);
  return { print: "printed", ...shown };
}

const paperJob = ({ bytes, lengthMm }: CertificatePaper): Omit<PrintJob, "jobId"> => ({
  bytes,
  ...(lengthMm === undefined ? {} : { lengthMm }),
});

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
