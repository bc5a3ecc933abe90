import type { ReaderFault } from "../hardware/ports.ts";

/** All that can go wrong between us and a card. Plain data: journal and screen receive it unchanged. */
export type CardFault = { readonly during: string } & (
  | ReaderFault
  /** `statusWord`: 4 upper-case hex digits. */
  | { readonly kind: "refused"; readonly statusWord: string }
  | { readonly kind: "garbled"; readonly expected: string; readonly received: string }
  /** Not a social security card we know; `seen` says what it is by its ATR and its answers. */
  | { readonly kind: "not-recognised"; readonly seen: string }
);

/** Could the command that met this fault still have changed the card? When unsure, yes. */
export function mayHaveTakenEffect(fault: CardFault): boolean {
  switch (fault.kind) {
    case "no-card":
    case "mute-card":
    case "reader-busy":
    case "refused":
    case "not-recognised":
      return false;
    case "torn":
    case "no-answer":
    case "reader-lost":
    case "garbled":
      return true;
  }
}
