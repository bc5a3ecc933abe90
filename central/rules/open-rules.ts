import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ruleBookOf, type RuleBook } from "./rule-book.ts";
import { shippedRules } from "./shipped-rules.ts";
import { ed25519Jwk } from "../ed25519.ts";

/** Where a region's own rules lie, and whose signatures are believed. */
export type RulesPlace = {
  /** Every `.json` in it is a file of rules, the default among them. */
  readonly folder: string;
  /** Public Ed25519 keys as JSON (JWK). */
  readonly keyFiles: readonly string[];
};

/**
 * The rules of this place, or the shipped ones. Throws when a file is wrong, unsigned, or signed by a stranger:
 * a centre does not start on half of its rules.
 */
export function openRules(place: RulesPlace | undefined): RuleBook {
  if (place === undefined) return shippedRules;
  const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
  const names = readdirSync(place.folder).filter((name) => name.endsWith(".json"));
  const book = ruleBookOf(
    names.map((name) => ({ name, data: read(join(place.folder, name)) })),
    place.keyFiles.map((file) => ed25519Jwk.parse(read(file))),
  );
  if (!book.ok) throw new Error(`rules in ${place.folder}: ${JSON.stringify(book.fault)}`);
  return book.value;
}
