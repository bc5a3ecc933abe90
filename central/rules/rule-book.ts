import type { z } from "zod";
import { isOverlay, mergePatch } from "../../card/profile-overlay.ts";
import { fail, ok, type Result } from "../../hardware/result.ts";
import {
  ruleOverlayShape,
  ruleSetShape,
  signedShape,
  wholeRulesShape,
  type RegionalRuleSet,
} from "./rule-shape.ts";
import { signatureFault, type SignatureFault } from "./rule-signature.ts";
import type { Ed25519Jwk } from "../ed25519.ts";

/** All rules that a centre goes by. */
export type RuleBook = {
  /** For every region that has no rules of its own. */
  readonly everywhere: RegionalRuleSet;
  /** By GB/T 2260 code. */
  readonly regions: ReadonlyMap<string, RegionalRuleSet>;
};

/** `name`: which file; `detail`: what the schema says of it. */
type RuleBookFault =
  | { readonly kind: "wrong-shape"; readonly name: string; readonly detail: string }
  | { readonly kind: SignatureFault; readonly name: string }
  | { readonly kind: "no-default" }
  | { readonly kind: "region-twice"; readonly name: string };

export type NamedFile = { readonly name: string; readonly data: unknown };

/** A book from its files, each signed by a trusted key. One file that is wrong, and there is no book. */
export function ruleBookOf(
  files: readonly NamedFile[],
  trusted: readonly Ed25519Jwk[],
): Result<RuleBook, RuleBookFault> {
  const base = files.find(({ data }) => !isOverlay(data));
  if (base === undefined) return fail({ kind: "no-default" });
  const sets = new Map<string, RegionalRuleSet>();
  for (const { name, data } of files) {
    const signed = signedShape.safeParse(data);
    const rules = rulesOfFile(data, base.data);
    if (!signed.success) return fail({ kind: "wrong-shape", name, detail: signed.error.message });
    if (!rules.ok) return fail({ kind: "wrong-shape", name, detail: rules.fault.message });
    const fault = signatureFault(signed.data, signed.data.signature, trusted);
    if (fault !== undefined) return fail({ kind: fault, name });
    if (sets.has(rules.value.region)) return fail({ kind: "region-twice", name });
    sets.set(rules.value.region, rules.value);
  }
  const everywhere = sets.get("default");
  if (everywhere === undefined) return fail({ kind: "no-default" });
  sets.delete("default");
  return ok({ everywhere, regions: sets });
}

/** One file's rules, what it rests on merged in. Its signature is not looked at here. */
export function rulesOfFile(data: unknown, base: unknown): Result<RegionalRuleSet, z.ZodError> {
  if (!isOverlay(data)) return wholeRules(data);
  const overlay = ruleOverlayShape.safeParse(data);
  if (!overlay.success) return fail(overlay.error);
  const below = wholeRules(base);
  if (!below.ok) return below;
  const { base: _base, change, signature: _signature, ...head } = overlay.data;
  const parsed = ruleSetShape.safeParse(mergePatch(mergePatch(below.value, change), head));
  return parsed.success ? ok(parsed.data) : fail(parsed.error);
}

function wholeRules(data: unknown): Result<RegionalRuleSet, z.ZodError> {
  const parsed = wholeRulesShape.safeParse(data);
  if (!parsed.success) return fail(parsed.error);
  const { signature: _signature, ...rules } = parsed.data;
  return ok(rules);
}
