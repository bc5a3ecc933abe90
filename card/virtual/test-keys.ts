import { ascii } from "../bytes.ts";
import type { KeyName } from "../profile-shape.ts";

const sixteenFrom = (first: number): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, index) => first + index);

/** The published test roots of default card section 3, and one more for 3.00. No real card answers to them. */
export const testRoots = {
  STK: sixteenFrom(0x40),
  BK: sixteenFrom(0x50),
  UK0D: sixteenFrom(0x60),
  UKSSSE: sixteenFrom(0x70),
  PUK: sixteenFrom(0x80),
  IRK: sixteenFrom(0x90),
  RK1: sixteenFrom(0xa0),
  RKSSSE: sixteenFrom(0xb0),
} as const satisfies Readonly<Record<KeyName, Uint8Array>>;

/** The test root of any key: of those not named above its name itself in ASCII, filled with 00. */
export function testRootOf(name: KeyName): Uint8Array {
  const named: Readonly<Record<KeyName, Uint8Array>> = testRoots;
  const root = new Uint8Array(16);
  root.set(ascii(name));
  return named[name] ?? root;
}
