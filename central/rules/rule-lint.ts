import type { z } from "zod";
import { regionOf } from "../../card/codes.ts";
import { isObject, isOverlay } from "../../card/profile-overlay.ts";
import { rulesOfFile } from "./rule-book.ts";
import { ruleFinding, type RuleFinding } from "./rule-findings.ts";
import { lintMeaning } from "./rule-lint-meaning.ts";
import { ruleOverlayShape, signedShape, type RegionalRuleSet } from "./rule-shape.ts";
import { signatureFault } from "./rule-signature.ts";
import type { Ed25519Jwk } from "../ed25519.ts";

/** No file of rules is near this; it keeps a wrong file from being read for ever. */
const maxFileBytes = 200_000;

/** What a file is held against: the default that it changes, and who may sign. */
type LintParts = { readonly base: unknown; readonly trusted: readonly Ed25519Jwk[] };

/**
 * Checks the text of a file of rules: the default or a region's. Pure; never throws for what the text says. An
 * empty list, or one of warnings only, means that the rules may be used.
 */
export function lintRules(text: string, { base, trusted }: LintParts): readonly RuleFinding[] {
  if (text.length > maxFileBytes) return [ruleFinding("not-json", "", `${String(text.length)} characters`)];
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return [ruleFinding("not-json", "", error instanceof Error ? error.message : String(error))];
  }
  const rules = rulesOfFile(data, base);
  if (!rules.ok) return shapeFindings(rules.fault);
  return [
    ...lintHead(rules.value),
    ...lintChange(data, base, rules.value),
    ...lintMeaning(rules.value),
    ...lintSignature(data, trusted),
  ];
}

function shapeFindings(error: z.ZodError): readonly RuleFinding[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ruleFinding("unknown-name", dotted([...issue.path, key]), key))
      : [ruleFinding("wrong-shape", dotted(issue.path), issue.message)],
  );
}

const dotted = (path: readonly PropertyKey[]): string => path.map(String).join(".");

/** 99xxxx is nobody's: examples show there how rules are written down. */
const isExample = (region: string): boolean => region.startsWith("99");

function lintHead(rules: RegionalRuleSet): readonly RuleFinding[] {
  const { region, confirmed, unconfirmed } = rules;
  const known = confirmed.map(({ path }) => path);
  const isKnown = region === "default" || isExample(region) || regionOf(region) !== undefined;
  return [
    ...(isKnown ? [] : [ruleFinding("unknown-region", "region", region)]),
    ...[...known, ...unconfirmed]
      .filter((path) => at(rules, path) === undefined)
      .map((path) => ruleFinding("no-such-path", known.includes(path) ? "confirmed" : "unconfirmed", path)),
    ...known
      .filter((path) => unconfirmed.includes(path))
      .map((path) => ruleFinding("both-confirmed", "confirmed", path)),
  ];
}

const at = (data: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((found, name) => (isObject(found) ? found[name] : undefined), data);

/** What a region changes must change something, and say where it has it from. */
function lintChange(data: unknown, base: unknown, rules: RegionalRuleSet): readonly RuleFinding[] {
  if (!isOverlay(data)) return [];
  const { change } = ruleOverlayShape.parse(data);
  const named = [...rules.confirmed.map(({ path }) => path), ...rules.unconfirmed];
  return leavesOf(change).flatMap(({ path, value }) => {
    const before = at(base, path);
    const isNamed = named.some((name) => path === name || path.startsWith(`${name}.`));
    return [
      ...(value === null && before === undefined ? [ruleFinding("removes-nothing", path)] : []),
      ...(value !== null && JSON.stringify(value) === JSON.stringify(before)
        ? [ruleFinding("changes-nothing", path)]
        : []),
      ...(isNamed ? [] : [ruleFinding("not-named", path)]),
    ];
  });
}

function leavesOf(change: unknown, path = ""): readonly { readonly path: string; readonly value: unknown }[] {
  if (!isObject(change)) return [{ path, value: change }];
  return Object.entries(change).flatMap(([name, value]) =>
    leavesOf(value, path === "" ? name : `${path}.${name}`),
  );
}

function lintSignature(data: unknown, trusted: readonly Ed25519Jwk[]): readonly RuleFinding[] {
  const { signature, ...rest } = signedShape.parse(data);
  switch (signatureFault(rest, signature, trusted)) {
    case undefined:
      return [];
    case "not-signed":
      return [ruleFinding("not-signed", "signature")];
    case "unknown-key":
      return [ruleFinding("unknown-signer", "signature.keyId", signature?.keyId)];
    case "signature-wrong":
      return [ruleFinding("signature-wrong", "signature")];
  }
}
