import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import fc from "fast-check";
import { expect, test } from "vitest";
import { concat, hex, xor } from "./bytes.ts";
import { suiteOf } from "./cipher-suite.ts";
import { mac8, pad, tripleDes } from "./crypto.ts";
import { profileById } from "./profile.ts";
import { sm4, sm4CbcMac } from "./sm4.ts";

/*
 * Each cipher against the openssl command line, which builds the same numbers in another way: CBC over all
 * blocks but the last and two-key 3DES over that one, where our MAC goes block by block.
 */

function openssl(cipher: string, key: Uint8Array, data: Uint8Array, iv?: Uint8Array): Uint8Array {
  const given = iv === undefined ? [] : ["-iv", hex(iv)];
  const words = ["enc", `-${cipher}`, "-nopad", "-K", hex(key), ...given];
  const { status, stdout, stderr } = spawnSync("openssl", words, { input: data, timeout: 10_000 });
  expect(status, stderr.toString()).toBe(0);
  return new Uint8Array(stdout);
}

const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 });
const eight = fc.uint8Array({ minLength: 8, maxLength: 8 });
const text = fc.uint8Array({ minLength: 0, maxLength: 60 });
/** Each run starts a process or two. */
const few = { numRuns: 12 };
const flip = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xff);
const suiteNamed = (id: string) => suiteOf(profileById(id) ?? expect.fail(`no profile ${id}`));

test("openssl is there and knows SM4", () => {
  const key = Buffer.from("0123456789ABCDEFFEDCBA9876543210", "hex");
  expect(hex(openssl("sm4-ecb", key, key))).toBe("681EDF34D206965E86B3E94F536E4246");
});

test("3DES, its diversification and its E", () => {
  const suite = suiteNamed("cn-ssc-2.00-3des");
  fc.assert(
    fc.property(sixteen, eight, (key, data) => {
      expect(tripleDes(key, data)).toEqual(openssl("des-ede", key, data));
      expect(suite.cryptogram(key, data)).toEqual(openssl("des-ede", key, data));
      expect(suite.div(key, data)).toEqual(openssl("des-ede", key, concat(data, flip(data))));
    }),
    few,
  );
});

test("ISO 9797-1 MAC algorithm 3", () => {
  fc.assert(
    fc.property(sixteen, eight, text, (key, icv, data) => {
      const padded = pad(data);
      const left = concat(key.subarray(0, 8), key.subarray(0, 8));
      const head = padded.subarray(0, -8);
      const before = head.length === 0 ? icv : openssl("des-ede-cbc", left, head, icv).slice(-8);
      expect(mac8(key, icv, data)).toEqual(openssl("des-ede", key, xor(before, padded.subarray(-8))));
    }),
    few,
  );
});

test("SM4, its diversification and its E", () => {
  const suite = suiteNamed("cn-ssc-3.00-sm4");
  fc.assert(
    fc.property(sixteen, eight, (key, data) => {
      expect(sm4(key, concat(data, data))).toEqual(openssl("sm4-ecb", key, concat(data, data)));
      expect(suite.div(key, data)).toEqual(openssl("sm4-ecb", key, concat(data, flip(data))));
      const block = openssl("sm4-ecb", key, concat(data, Uint8Array.of(0x80, 0, 0, 0, 0, 0, 0, 0)));
      expect(suite.cryptogram(key, data)).toEqual(xor(block.subarray(0, 8), block.subarray(8)));
    }),
    few,
  );
});

test("SM4-CBC-MAC", () => {
  const suite = suiteNamed("cn-ssc-3.00-sm4");
  fc.assert(
    fc.property(sixteen, sixteen, text, (key, icv, data) => {
      const padded = pad(data, 16);
      const expected = openssl("sm4-cbc", key, padded, icv).slice(-16);
      expect(sm4CbcMac(key, icv, padded)).toEqual(expected);
      expect(suite.mac(key, icv, data)).toEqual(expected);
    }),
    few,
  );
});

/** Written by others from the standard alone, and not on top of OpenSSL as Node's own crypto is. */
const { sm3: independentSm3, sm4: independent } = createRequire(import.meta.url)("sm-crypto") as {
  sm3(data: number[]): string;
  sm4: {
    encrypt(data: number[], key: string, options: { padding: "none"; mode?: "cbc"; iv?: string }): string;
  };
};

test("SM4 and its CBC against an implementation that is not OpenSSL's", () => {
  fc.assert(
    fc.property(sixteen, sixteen, sixteen, (key, icv, data) => {
      const twice = concat(data, data);
      expect(hex(sm4(key, twice))).toBe(
        independent.encrypt([...twice], hex(key), { padding: "none" }).toUpperCase(),
      );
      const cbc = independent.encrypt([...twice], hex(key), { padding: "none", mode: "cbc", iv: hex(icv) });
      expect(hex(sm4CbcMac(key, icv, twice))).toBe(cbc.slice(-32).toUpperCase());
    }),
  );
});

test("the runtime's SM3, which no card uses yet, is GB/T 32905's", () => {
  const sm3 = (data: Uint8Array): string => createHash("sm3").update(data).digest("hex");
  expect(sm3(Buffer.from("abc"))).toBe("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  fc.assert(
    fc.property(text, (data) => {
      expect(sm3(data)).toBe(independentSm3([...data]));
    }),
  );
});
