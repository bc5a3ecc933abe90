import { maskName } from "../card/masking.ts";
import { defaultCards } from "../card/virtual/default-cards.ts";
import { sampleIdCards } from "../hardware/id-reader/sample-id-cards.ts";
import type { IdCard } from "../hardware/ports.ts";

/** Identity cards to lay on the virtual reader: some holders of the virtual cards, and a stranger of each kind. */
type BoxedIdCard = { readonly id: string; readonly label: string; readonly card: IdCard };

const kinds: Readonly<Record<IdCard["kind"], string>> = {
  resident: "居民身份证",
  "hong-kong-macao-taiwan": "港澳台居民居住证",
  "foreigner-2017": "外国人永久居留身份证",
  "foreigner-2023": "外国人永久居留身份证（新）",
};
const { resident } = sampleIdCards;
const holdersMost = 3;

/** `card-1` is the identity card of the holder of the virtual card of that name. */
const holders: readonly BoxedIdCard[] = defaultCards.slice(0, holdersMost).map(({ id, person }) => ({
  id,
  label: `${maskName(person.name)} · ${kinds.resident}`,
  card: {
    ...resident,
    name: person.name,
    sex: person.sex,
    birth: person.bornOn.replaceAll("-", ""),
    idNumber: person.nationalNumber,
    ...(resident.kind === "resident" ? { ethnicGroup: person.ethnicGroup } : {}),
  },
}));

export const boxedIdCards: readonly BoxedIdCard[] = [
  ...holders,
  ...Object.values(sampleIdCards).map((card) => ({
    id: card.kind,
    label: `${maskName(card.name)} · ${kinds[card.kind]}`,
    card,
  })),
];
