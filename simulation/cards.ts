import { fromHex, hex } from "../card/bytes.ts";
import { suiteOf, type CipherSuite } from "../card/cipher-suite.ts";
import type { Life } from "../card/life.ts";
import { profileById, type Profile } from "../card/profile.ts";
import { readStatusRecord } from "../card/status-record.ts";
import { cardOver, type VirtualSocialSecurityCard } from "../card/virtual/card.ts";
import { defaultCards, type DefaultCard } from "../card/virtual/default-cards.ts";
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
  /** Counts what a command may have changed on the chip. */
  readonly facts: {
    changes: number;
    /** The reset and the newest script command, on one counter: which of them came later. */
    turn: number;
    lastReset: number;
    lastScript: number;
    /** The terminal whose reader holds it. */
    heldBy?: string;
    replayed: boolean;
    /** Scripts that went to it, as they were sent. */
    readonly scripts: (readonly Uint8Array[])[];
  };
};

/** Ciphers that remember: the same keys, challenges and commands come in thousands of runs. */
const rememberedMax = 20_000;
const suites = new Map<string, CipherSuite>();

export function rememberingSuite(profile: Profile): CipherSuite {
  const known = suites.get(profile.auth.algorithm);
  if (known !== undefined) return known;
  const real = suiteOf(profile);
  const results = new Map<string, Uint8Array>();
  const remembered =
    (name: string, work: (...parts: Uint8Array[]) => Uint8Array) =>
    (...parts: Uint8Array[]): Uint8Array => {
      let key = name;
      for (const part of parts) key += `,${hex(part)}`;
      const found = results.get(key);
      if (found !== undefined) return found.slice();
      if (results.size >= rememberedMax) results.clear();
      const made = work(...parts);
      results.set(key, made);
      return made.slice();
    };
  const suite: CipherSuite = {
    macLength: real.macLength,
    div: remembered("div", (key = empty, factor = empty) => real.div(key, factor)),
    cryptogram: remembered("cryptogram", (key = empty, data = empty) => real.cryptogram(key, data)),
    mac: remembered("mac", (key = empty, icv = empty, data = empty) => real.mac(key, icv, data)),
  };
  suites.set(profile.auth.algorithm, suite);
  return suite;
}
const empty = new Uint8Array(0);

/** Cards of approved issuers that a terminal writes on by commands. */
export const cardBox: readonly DefaultCard[] = [
  "card-1",
  "card-2",
  "card-3",
  "card-8",
  "card-9",
  "card-7",
].map((id) => {
  const card = defaultCards.find((each) => each.id === id);
  if (card === undefined) throw new Error(`simulation: no card ${id}`);
  return card;
});

const issued = new Map<string, CardImage>();

/** A copy whose changing parts are its own. */
function freshImage(card: DefaultCard): CardImage {
  let image = issued.get(card.id);
  if (image === undefined) issued.set(card.id, (image = card.image()));
  return {
    ...image,
    pin: { ...image.pin },
    keys: image.keys.map((key) => ({ ...key })),
    files: image.files.map((file) => ({ ...file, records: [...file.records] })),
  };
}

export function simCard(scene: Scene, card: DefaultCard): SimCard {
  const { cardRef, atr } = card.person;
  const profile = profileById(card.person.profile);
  if (profile === undefined) throw new Error(`simulation: no profile ${card.person.profile}`);
  const image = freshImage(card);
  let challenges = 0;
  // Never twice within a run, and the same in each run, so that what follows from it need not be computed again.
  const chance = (length: number): Uint8Array => {
    const n = scene.mutant.sameChallenge === true ? 1 : (challenges += 1);
    const bytes = new Uint8Array(length).fill(0x5a);
    bytes[0] = n & 0xff;
    bytes[1] = n >> 8;
    return bytes;
  };
  const chip = cardOver(image, chance, rememberingSuite(profile));
  const facts: SimCard["facts"] = {
    changes: 0,
    turn: 0,
    lastReset: 0,
    lastScript: 0,
    replayed: false,
    scripts: [],
  };
  const place = placeOfRecord(image, profile);
  let seen = -1;
  let state: ReturnType<SimCard["state"]> = { life: "active", record: "absent" };
  return {
    id: card.id,
    cardRef,
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
        const word = hex(answer.subarray(-2));
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
        const bytes = place === undefined ? undefined : image.files[place.file]?.records[place.record];
        const record =
          bytes === undefined ? undefined : readStatusRecord(fromHex(bytes).subarray(2), profile);
        state = { life: image.life, record: place === undefined ? "absent" : (record ?? "garbled") };
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
