/*
 * What a file asks of who reads it (profile-shape.ts, `read`), and which of it is met. Nothing is tried to find
 * out: a look shows no PIN and no key, so those are never met here.
 */

export type Condition = {
  /** `PIN`, `AUTH(84)`, `KEY`; `never`; or `active`, the application not being blocked. */
  readonly condition: string;
  readonly met: boolean;
};

/** The conditions of an access word; none for `free`. Of `PIN|AUTH(88)` one is enough, of all others each counts. */
export function conditionsOf(needs: string, closedBy?: string): readonly Condition[] {
  const asked = needs === "free" ? [] : needs.split(/[&|]/).map((condition) => ({ condition, met: false }));
  return isBlocked(closedBy) ? [...asked, { condition: "active", met: false }] : asked;
}

/** Status words of an application that its card has blocked, for a time or for good. */
const isBlocked = (statusWord: string | undefined): boolean => statusWord === "6985" || statusWord === "9303";
