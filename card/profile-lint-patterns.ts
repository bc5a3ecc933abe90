import { finding, type Finding } from "./profile-findings.ts";
import type { Profile } from "./profile-shape.ts";

/** Patterns run against what a card says, so they must be ones that end soon whatever it says. */
export function lintPatterns({ version, detect }: Profile): readonly Finding[] {
  const named = { version, "detect.atr": detect.atr, "detect.issuer": detect.issuer };
  return Object.entries(named).flatMap(([path, pattern]) => {
    if (pattern === undefined) return [];
    try {
      new RegExp(pattern);
    } catch (error) {
      return [finding("bad-pattern", path, error instanceof Error ? error.message : String(error))];
    }
    return mayBeSlow(pattern) ? [finding("slow-pattern", path)] : [];
  });
}

/** With so many places that may match more or less, an ATR of 66 digits takes at most 66³ tries. */
const placesMax = 3;
/** A place where matching may go on in more than one way. */
const choice = /[*+?|]|\{\d+,\d*\}/;
const innermostGroup = /\(([^()]*)\)([*+]|\{\d+(?:,\d*)?\})?/;

/** Time grows without bound where what is repeated can itself match in several ways, or many places can. */
function mayBeSlow(pattern: string): boolean {
  // An escape and a class are one character each; what follows `(?` says only which kind of group it is.
  let bare = pattern
    .replace(/\\./g, "x")
    .replace(/\[[^\]]*\]/g, "x")
    .replace(/\(\?(?:<?[=!]|:|<\w+>)/g, "(");
  if ((bare.match(/[*+?]|\{\d+,\d*\}/g) ?? []).length > placesMax) return true;
  for (let group = innermostGroup.exec(bare); group !== null; group = innermostGroup.exec(bare)) {
    const [whole, inside = "", repeated] = group;
    if (repeated !== undefined && choice.test(inside)) return true;
    bare = bare.replace(whole, () => (choice.test(inside) ? "|" : "x"));
  }
  return false;
}
