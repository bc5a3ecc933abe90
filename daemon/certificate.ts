import type { Certificate } from "../central/contract.ts";
import { escapeText } from "../hardware/printer/paper.ts";
import {
  certificateDuties,
  certificateLabels as labels,
  certificateSentences as sentences,
  certificateTitles,
} from "../words/certificate.ts";
import type { Phrase } from "../words/language.ts";
import { legalNames, lifeNames, operationNames, reasonNames } from "../words/operations.ts";
import type { Print } from "./journal.ts";

/** Where it was made; printed as the holder sees it in the hall. */
export type Hall = { readonly nameZh: string; readonly nameEn: string; readonly terminalId: string };

/** Two columns on 48: hanzi take two, so that six of them fit the first. */
const columns = "{width:14,34}";

/**
 * A certificate as receiptline markup: Chinese whole, then English whole. Pure: all facts come from the centre's
 * answer, masked there; every text is escaped, so that no name can draw, cut or add a line.
 */
export function certificateMarkup(certificate: Certificate, hall: Hall, print: Print): string {
  const { kind, number } = certificate;
  const copy = print.kind === "copy" ? [sentences.copy(print.n)] : [];
  const language = (tongue: keyof Phrase): string[] => [
    `^^${text(certificateTitles[kind][tongue])}`,
    ...copy.map((phrase) => `^^^${text(phrase[tongue])}`),
    columns,
    ...rows(certificate, hall).map(([label, value]) => `|${text(label[tongue])} |${text(value[tongue])} |`),
    "{width:*}",
    `|${text(labels.stillToDo[tongue])} |`,
    ...certificateDuties[kind].map((duty, i) => `|${String(i + 1)}\\x2e ${text(duty[tongue])} |`),
  ];
  return [
    "{width:*}",
    ...language("zh"),
    "-",
    ...language("en"),
    "-",
    `{code:${text(number)};option:qrcode,4,m}`,
    `${text(sentences.qr.zh)} ${text(sentences.qr.en)}`,
    `${text(sentences.keep.zh)} ${text(sentences.keep.en)}`,
    text(sentences.hotline.zh),
    text(sentences.hotline.en),
  ].join("\n");
}

function rows(certificate: Certificate, hall: Hall): [Phrase, Phrase][] {
  const { issuer, office } = certificate;
  return [
    [labels.certificateNo, same(certificate.number)],
    [labels.doneAt, same(hallTime(certificate.doneAtMs))],
    [labels.business, operationNames[certificate.kind]],
    [labels.reason, reasonNames[certificate.reason]],
    [labels.holder, same(certificate.holderNameMasked)],
    [labels.nationalNumber, same(certificate.nationalNumberMasked)],
    [labels.cardNumber, same(certificate.cardNumberMasked)],
    [labels.issuer, { zh: `${issuer.nameZh} ${issuer.number}`, en: `${issuer.nameEn} ${issuer.number}` }],
    [labels.onCard, lifeNames[certificate.cardLife]],
    [labels.atCentre, legalNames[certificate.legal]],
    [labels.office, { zh: office.nameZh, en: office.nameEn }],
    [labels.hall, { zh: hall.nameZh, en: hall.nameEn }],
    [labels.terminal, same(hall.terminalId)],
    [labels.handledBy, sentences.selfService],
    [labels.operationNo, same(certificate.opId)],
  ];
}

const text = (value: string): string => escapeText(value);
const same = (value: string): Phrase => ({ zh: value, en: value });

/** The centre's clock as halls read it, UTC+8: 2026-03-02 10:30:15. */
const shanghai = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Shanghai",
  dateStyle: "short",
  timeStyle: "medium",
});
export const hallTime = (atMs: number): string => shanghai.format(atMs);
