import { fromHex, hex, hexFrom } from "../card/bytes.ts";
import { lifeOfDates } from "../card/expiry-life.ts";
import type { Life } from "../card/life.ts";
import { findField, profileById, type Profile } from "../card/profile.ts";
import { readStatusRecord } from "../card/status-record.ts";
import { cardOver, type VirtualSocialSecurityCard } from "../card/virtual/card.ts";
import { defaultCards, exampleCards, type DefaultCard } from "../card/virtual/default-cards.ts";
import type { CardImage } from "../card/virtual/image.ts";
import type { Evidence } from "../card/life.ts";
import type { Scene } from "./scene.ts";

/** A card in somebody's hand or in a reader. */
export type SimCard = {
  readonly id: string;
  readonly cardRef: string;
  readonly atr: string;
  readonly profile: Profile;
  readonly chip: Pick<VirtualSocialSecurityCard, "powerOn" | "powerOff" | "answer">;
  /** What the chip holds, seen without asking it. */
  state(): { readonly life: Life; readonly record: Evidence["record"] };
  /** Its keys, hex, as they may stand nowhere. */
  keys(): readonly string[];
  /** True for a chip that somebody made after this one. */
  readonly isCopy: boolean;
  /** Another chip with all that this one holds now, its keys too. */
  copied(): SimCard;
  /** No key of it has refused anybody lately. */
  hasAllTries(): boolean;
  /**
   * Nothing can be written on it any more: its record turned over by itself, or somebody who replayed a script helped a
   * key to refuse too often. A key that we alone have locked is ours to answer for (mutant M8).
   */
  isForClerk(): boolean;
  /** One bit of its status record turns over; false where it keeps none. */
  spoil(bit: number): boolean;
  /** Counts what a command may have changed on the chip. */
  readonly facts: {
    changes: number;
    /** The reset and the newest script command, on one counter: which of them came later. */
    turn: number;
    lastReset: number;
    lastScript: number;
    /** The terminal whose reader holds it. */
    heldBy: string | undefined;
    replayed: boolean;
    /** Its record is no longer what was written. */
    spoilt: boolean;
    /** Scripts that went to it, as they were sent. */
    readonly scripts: (readonly Uint8Array[])[];
  };
};

/** Cards of approved issuers, of every profile there is. */
export const cardBox: readonly DefaultCard[] = [
  ...defaultCards.filter(({ id }) => !["card-4", "card-5", "card-6"].includes(id)),
  ...exampleCards,
];

const issued = new Map<string, CardImage>();

function issuedImage(card: DefaultCard): CardImage {
  let image = issued.get(card.id);
  if (image === undefined) issued.set(card.id, (image = card.image()));
  return image;
}

/** A copy whose changing parts are its own. */
function copyOf(image: CardImage): CardImage {
  return {
    ...image,
    pin: { ...image.pin },
    keys: image.keys.map((key) => ({ ...key })),
    files: image.files.map((file) => ({ ...file, records: [...file.records] })),
  };
}

export function simCard(scene: Scene, card: DefaultCard, from?: CardImage): SimCard {
  const { cardRef, atr } = card.person;
  const profile = profileById(card.person.profile);
  if (profile === undefined) throw new Error(`simulation: no profile ${card.person.profile}`);
  const image = copyOf(from ?? issuedImage(card));
  let challenges = 0;
  // Never twice within a run, and the same in each run.
  const chance = (length: number): Uint8Array => {
    const n = scene.mutant.sameChallenge === true ? 1 : (challenges += 1);
    const bytes = new Uint8Array(length).fill(0x5a);
    bytes[0] = n & 0xff;
    bytes[1] = n >> 8;
    if (from !== undefined) bytes[2] = 0xa5;
    return bytes;
  };
  const chip = cardOver(image, chance, scene.suiteOf(profile));
  const facts: SimCard["facts"] = {
    changes: 0,
    turn: 0,
    lastReset: 0,
    lastScript: 0,
    heldBy: undefined,
    replayed: false,
    spoilt: false,
    scripts: [],
  };
  const place = placeOfRecord(image, profile);
  let seen = -1;
  let state: ReturnType<SimCard["state"]> = { life: "active", record: "absent" };
  const recordText = (): string | undefined =>
    place === undefined ? undefined : image.files[place.file]?.records[place.record];
  return {
    id: from === undefined ? card.id : `${card.id} (copy)`,
    cardRef,
    isCopy: from !== undefined,
    keys: () => [...new Set(image.keys.map(({ value }) => value))],
    copied: () => simCard(scene, card, image),
    isForClerk: () => facts.spoilt || (facts.replayed && image.keys.some(({ left }) => left === 0)),
    hasAllTries: () => image.keys.every(({ tries, left }) => left === tries),
    spoil(bit) {
      const records = place === undefined ? undefined : image.files[place.file]?.records;
      const text = recordText();
      if (place === undefined || records === undefined || text === undefined) return false;
      // Its tag and length stay: a card finds the record by them.
      const bytes = fromHex(text);
      const at = 2 + ((bit >> 3) % (bytes.length - 2));
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
      records[place.record] = hex(bytes);
      facts.spoilt = true;
      facts.changes += 1;
      return true;
    },
    atr,
    profile,
    facts,
    chip: {
      powerOn() {
        facts.lastReset = ++facts.turn;
        return chip.powerOn();
      },
      powerOff: () => {
        chip.powerOff();
      },
      answer(apdu) {
        const answer = chip.answer(apdu);
        const word = hexFrom(answer, answer.length - 2);
        scene.reached.statusWord(word);
        if ((apdu[0] === 0x84 || apdu[1] === 0xdc) && word === "9000") {
          facts.changes += 1;
          facts.lastScript = ++facts.turn;
        }
        return answer;
      },
    },
    state() {
      if (seen !== facts.changes) {
        seen = facts.changes;
        const bytes = recordText();
        const record =
          bytes === undefined ? undefined : readStatusRecord(fromHex(bytes).subarray(2), profile);
        const shown = place === undefined ? "absent" : (record ?? "garbled");
        state = { life: lifeOn(image, profile, shown), record: shown };
      }
      return state;
    },
  };
}

function placeOfRecord(
  image: CardImage,
  profile: Profile,
): { readonly file: number; readonly record: number } | undefined {
  const { statusRecord } = profile;
  if (statusRecord === undefined) return undefined;
  for (const [file, { records }] of image.files.entries())
    for (const [record, value] of records.entries())
      if (value.startsWith(statusRecord.tag) && value.length === 52) return { file, record };
  return undefined;
}

/** What the card is by its profile's rule: its own life, its record's word, or its dates. */
function lifeOn(image: CardImage, profile: Profile, record: Evidence["record"]): Life {
  switch (profile.life.by) {
    case "select":
      return image.life;
    case "status-record":
      return typeof record === "object" ? record.target : "unknown";
    case "expiry-date": {
      const [issuedOn = "", expiresOn = ""] = (["issuedOn", "expiresOn"] as const).map((role) => {
        const found = findField(profile, role);
        const file = image.files.find(({ directory, fid }) => `${directory}/${fid}` === found?.file);
        const text = file?.records.find((value) => value.startsWith(found?.field.tag ?? "?"));
        return text?.slice(4) ?? "";
      });
      return lifeOfDates(issuedOn, expiresOn, profile.life.validityYears ?? 0);
    }
  }
}
