import iconv from "iconv-lite";
import { bytesOf } from "./bytes.ts";

/** Characters that could steer a printer or a screen: C0, DEL, C1. A card is hostile input. */
const steering = /[\u0000-\u001F\u007F-\u009F]/;

/**
 * GBK text of a card field (AN, charset gbk). `undefined` when the bytes are not GBK or hold control
 * characters, which no holder's name has and a receipt printer would obey.
 */
export function readGbk(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("gbk", { fatal: true }).decode(bytes);
    return steering.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Printable ASCII of a card field (AN); `undefined` when any byte lies outside 20h..7Eh. */
export function readAscii(bytes: Uint8Array): string | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, 0xffff));
  return /^[\x20-\x7e]*$/.test(text) ? text : undefined;
}

/** Text as GBK bytes, for issuing virtual cards. */
export const gbk = (text: string): Uint8Array => bytesOf(iconv.encode(text, "gbk"));
