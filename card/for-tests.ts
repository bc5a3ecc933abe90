import type { CardConnection, ListAnswer, ListedCommand, ReaderFault } from "../hardware/ports.ts";
import { fail, ok, type Result } from "../hardware/result.ts";
import { fromHex, hex } from "./bytes.ts";
import { virtualCard, type VirtualSocialSecurityCard } from "./virtual/card.ts";
import { defaultCards } from "./virtual/default-cards.ts";
import type { CardImage } from "./virtual/image.ts";

/* Set pieces for the tests of this folder. */

const testChallenge = fromHex("1122334455667788");

/** Default card `number` (from 1), as `change` leaves it; its challenges are all the same. */
export function defaultCard(
  number: number,
  change: (image: CardImage) => void = () => undefined,
): VirtualSocialSecurityCard {
  const image = defaultCards[number - 1]?.image();
  if (image === undefined) throw new Error("no such card");
  change(image);
  return virtualCard(image, () => testChallenge);
}

/** Replaces a record: `text` is `tag len value` in hex. */
export function setRecord(image: CardImage, fid: string, text: string): void {
  const file = image.files.find((candidate) => candidate.directory === "DDF1" && candidate.fid === fid);
  const index = file?.records.findIndex((record) => record.startsWith(text.slice(0, 2))) ?? -1;
  if (file === undefined || index < 0) throw new Error("no such record");
  file.records[index] = text;
}

type Answering = { powerOn(): Uint8Array; powerOff(): void; answer(apdu: Uint8Array): Uint8Array };

/** Pulls the card at transmit number `apdu`, from 0, before or after the card has acted. */
type Tear = { readonly apdu: number; readonly when: "before" | "after" };

/**
 * The card, connected, and the hand that may pull it. card/ knows the port only; the whole virtual reader,
 * with lists, media and exclusivity, is hardware's.
 */
export function connectTo(card: Answering) {
  let tears: readonly Tear[] = [];
  let transmits = 0;
  let present = true;

  function transmit(apdu: Uint8Array): Result<Uint8Array, ReaderFault> {
    if (!present) return fail({ kind: "no-card" });
    const tear = tears.find((planned) => planned.apdu === transmits);
    transmits += 1;
    if (tear !== undefined) present = false;
    if (tear?.when === "before") return fail({ kind: "torn" });
    const answer = card.answer(apdu);
    return tear === undefined ? ok(answer) : fail({ kind: "torn" });
  }

  const unused = (): never => {
    throw new Error("a look and a reading cut no power");
  };
  let requests = 0;
  function transmitList(commands: readonly ListedCommand[]): ListAnswer {
    const answers: Uint8Array[] = [];
    for (const { apdu, allowed } of commands) {
      const answer = transmit(apdu);
      if (!answer.ok) return { answers, fault: answer.fault };
      answers.push(answer.value);
      if (!allowed.includes(hex(answer.value.slice(-2)))) break;
    }
    return { answers };
  }
  const connection: CardConnection = {
    atr: hex(card.powerOn()),
    transmit(apdu) {
      requests += 1;
      return Promise.resolve(transmit(apdu));
    },
    transmitList(commands) {
      requests += 1;
      return Promise.resolve(transmitList(commands));
    },
    powerCycle: () => unused(),
    end: () => Promise.resolve(),
  };
  const plan = (next: readonly Tear[]): void => void (tears = next);
  return { connection, reader: { plan, transmits: () => transmits, requests: () => requests } };
}

/** A card that gives these answers in turn, then 6F00, and remembers what it was asked (hex). */
export function scriptedCard(...answers: string[]): Answering & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    powerOn: () => fromHex("3B00"),
    powerOff: () => undefined,
    answer(apdu) {
      asked.push(hex(apdu));
      return fromHex(answers.shift() ?? "6F00");
    },
  };
}
