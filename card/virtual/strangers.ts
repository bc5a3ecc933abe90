import { ascii, concat, fromHex, hex } from "../bytes.ts";
import type { VirtualCard } from "./card.ts";

/*
 * Cards that are not social security cards, for the moment when somebody inserts one. They keep nothing.
 */

const sw = (statusWord: string): Uint8Array => fromHex(statusWord);

/** A card that is always powered and answers by a rule. */
function stranger(atr: string, rule: (apdu: Uint8Array) => Uint8Array): VirtualCard {
  return {
    atr,
    powerOn: () => fromHex(atr),
    powerOff: () => undefined,
    reset: () => fromHex(atr),
    answer: (apdu) => (apdu.length < 4 ? sw("6700") : rule(apdu)),
  };
}

const pseName = ascii("1PAY.SYS.DDF01");

/** A bank card: its payment system environment is found by name, and nothing else. */
export const bankCard = (): VirtualCard =>
  stranger("3B6D00000031C071D665B00C0187008300", (apdu) => {
    if (apdu[0] !== 0x00) return sw("6E00");
    if (apdu[1] !== 0xa4) return sw("6D00");
    const named = apdu[2] === 0x04 && hex(apdu.slice(5, 5 + (apdu[4] ?? 0))) === hex(pseName);
    if (!named) return sw("6A82");
    const name = concat(Uint8Array.of(0x84, pseName.length), pseName);
    const proprietary = fromHex("A503880101");
    return concat(Uint8Array.of(0x6f, name.length + proprietary.length), name, proprietary, sw("9000"));
  });

/** A chip with nothing on it: no file to select, no other command. */
export const blankCard = (): VirtualCard =>
  stranger("3B6D0000008143483186840000000000FF", (apdu) => sw(apdu[1] === 0xa4 ? "6A82" : "6D00"));

/** A card that gives no answer to reset: inserted the wrong way round, or dead. */
export const muteCard = (): VirtualCard => stranger("", () => sw("6F00"));
