/** What a session with a virtual card has proved so far. */
type Proved = { readonly pin: boolean; readonly keys: ReadonlySet<string> };

/** Whether a read condition, as a profile writes it, is met. */
export function isOpen(condition: string, proved: Proved): boolean {
  if (condition === "free") return true;
  const [, both, keyId] = /^(?:PIN([&|]))?AUTH\((..)\)$/.exec(condition) ?? [];
  if (keyId === undefined) return condition === "PIN" && proved.pin;
  const key = proved.keys.has(keyId);
  if (both === undefined) return key;
  return both === "&" ? key && proved.pin : key || proved.pin;
}
