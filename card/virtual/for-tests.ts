import { fromHex, hex } from "../bytes.ts";
import { firstIcv, mac8, sessionKey, tripleDes } from "../crypto.ts";
import type { KeyName } from "../profile.ts";
import { virtualCard, type VirtualSocialSecurityCard } from "./card.ts";
import { defaultCards } from "./default-cards.ts";
import type { CardImage } from "./image.ts";

/* Set pieces for the tests of the virtual card: a card in any life, and sessions with it. */

function missing(what: string): never {
  throw new Error(`no ${what}`);
}

export const r = fromHex("1122334455667788");
export const select = "00A404000F7378312E73682EC9E7BBE1B1A3D5CF";
export const record = "EE180100000001018A1B2C3D4E5F607120260302103015371700";
export const lives = ["active", "frozen", "cancelled", "card-blocked"] as const;

/** Card 1 as issued, changed by `change`; its challenges are all R. */
export function cardIn(life: CardImage["life"], change: (image: CardImage) => void = () => undefined) {
  const image = defaultCards[0]?.image() ?? missing("card 1");
  image.life = life;
  change(image);
  return virtualCard(image, () => r);
}

export const ask = (card: VirtualSocialSecurityCard, command: string): string =>
  hex(card.answer(fromHex(command.replaceAll(" ", ""))));

export function keyOf(card: VirtualSocialSecurityCard, name: KeyName): Uint8Array {
  const key = card.image().keys.find((candidate) => candidate.name === name);
  return sessionKey(fromHex(key?.value ?? missing(name)), r);
}

export const auth = (card: VirtualSocialSecurityCard, name: KeyName, id: string): string =>
  `008200${id}10${hex(tripleDes(keyOf(card, name), r))}${hex(r)}`;

export const maced = (card: VirtualSocialSecurityCard, input: string, icv = firstIcv()): string =>
  `${input}${hex(mac8(keyOf(card, "STK"), icv, fromHex(input)).subarray(0, 4))}`;

/** Selects the SSSE, takes R and authenticates with the named keys as far as the life allows. */
export function session(
  card: VirtualSocialSecurityCard,
  ...keys: readonly (readonly [KeyName, string])[]
): void {
  ask(card, select);
  ask(card, "0084000008");
  for (const [name, id] of keys) ask(card, auth(card, name, id));
}

export const uk0d = ["UK0D", "0D"] as const;
export const bk = ["BK", "05"] as const;
export const uksse = ["UKSSSE", "04"] as const;
