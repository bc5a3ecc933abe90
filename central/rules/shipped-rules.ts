import developmentKey from "./development-key.json" with { type: "json" };
import everywhere from "./files/default.json" with { type: "json" };
import shanghai from "./files/310000.json" with { type: "json" };
import yongkang from "./files/330784.json" with { type: "json" };
import changchun from "./files/220100.json" with { type: "json" };
import exampleFourEyes from "./files/990500.json" with { type: "json" };
import exampleCounter from "./files/990600.json" with { type: "json" };
import { ruleBookOf, type NamedFile, type RuleBook } from "./rule-book.ts";
import { ed25519Jwk } from "../ed25519.ts";

/**
 * The rule files of this house. A new region's file is added here. Regions 9905xx and 9906xx are no regions:
 * they show how other ways are written down.
 *
 * They are signed with a published key, so that everybody can change and sign them again: the signature shows
 * that a file came here whole, not who made it. A region signs its own with a key that only it has.
 */
export const shippedRuleFiles: readonly NamedFile[] = [
  { name: "default.json", data: everywhere },
  { name: "310000.json", data: shanghai },
  { name: "330784.json", data: yongkang },
  { name: "220100.json", data: changchun },
  { name: "990500.json", data: exampleFourEyes },
  { name: "990600.json", data: exampleCounter },
];

export const publishedKey = ed25519Jwk.parse(developmentKey);

const book = ruleBookOf(shippedRuleFiles, [publishedKey]);
if (!book.ok) throw new Error(`shipped rules: ${JSON.stringify(book.fault)}`);

export const shippedRules: RuleBook = book.value;
