/**
 * Devices that type: an eight-byte boot keyboard report says which keys are down. Pure.
 * byte 0 modifiers, byte 1 reserved, bytes 2-7 usages of the keyboard page (USB HID Usage Tables, page 07h).
 */
const keyboardReportBytes = 8;

export type Key =
  | { readonly kind: "character"; readonly code: number }
  | { readonly kind: "enter" }
  | { readonly kind: "cancel" }
  | { readonly kind: "erase" }
  /** A key that no device of ours has. */
  | { readonly kind: "other" };

const shiftMask = 0x22;
const rolledOver = 0x01;
const character = (text: string): Key => ({ kind: "character", code: text.charCodeAt(0) });
const plain = "-=[]\\\\;'`,./";
const shifted = '_+{}||:"~<>?';
const shiftedDigits = "!@#$%^&*()";
const keypad = "/*-+";

interface Keyboard {
  /** Keys that went down since the last report; undefined for what is no keyboard report. */
  feed(report: Uint8Array): Key[] | undefined;
  /** Forgets which keys are down, and overwrites them. */
  reset(): void;
}

export function keyboard(): Keyboard {
  const down = new Uint8Array(keyboardReportBytes - 2);
  return {
    feed(report) {
      if (report.length !== keyboardReportBytes) return undefined;
      const shift = ((report[0] ?? 0) & shiftMask) !== 0;
      const keys: Key[] = [];
      const now = report.subarray(2);
      // Too many keys at once: the device says so in place of the keys, and what was down stays down.
      if (now[0] === rolledOver) return keys;
      for (const usage of now) if (usage !== 0 && !down.includes(usage)) keys.push(keyOf(usage, shift));
      down.set(now);
      return keys;
    },
    reset: () => void down.fill(0),
  };
}

function keyOf(usage: number, shift: boolean): Key {
  if (usage >= 0x04 && usage <= 0x1d)
    return { kind: "character", code: usage - 0x04 + (shift ? 0x41 : 0x61) };
  if (usage >= 0x1e && usage <= 0x27) {
    const at = usage - 0x1e;
    return shift ? character(shiftedDigits.charAt(at)) : { kind: "character", code: 0x30 + ((at + 1) % 10) };
  }
  if (usage === 0x28 || usage === 0x58) return { kind: "enter" };
  if (usage === 0x29) return { kind: "cancel" };
  if (usage === 0x2a || usage === 0x4c) return { kind: "erase" };
  if (usage === 0x2c) return character(" ");
  if (usage >= 0x2d && usage <= 0x38) return character((shift ? shifted : plain).charAt(usage - 0x2d));
  if (usage >= 0x54 && usage <= 0x57) return character(keypad.charAt(usage - 0x54));
  if (usage >= 0x59 && usage <= 0x62) return { kind: "character", code: 0x30 + ((usage - 0x58) % 10) };
  if (usage === 0x63) return character(".");
  return { kind: "other" };
}
