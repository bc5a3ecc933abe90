import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { virtualCard, type VirtualCard } from "../card/virtual/card.ts";
import { defaultCards } from "../card/virtual/default-cards.ts";
import { cardImage, type CardImage } from "../card/virtual/image.ts";
import { bankCard, blankCard, muteCard } from "../card/virtual/strangers.ts";
import { insertIntoVpcd, vpcdPort, type ChipCard } from "../hardware/reader/vpcd-link.ts";

/** A box of virtual cards and one hand over a slot of a virtual reader. Each card's memory is a JSON file. */

export type BoxedCard = {
  readonly id: string;
  readonly label: string;
  readonly life: string;
  readonly inserted: boolean;
};

/** The hand that pulls: at the nth APDU from now on, before or after the card acts on it. */
export type Tear = { readonly apdu: number; readonly when: "before" | "after" };

const strangers: Readonly<Record<string, { label: string; make: () => VirtualCard }>> = {
  bank: { label: "银行卡", make: bankCard },
  blank: { label: "空白卡", make: blankCard },
  mute: { label: "坏卡（无应答）", make: muteCard },
};

export function cardBox(folder: string) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (id: string): string => join(folder, `${id}.json`);
  for (const card of defaultCards) if (!existsSync(fileOf(card.id))) keep(card.id, card.image());
  let inserted: { readonly id: string; pull(): void } | undefined;
  let tear: Tear | undefined;
  let apdus = 0;

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
    const card = virtualCard(imageOf(id), (length) => new Uint8Array(randomBytes(length)));
    let kept = JSON.stringify(card.image());
    return {
      powerOn: card.powerOn,
      powerOff: card.powerOff,
      reset: card.reset,
      answer(apdu) {
        apdus++;
        if (tear?.apdu === apdus && tear.when === "before") {
          pull();
          return undefined;
        }
        const answer = card.answer(apdu);
        const now = card.image();
        const text = JSON.stringify(now);
        if (text !== kept) keep(id, now);
        kept = text;
        if (tear?.apdu === apdus) {
          pull();
          return undefined;
        }
        return answer;
      },
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
        label: defaultCards.find((card) => card.id === id)?.label ?? id,
        life: imageOf(id).life,
      }));
      const others = Object.entries(strangers).map(([id, { label }]) => ({ id, label, life: "unknown" }));
      return [...known, ...others].map((card) => ({ ...card, inserted: card.id === inserted?.id }));
    },
    /** False when there is no such card. A card that lay there is taken out first. */
    insert(id: string): boolean {
      const card = cardOf(id);
      if (card === undefined) return false;
      pull();
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
    keep,
  };
}
