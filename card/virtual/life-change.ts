import type { CardImage } from "./image.ts";

/** Which lives a block, unblock or card block starts from, and which it ends in (default card section 4). */
type Change = { readonly from: readonly CardImage["life"][]; readonly to: CardImage["life"] };

export function changeOf(ins: number, p2: number): Change {
  if (ins === 0x18) return { from: ["frozen"], to: "active" };
  if (ins === 0x16) return { from: ["active", "frozen"], to: "card-blocked" };
  return p2 === 0x00 ? { from: ["active"], to: "frozen" } : { from: ["active", "frozen"], to: "cancelled" };
}
