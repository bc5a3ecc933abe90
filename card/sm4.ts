import assert from "node:assert/strict";
import { createCipheriv, createSecretKey } from "node:crypto";
import { bytesOf, concat } from "./bytes.ts";

/* SM4 (GB/T 32907) as the 3.00 card uses it (default card section 7). Keys and blocks are 16 bytes. */

const blockLength = 16;

function cipher(name: "sm4-ecb" | "sm4-cbc", key: Uint8Array, iv: Uint8Array | null) {
  assert(key.length === 16, "a 16-byte key");
  const machine = createCipheriv(name, createSecretKey(key), iv).setAutoPadding(false);
  return (data: Uint8Array) => bytesOf(concat(machine.update(data), machine.final()));
}

/** SM4-ECB over whole 16-byte blocks. */
export function sm4(key: Uint8Array, data: Uint8Array): Uint8Array {
  assert(data.length % blockLength === 0, "whole blocks");
  return cipher("sm4-ecb", key, null)(data);
}

/** SM4-CBC-MAC: the last block of SM4-CBC over whole blocks from `icv`; all 16 bytes. */
export function sm4CbcMac(key: Uint8Array, icv: Uint8Array, blocks: Uint8Array): Uint8Array {
  assert(icv.length === blockLength, "a 16-byte ICV");
  assert(blocks.length > 0 && blocks.length % blockLength === 0, "whole blocks, one at least");
  return cipher("sm4-cbc", key, icv)(blocks).slice(-blockLength);
}
