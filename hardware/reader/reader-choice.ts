/**
 * Which PC/SC reader serves which role. A role is given part of a reader's name; PC/SC writes a USB reader's serial
 * number into its name ("Gemalto PC Twin Reader (70D7E2EE) 00 00"), so a serial number is a choice like any other.
 */
export type ReaderRole = "holder" | "psam" | "clerk";

/**
 * True when a reader of this name may serve. `wanted`: part of its name, empty for the first reader that nobody else
 * is promised. `others`: what the other roles want; they keep a reader from whoever asked for less of its name.
 */
export function mayServe(name: string, wanted: string, others: readonly string[]): boolean {
  if (!name.includes(wanted)) return false;
  return !others.some((other) => other.length > wanted.length && name.includes(other));
}
