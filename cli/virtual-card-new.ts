import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Command } from "commander";
import { profileById, profiles } from "../card/profile.ts";
import { defaultCards, exampleCards } from "../card/virtual/default-cards.ts";
import { inventIssue, profileAliases } from "../card/virtual/invent.ts";
import { issueCard } from "../card/virtual/issue.ts";
import { faultResult, finish, type CommandResult } from "./output.ts";
import { cardBox } from "./virtual-cards.ts";

type Options = {
  readonly state: string;
  readonly json?: boolean;
  readonly profile?: string;
  readonly issuer: string;
  readonly holder: string;
  readonly serial?: string;
  readonly issuedOn: string;
};

/** `virtual-card new`: a card of the house as it was issued, or one of any profile that is invented now. */
export function newCardCommand(parent: Command): void {
  parent
    .command("new [id]")
    .description(
      "put a factory-new card into the box: a default or example card by its id, or one you describe",
    )
    .option("--profile <name>", `${Object.keys(profileAliases).join(", ")}, or a profile's id`)
    .option("--issuer <number>", "six digits, GB/T 2260", "371700")
    .option("--holder <name>", "an invented name", "于知秋")
    .option("--serial <hex>", "chip serial, eight hex digits; a new one unless told")
    .option("--issued-on <day>", "YYYY-MM-DD; valid for ten years", "2024-06-01")
    .option("--state <folder>", "where the hall keeps its state", ".cardhall")
    .option("--json")
    .action((id: string | undefined, options: Options) => {
      finish(options.profile === undefined ? again(id, options) : invent(id, options), options.json === true);
    });
}

const boxOf = ({ state }: Options) => cardBox(join(state, "cards"));

function again(id: string | undefined, options: Options): CommandResult {
  const known = [...defaultCards, ...exampleCards];
  const made = known.find((card) => card.id === id);
  if (made === undefined)
    return faultResult("no-such-card", `known cards: ${known.map((card) => card.id).join(", ")}`);
  boxOf(options).keep(made.id, made.image());
  return { json: { ok: true, id: made.id }, lines: [`${made.id} is as issued`], ok: true };
}

function invent(given: string | undefined, options: Options): CommandResult {
  const { issuer, holder, issuedOn } = options;
  const serial = (options.serial ?? randomBytes(4).toString("hex")).toUpperCase();
  const profile = profileById(profileAliases[options.profile ?? ""] ?? options.profile ?? "");
  if (profile === undefined) {
    const names = [...Object.keys(profileAliases), ...profiles.map(({ id }) => id)].join(", ");
    return faultResult("no-such-profile", `known profiles: ${names}`);
  }
  const id = given ?? `card-${serial.toLowerCase()}`;
  const wrong = wrongWish({ id, issuer, serial, issuedOn, holder });
  if (wrong !== undefined) return faultResult("bad-wish", wrong);
  const wishes = { profile: profile.id, issuerNumber: issuer, holder, serial, issuedOn };
  const issue = inventIssue(wishes);
  const image = issueCard(issue);
  boxOf(options).keep(id, image);
  const cardRef = image.files[0]?.records[0]?.slice(4) ?? "";
  return {
    json: { ok: true, id, profile: profile.id, atr: image.atr, cardRef, cardNumber: issue.cardNumber },
    lines: [
      `${id}: ${profile.nameEn}, issuer ${issuer}, card number ${issue.cardNumber}`,
      "The centre has not registered it: it can be read, and its operations are refused as unknown-card.",
    ],
    ok: true,
  };
}

function wrongWish(wish: {
  readonly id: string;
  readonly issuer: string;
  readonly serial: string;
  readonly issuedOn: string;
  readonly holder: string;
}): string | undefined {
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(wish.id)) return "an id is lower-case letters, digits and hyphens";
  if (!/^\d{6}$/.test(wish.issuer)) return "an issuer number is six digits";
  if (!/^[0-9A-F]{8}$/.test(wish.serial)) return "a serial is eight hex digits";
  if (!/^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(wish.issuedOn))
    return "a day of issue is YYYY-MM-DD";
  return wish.holder.length >= 1 && wish.holder.length <= 15 ? undefined : "a name is 1 to 15 characters";
}
