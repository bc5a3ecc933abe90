import type { FieldRole } from "./profile.ts";

/*
 * What of a holder may be shown or printed (architecture, rule 6). What is too short to be masked by its
 * rule is masked whole: a mask never shows more than the rule does.
 */

/** The first and last character: 赵青禾 as 赵*禾, 阿依丁·买合木提江 as 阿*江; of two the first: 赵禾 as 赵*. */
export function maskName(name: string): string {
  const characters = Array.from(name);
  if (characters.length < 2) return "*";
  const [first = "", second] = characters;
  return characters.length === 2 && second !== undefined
    ? `${first}*`
    : `${first}*${characters.at(-1) ?? ""}`;
}

/** First six and last four of 18 characters: 371702********9972. */
export function maskNationalNumber(number: string): string {
  return number.length === 18
    ? `${number.slice(0, 6)}********${number.slice(-4)}`
    : "*".repeat(number.length);
}

/** The last four: H02600118 as *****0118. */
export function maskCardNumber(number: string): string {
  return number.length > 4
    ? `${"*".repeat(number.length - 4)}${number.slice(-4)}`
    : "*".repeat(number.length);
}

/** A decoded field for a screen. `personal` as the profile says: what has no rule of its own is hidden whole. */
export function maskField(
  value: string,
  field: { readonly is?: FieldRole; readonly personal: boolean },
): string {
  switch (field.is) {
    case "name":
      return maskName(value);
    case "nationalNumber":
      return maskNationalNumber(value);
    case "cardNumber":
      return maskCardNumber(value);
    default:
      return field.personal && value !== "" ? "***" : value;
  }
}
