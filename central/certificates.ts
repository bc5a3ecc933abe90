import { maskCardNumber, maskName, maskNationalNumber } from "../card/masking.ts";
import { ok } from "../hardware/result.ts";
import { papers } from "./applications/model.ts";
import { encode, fingerprint, recall, remember } from "./answers.ts";
import { note } from "./audit.ts";
import { shanghaiDate } from "./clock.ts";
import {
  certificate,
  printedAnswer,
  type Certificate,
  type PrintedAnswer,
  type PrintedRequest,
} from "./contract-certificate.ts";
import { refuse, type Answered } from "./problems.ts";
import { holderMark, type CertificateFacts } from "./proof/certificate-text.ts";
import { findOperation, issuerOf } from "./register.ts";
import type { OperationRow } from "./tables.ts";
import type { Tx } from "./store.ts";

/**
 * The next number of an office: `<issuer number>-<year, Asia/Shanghai>-<6 digits>`, counted from 1 in each
 * year. Gapless but for `leaveNumbers`, because it is minted in the transaction that settles the operation.
 */
export async function mintCertificateNo(tx: Tx, office: string, nowMs: number): Promise<string> {
  const year = shanghaiDate(nowMs).slice(0, 4);
  const counter = await tx.get("certificate_counter", { office, year });
  const last = (counter?.last ?? 0) + 1;
  if (counter === undefined) await tx.add("certificate_counter", { office, year, last });
  else await tx.change("certificate_counter", { office, year }, { last });
  return `${office}-${year}-${String(last).padStart(6, "0")}`;
}

/** More certificates than an office gives between two backups. */
const numbersLeft = 10_000;

/**
 * What was given since a backup that is put back is known to the terminals' journals and to paper alone, and a journal
 * may be lost as well: those numbers are left out, so that none is given twice.
 */
export async function leaveNumbers(tx: Tx, nowMs: number): Promise<void> {
  const year = shanghaiDate(nowMs).slice(0, 4);
  for (const { number: office } of await tx.find("issuer", {})) {
    const counter = await tx.get("certificate_counter", { office, year });
    const last = (counter?.last ?? 0) + numbersLeft;
    if (counter === undefined) await tx.add("certificate_counter", { office, year, last });
    else await tx.change("certificate_counter", { office, year }, { last });
  }
}

/** Answers the text that the certificate's QR code shows. */
export type SignCertificate = (facts: CertificateFacts) => string;

/** What the certificate of a done operation says, personal text masked. A read: no key, never stored. */
export async function certificateText(
  tx: Tx,
  opId: string,
  signed?: SignCertificate,
): Promise<Answered<Certificate>> {
  const operation = await findOperation(tx, opId);
  if (operation === undefined || operation.certificate_no === null) return refuse("unknown-operation");
  const { certificate_no, settled_at_ms, card_life, settled_legal } = operation;
  if (settled_at_ms === null || card_life === null || settled_legal === null)
    throw new Error(`operation ${opId} has a certificate and was not settled`);

  const card = await tx.get("card", { card_ref: operation.card_ref });
  const issuer = card && (await tx.get("issuer", { number: card.issuer_number }));
  if (card === undefined || issuer === undefined) throw new Error(`operation ${opId} is of no card`);
  const copies = await tx.find("print", { op_id: opId, kind: "copy" });
  const holder = {
    holderNameMasked: maskName(card.holder_name),
    nationalNumberMasked: maskNationalNumber(card.national_number),
    cardNumberMasked: maskCardNumber(card.card_number),
  };
  const facts: CertificateFacts = {
    number: certificate_no,
    kind: operation.kind,
    doneAtMs: settled_at_ms,
    issuerNumber: issuer.number,
    legal: settled_legal,
    holder: holderMark(holder),
  };
  return ok(
    encode(certificate, {
      number: certificate_no,
      opId,
      kind: operation.kind,
      reason: operation.reason,
      doneAtMs: settled_at_ms,
      issuer: issuerOf(issuer),
      // The issuer is the only office until offices have a register of their own.
      office: { nameZh: issuer.name_zh, nameEn: issuer.name_en },
      ...holder,
      ...(await handling(tx, operation)),
      cardLife: card_life,
      legal: settled_legal,
      copiesPrinted: copies.length,
      ...(operation.record_only === 1 && card_life === "unknown" && { recordOnly: true }),
      ...(signed !== undefined && { signed: signed(facts) }),
    }),
  );
}

/**
 * Who acted, and where: by the application that was carried out, by what the terminal or the clerk at its desk was shown
 * for this operation, and by the desk that finished it.
 */
async function handling(
  tx: Tx,
  { op_id, settled_by }: OperationRow,
): Promise<Pick<Certificate, "agentNameMasked" | "atCounter">> {
  const [application] = await tx.find("application", { op_id });
  const shown = application && papers.parse(JSON.parse(application.papers));
  const applied = shown?.agent?.name ?? shown?.agentAtTerminal?.name;
  const agent = applied ?? (await tx.get("agent_shown", { op_id }))?.name;
  const desk = settled_by === null ? undefined : await tx.get("desk", { terminal_id: settled_by });
  const byClerk = application?.channel === "counter" || application?.channel === "agent";
  const atCounter = byClerk || typeof desk?.clerk === "string";
  return {
    ...(agent !== undefined && { agentNameMasked: maskName(agent) }),
    ...(atCounter && { atCounter }),
  };
}

/**
 * M6. What came out of a printer, told afterwards, so it is recorded even where it should not have been.
 * Key: operation id, original or copy n, and the terminal, since two terminals may each print a copy 1.
 */
export async function printed(
  tx: Tx,
  nowMs: number,
  opId: string,
  request: PrintedRequest,
): Promise<Answered<PrintedAnswer>> {
  const { print: paper, proof, certificateNo } = request;
  const { terminalId } = request.header;
  const n = paper.kind === "copy" ? paper.n : 0;
  const key = `${opId}:printed:${paper.kind}:${String(n)}:${terminalId}`;
  const print = fingerprint(request);
  const known = await recall<PrintedAnswer>(tx, key, print);
  if (known !== undefined) return known;

  const operation = await findOperation(tx, opId);
  if (operation === undefined) return refuse("unknown-operation");
  if (operation.certificate_no !== certificateNo)
    return refuse("invalid-message", "not this operation's certificate");

  const row = { op_id: opId, kind: paper.kind, n, terminal_id: terminalId, proof, at_ms: nowMs };
  await tx.add("print", row);
  const by = { nowMs, opId, cardRef: operation.card_ref, terminalId };
  await note(tx, { event: "printed", ...by, detail: { certificateNo, kind: paper.kind, n } });
  if (paper.kind === "original" && operation.settled_by !== terminalId)
    await note(tx, { event: "alarm", ...by, detail: { because: "an original without a grant" } });
  const body = encode(printedAnswer, { result: "recorded" });
  return remember(tx, { key, print, body, nowMs });
}
