import { randomBytes } from "node:crypto";
import { defaultCards } from "../../card/virtual/default-cards.ts";
import { sealed } from "../../central/proof/key-ring.ts";
import { ringIn } from "../../central/proof/key-files.ts";

const [example] = defaultCards;
if (example === undefined) throw new Error("no default card");
const { atr, profile, issuerNumber: region } = example.person;

/** Cards by number, all of one city; as many as a bench asks for. */
export const benchCard = {
  atr,
  profile,
  region,
  refOf: (n: number): string => `${region}${String(n).padStart(26, "0")}`,
};

/** One card's row, in the order of `cardColumns`. */
export type BenchRow = readonly [ref: string, cardNumber: string, nationalNumber: string, name: string];

/** The columns that differ from card to card, and the values of all others. */
export const cardColumns = ["card_ref", "card_number", "national_number", "holder_name"] as const;
export const sameForAll = {
  issuer_number: region,
  atr,
  profile,
  issued_on: "2022-03-15",
  expires_on: "2032-03-15",
  legal: "active",
  epoch: 0,
  seen_epoch: 0,
  no_unfreeze: 0,
  listed: 0,
} as const;

/** Rows of cards `from` to `to`, each of a holder of its own, personal fields sealed as the centre does it. */
export function* benchRows(personalKeyFile: string, from: number, to: number): Generator<BenchRow> {
  const ring = ringIn(personalKeyFile, () => randomBytes(32));
  const field = (column: string, text: string): string => sealed(ring, ring.current, `card.${column}`, text);
  const name = field("holder_name", "bench");
  for (let n = from; n <= to; n++)
    yield [
      benchCard.refOf(n),
      field("card_number", `B${String(n)}`),
      field("national_number", `${region}${String(n).padStart(12, "0")}`),
      name,
    ];
}
