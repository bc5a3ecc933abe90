import type { Certificate } from "../central/contract-certificate.ts";
import { escapeText, paperColumns } from "../hardware/printer/paper.ts";
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

/** Of 48 columns, one between the two: hanzi take two, so that six fit the first; English labels need more. */
const labelColumns = { zh: 14, en: 20 } as const satisfies Record<keyof Phrase, number>;
const widthOf = (tongue: keyof Phrase): number => paperColumns - labelColumns[tongue] - 1;
/** An operation number is 36 characters, and is read aloud to a clerk: it stands on one line. */
const numberColumns = "{width:11,36}";

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
    `{width:${String(labelColumns[tongue])},${String(widthOf(tongue))}}`,
    ...rows(certificate, hall).map(([label, value]) => {
      return `|${text(label[tongue])} |${lines(value[tongue], widthOf(tongue))} |`;
    }),
    numberColumns,
    `|${text(labels.operationNo[tongue])} |${text(certificate.opId)} |`,
    "{width:*}",
    `|${text(labels.stillToDo[tongue])} |`,
    ...certificateDuties[kind].map((duty, i) => {
      return `|${lines(`${String(i + 1)}. ${duty[tongue]}`, paperColumns)} |`;
    }),
  ];
  return [
    "{width:*}",
    ...language("zh"),
    "-",
    ...language("en"),
    "-",
    `{code:${text(certificate.signed ?? number)};option:qrcode,4,m}`,
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
    ...(certificate.agentNameMasked === undefined
      ? []
      : [[labels.agent, same(certificate.agentNameMasked)] as [Phrase, Phrase]]),
    [labels.issuer, { zh: `${issuer.nameZh} ${issuer.number}`, en: `${issuer.nameEn} ${issuer.number}` }],
    [labels.onCard, certificate.recordOnly === true ? sentences.recordOnly : lifeNames[certificate.cardLife]],
    [labels.atCentre, legalNames[certificate.legal]],
    [labels.office, { zh: office.nameZh, en: office.nameEn }],
    [labels.hall, { zh: hall.nameZh, en: hall.nameEn }],
    [labels.terminal, same(hall.terminalId)],
    [labels.handledBy, certificate.atCounter === true ? sentences.counter : sentences.selfService],
  ];
}

const text = (value: string): string => escapeText(value);

/** Escaped, and broken between words where a line is full; a word longer than a line breaks where it must. */
function lines(value: string, width: number): string {
  const broken: string[] = [];
  for (const word of value.split(/\s+/u)) {
    const longer = `${broken.at(-1) ?? ""} ${word}`;
    if (broken.length > 0 && columnsOf(longer) <= width) broken.splice(-1, 1, longer);
    else broken.push(word);
  }
  return broken.map(text).join("\\n");
}

/** ASCII takes one column, all else two: never less than the printer takes. */
const columnsOf = (value: string): number =>
  [...value].reduce((columns, character) => columns + (character <= "\x7e" ? 1 : 2), 0);

const same = (value: string): Phrase => ({ zh: value, en: value });

/** The centre's clock as halls read it, UTC+8: 2026-03-02 10:30:15. */
const shanghai = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Shanghai",
  dateStyle: "short",
  timeStyle: "medium",
});
export const hallTime = (atMs: number): string => shanghai.format(atMs);
