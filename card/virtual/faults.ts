import { concat, fromHex, hex } from "../bytes.ts";
import type { VirtualCard } from "./card.ts";

/** What a virtual card may be made to do wrong, by name. */
export const cardFaults = {
  mute: "gives no answer to reset",
  slow: "answers long after any deadline",
  "wrong-sw": "ends every answer with a status word of its own",
  "wrong-mac": "holds another STK: no MAC fits",
  "memory-fault": "cannot write: 6581",
  "torn-before": "leaves the reader before it acts on the APDU",
  "torn-after": "leaves the reader after it acted on the APDU",
  "endless-61": "always has more data waiting",
  huge: "answers 64 KiB where a few bytes were asked for",
  "deep-tlv": "nests its FCI nine deep",
  "look-alike": "answers to the SSSE's name and gives another as its own",
  swapped: "is another card from the next power-on",
  "old-image": "is as it was issued from the next power-on: a clone made in time",
} as const;
export type CardFaultName = keyof typeof cardFaults;
export const cardFaultNames = Object.keys(cardFaults) as readonly CardFaultName[];

/** `fromApdu`: counted from 1 since the fault was set; before it the card is right. Tears happen at that one alone. */
export type PlannedFault = { readonly name: CardFaultName; readonly fromApdu: number };

type FaultParts = {
  /** The hand that takes the card out. */
  readonly pull: () => void;
  /** The card that `swapped` and `old-image` turn into. */
  readonly other: () => VirtualCard;
};

export type FaultyCard = Omit<VirtualCard, "answer"> & {
  /** `undefined`: the card is gone, and no answer comes. */
  answer(apdu: Uint8Array): Uint8Array | undefined;
  /** How long an answer takes; whoever carries the bytes waits that long. */
  readonly delayMs: number;
};

/** Longer than a reader of ours waits for an APDU: 8 s. */
const slowMs = 12_000;
const sw = fromHex;

const isSecured = ([cla, ins]: Uint8Array): boolean =>
  (cla === 0x04 && ins === 0xdc) || (cla === 0x84 && (ins === 0x1e || ins === 0x18 || ins === 0x16));
const isSelectByName = ([cla, ins, p1]: Uint8Array): boolean => cla === 0x00 && ins === 0xa4 && p1 === 0x04;
const isGetResponse = ([cla, ins]: Uint8Array): boolean => cla === 0x00 && ins === 0xc0;
const isRead = ([cla, ins]: Uint8Array): boolean => cla === 0x00 && (ins === 0xb2 || ins === 0xb0);

/** A card that is right but for one thing. */
export function faultyCard(card: VirtualCard, fault: PlannedFault, parts: FaultParts): FaultyCard {
  const { name, fromApdu } = fault;
  let current = card;
  let apdus = 0;
  let wrongNow = false;

  /** A copy or another card lies there from now on, if it is that kind of fault. */
  function turn(): void {
    if ((name === "swapped" || name === "old-image") && current === card && apdus + 1 >= fromApdu)
      current = parts.other();
  }

  function answer(apdu: Uint8Array): Uint8Array | undefined {
    apdus += 1;
    if (name === "torn-before" && apdus === fromApdu) {
      parts.pull();
      return undefined;
    }
    if (apdus < fromApdu) return current.answer(apdu);
    if (name === "torn-after") {
      const given = current.answer(apdu);
      if (apdus > fromApdu) return given;
      parts.pull();
      return undefined;
    }
    return wrongAnswer(apdu);
  }

  function wrongAnswer(apdu: Uint8Array): Uint8Array {
    switch (name) {
      case "wrong-sw":
        return concat(current.answer(apdu).slice(0, -2), sw("6F17"));
      case "wrong-mac":
        return current.answer(isSecured(apdu) ? withLastByteFlipped(apdu) : apdu);
      case "memory-fault":
        return isSecured(apdu) || apdu[1] === 0xdc ? sw("6581") : current.answer(apdu);
      case "endless-61":
        if (isGetResponse(apdu)) return concat(new Uint8Array(16), sw("6110"));
        return isRead(apdu) ? sw("6110") : current.answer(apdu);
      case "huge":
        if (isGetResponse(apdu)) return concat(new Uint8Array(256), sw("6100"));
        return isRead(apdu) ? sw("6100") : current.answer(apdu);
      case "deep-tlv":
        return selectWith(apdu, nestedFci(9));
      case "look-alike":
        return selectWith(apdu, fromHex("6F13840F7378312E73682EC9E7BBE1B1A3D5CEA500"));
      default:
        return current.answer(apdu);
    }
  }

  /** SELECT by name as the card does it, its FCI replaced. */
  function selectWith(apdu: Uint8Array, fci: Uint8Array): Uint8Array {
    if (isGetResponse(apdu) && wrongNow) {
      wrongNow = false;
      return concat(fci, sw("9000"));
    }
    const given = current.answer(apdu);
    wrongNow = isSelectByName(apdu) && hex(given).startsWith("61");
    return wrongNow ? Uint8Array.of(0x61, fci.length) : given;
  }

  return {
    get atr() {
      return name === "mute" ? "" : current.atr;
    },
    delayMs: name === "slow" ? slowMs : 0,
    powerOn() {
      turn();
      const atr = current.powerOn();
      return name === "mute" ? new Uint8Array(0) : atr;
    },
    powerOff: () => {
      current.powerOff();
    },
    reset() {
      turn();
      const atr = current.reset();
      return name === "mute" ? new Uint8Array(0) : atr;
    },
    answer,
  };
}

const withLastByteFlipped = (apdu: Uint8Array): Uint8Array =>
  apdu.map((byte, index) => (index === apdu.length - 1 ? byte ^ 0xff : byte));

/** An FCI whose A5 holds constructed objects down to `depth`. */
function nestedFci(depth: number): Uint8Array {
  let inner = fromHex("810101");
  for (let level = 2; level < depth; level += 1) inner = concat(Uint8Array.of(0xe1, inner.length), inner);
  const name = fromHex("840F7378312E73682EC9E7BBE1B1A3D5CF");
  const proprietary = concat(Uint8Array.of(0xa5, inner.length), inner);
  return concat(Uint8Array.of(0x6f, name.length + proprietary.length), name, proprietary);
}
