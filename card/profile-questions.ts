/**
 * What no public source answers (facts about the card, section 11). Each of these paths must be named in a
 * profile's `unconfirmed`, or in its `confirmed` with how it is known; the linter asks for it.
 */
const openQuestions: readonly string[] = [
  "checks.idCodeTail",
  "auth.session",
  "auth.challengeUse",
  "auth.cut",
  "mac.algorithm",
  "mac.key",
  "mac.iv",
  "mac.chain",
  "keys.BK",
  "keys.RKSSSE",
  "statusRecord",
  "life",
  "operations",
  "pin.tries",
  "directories.DF05",
  "directories.DF07",
  "detect.algorithm",
];

/** Questions that a 3DES card does not ask: its block is 8 bytes, its MAC the one public drivers send. */
const ofSm4 = ["auth.cut", "mac.algorithm"];

/** The questions that this profile's data asks: those whose path it has. */
export function questionsOf(profile: {
  readonly auth: { readonly algorithm: string };
  readonly [field: string]: unknown;
}): readonly string[] {
  return openQuestions.filter(
    (path) => hasPath(profile, path) && (profile.auth.algorithm === "sm4" || !ofSm4.includes(path)),
  );
}

/** Whether data has something at a path of dots. */
export function hasPath(data: unknown, path: string): boolean {
  let at: unknown = data;
  for (const name of path.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return false;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return at !== undefined;
}
