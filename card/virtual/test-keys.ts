import type { KeyName } from "../profile.ts";

const sixteenFrom = (first: number): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, index) => first + index);

/** The published test roots of default card section 3. No real card answers to them. */
export const testRoots: Readonly<Record<KeyName, Uint8Array>> = {
  STK: sixteenFrom(0x40),
  BK: sixteenFrom(0x50),
  UK0D: sixteenFrom(0x60),
  UKSSSE: sixteenFrom(0x70),
  PUK: sixteenFrom(0x80),
  IRK: sixteenFrom(0x90),
  RK1: sixteenFrom(0xa0),
};
