import { readAtr } from "./atr.ts";
import { fromHex } from "./bytes.ts";
import type { CardFacts } from "./card-facts.ts";
import type { CardFault } from "./faults.ts";

/*
 * The clerks' interface that vendors' libraries share (LD/T 33 `iReadCardBas`, facts about the card section 5):
 * one line of fields between bars, and numbers for faults. Hall software that speaks it can switch over.
 */

/** What the terminal says of itself in the line. */
type IReadCardTerminal = {
  /** Terminal number, 12 digits of the PSAM; empty without one. */
  readonly terminalNumber: string;
  readonly deviceNumber: string;
};

/**
 * 发卡地区行政区划代码|社会保障号码|卡号|卡识别码|姓名|卡复位信息(历史字节)|规范版本|发卡日期|卡有效期|终端机编号|终端设备号|
 * UNMASKED: whoever asks in this format is hall software that serves the holder. What the card keeps closed is
 * empty, as vendors' libraries leave it.
 */
export function iReadCardLine(facts: CardFacts, terminal: IReadCardTerminal): string {
  const { evidence, issuer, holder } = facts;
  return [
    issuer.number,
    holder?.nationalNumber ?? "",
    facts.cardNumber,
    evidence.cardRef,
    holder?.name ?? "",
    readAtr(fromHex(evidence.atr)).historicalBytes,
    facts.version,
    facts.issuedOn.replaceAll("-", ""),
    facts.expiresOn.replaceAll("-", ""),
    terminal.terminalNumber,
    terminal.deviceNumber,
  ]
    .map((field) => `${withoutBars(field)}|`)
    .join("");
}

/** A bar within a field would shift all that follow it; no name and no number has one, but a card is hostile. */
const withoutBars = (field: string): string => field.replaceAll("|", "");

/** What the vendors' libraries answer when all went well; some of their tables say 1. */
export const iReadCardOk = 0;

/** A fault as the vendors' libraries number it: their own small numbers, or minus the status word in decimal. */
export function iReadCardCode(fault: CardFault): number {
  switch (fault.kind) {
    case "no-card":
      return -2;
    case "mute-card":
      return -3;
    case "torn":
    case "no-answer":
      return -4;
    case "reader-lost":
      return -11;
    case "reader-busy":
      return -12;
    case "not-recognised":
      return -1;
    case "garbled":
      return -20;
    case "refused":
      return -Number.parseInt(fault.statusWord, 16);
  }
}
