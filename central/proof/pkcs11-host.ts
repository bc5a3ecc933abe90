/**
 * The process that speaks to the hardware security module: a vendor's library may block or crash, and takes only
 * this process with it. Its parent sends `{ open }` once and then `{ id, order }`, and is answered `{ id, result }`.
 */
import type { MacOrder } from "../hsm.ts";
import { openToken, type Token, type TokenPlace } from "./pkcs11-token.ts";

type ToHost =
  | { readonly open: TokenPlace }
  | { readonly id: number; readonly order: Omit<MacOrder, "challenge"> & { readonly challenge: string } };

let token: Token | undefined;

process.on("message", (message: ToHost) => {
  if ("open" in message) {
    token = openToken(message.open);
    process.send?.({ opened: true });
    return;
  }
  if (token === undefined) throw new Error("an order before the token was opened");
  const { id, order } = message;
  const challenge = Uint8Array.from(Buffer.from(order.challenge, "hex"));
  process.send?.({ id, result: token.script({ ...order, challenge }) });
});
process.on("disconnect", () => {
  process.exit(0);
});
