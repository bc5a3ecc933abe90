import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { virtualCard, type VirtualCard } from "../card/virtual/card.ts";
import { defaultCards, exampleCards } from "../card/virtual/default-cards.ts";
import { faultyCard, type FaultyCard, type PlannedFault } from "../card/virtual/faults.ts";
import { cardImage, type CardImage } from "../card/virtual/image.ts";
import { bankCard, blankCard, muteCard } from "../card/virtual/strangers.ts";
import { insertIntoVpcd, vpcdPort, type ChipCard } from "../hardware/reader/vpcd-link.ts";

/** A box of virtual cards and one hand over a slot of a virtual reader. Each card's memory is a JSON file. */

type BoxedCard = {
  readonly id: string;
  readonly label: string;
  readonly life: string;
  readonly inserted: boolean;
};

/**
 * The hand that pulls: at the nth APDU from now on, before or after the card acts on it. With `hang` nobody pulls:
 * the card answers no APDU from that one on, until it is taken out.
 */
type Tear = { readonly apdu: number; readonly when: "before" | "after" | "hang" };

/** What a card does wrong, and which card it turns into where the fault is to be another one. */
type BoxFault = PlannedFault & { readonly other?: string };

const strangers: Readonly<Record<string, { label: string; make: () => VirtualCard }>> = {
  bank: { label: "银行卡", make: bankCard },
  blank: { label: "空白卡", make: blankCard },
  mute: { label: "坏卡（无应答）", make: muteCard },
};

const chance = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

export function cardBox(folder: string) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (id: string): string => join(folder, `${id}.json`);
  for (const card of defaultCards) if (!existsSync(fileOf(card.id))) keep(card.id, card.image());
  let inserted: { readonly id: string; pull(): void } | undefined;
  let tear: Tear | undefined;
  let apdus = 0;
  let fault: BoxFault | undefined;

  /** Whole or not at all, like the card's own memory: a half-written file never stands under the name. */
  function keep(id: string, image: CardImage): void {
    writeFileSync(`${fileOf(id)}.new`, JSON.stringify(image, undefined, 1), { mode: 0o600 });
    renameSync(`${fileOf(id)}.new`, fileOf(id));
  }
  const imageOf = (id: string): CardImage => cardImage.parse(JSON.parse(readFileSync(fileOf(id), "utf8")));
  const ids = (): string[] =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.slice(0, -".json".length))
      .sort();

  function cardOf(id: string): ChipCard | undefined {
    const stranger = strangers[id];
    if (stranger !== undefined) return stranger.make();
    if (!ids().includes(id)) return undefined;
    const card = virtualCard(imageOf(id), chance);
    let kept = JSON.stringify(card.image());
    const now = faults(id, {
      ...card,
      /** Whatever the card keeps is kept before its answer is heard. */
      answer(apdu) {
        const answer = card.answer(apdu);
        const image = card.image();
        const text = JSON.stringify(image);
        if (text !== kept) keep(id, image);
        kept = text;
        return answer;
      },
    });
    return {
      powerOn: () => now().powerOn(),
      powerOff: () => {
        now().powerOff();
      },
      reset: () => now().reset(),
      answer(apdu) {
        apdus++;
        if (tear?.when === "hang" && apdus >= tear.apdu) return undefined;
        if (tear?.apdu === apdus && tear.when === "before") {
          pull();
          return undefined;
        }
        const { delayMs } = now();
        const answer = now().answer(apdu);
        if (tear?.apdu === apdus) {
          pull();
          return undefined;
        }
        return delayMs === 0
          ? answer
          : new Promise((late) => {
              setTimeout(late, delayMs, answer);
            });
      },
    };
  }

  /** The card as the fault of the moment has it; a fault may be set and lifted while it lies there. */
  function faults(id: string, card: VirtualCard): () => FaultyCard {
    let made: { readonly by: BoxFault; readonly card: FaultyCard } | undefined;
    const right: FaultyCard = { ...card, delayMs: 0 };
    return () => {
      if (fault === undefined) return right;
      if (made?.by !== fault) {
        const { name, other = "card-2" } = fault;
        const issued = [...defaultCards, ...exampleCards].find((each) => each.id === id);
        const turned = (): VirtualCard =>
          virtualCard(name === "swapped" ? imageOf(other) : (issued?.image() ?? imageOf(id)), chance);
        made = { by: fault, card: faultyCard(card, fault, { pull, other: turned }) };
      }
      return made.card;
    };
  }

  function pull(): void {
    tear = undefined;
    const going = inserted;
    inserted = undefined;
    going?.pull();
  }

  return {
    list(): BoxedCard[] {
      const known = ids().map((id) => ({
        id,
        label: [...defaultCards, ...exampleCards].find((card) => card.id === id)?.label ?? id,
        life: imageOf(id).life,
      }));
      const others = Object.entries(strangers).map(([id, { label }]) => ({ id, label, life: "unknown" }));
      return [...known, ...others].map((card) => ({ ...card, inserted: card.id === inserted?.id }));
    },
    /** False when there is no such card. A card that lay there is taken out first. */
    insert(id: string): boolean {
      const card = cardOf(id);
      if (card === undefined) return false;
      // A plan for the hand may be made before the card lies there: only taking a card out ends it.
      if (inserted !== undefined) pull();
      const link = insertIntoVpcd(card, {
        port: vpcdPort,
        onGone: () => {
          if (inserted?.pull === link.pull) inserted = undefined;
        },
      });
      inserted = { id, pull: link.pull };
      return true;
    },
    pull,
    /** Counts APDUs from now on. */
    tearAt(at: Tear): void {
      apdus = 0;
      tear = at;
    },
    /** Holds for the card in the reader and for those put in later, until it is `undefined` again. */
    faultIs(next: BoxFault | undefined): void {
      fault = next;
    },
    keep,
  };
}
