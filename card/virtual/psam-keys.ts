import type { CipherSuite } from "../cipher-suite.ts";
import { suites } from "../cipher-suite.ts";
import { mac8OfBlocks } from "../crypto.ts";
import { profiles } from "../profile.ts";
import { psamDirectories } from "../psam.ts";
import { sm4CbcMac } from "../sm4.ts";
import { testRootOf } from "./test-keys.ts";

/* What a PSAM holds and what it may be used for. The cards' own table (profile field `keys.*.psam`) names its keys. */

export type PsamKey = { readonly usage: number; readonly id: number; readonly root: Uint8Array };

/** Usage byte: type in the low five bits, diversification levels in the high three (facts about the card, 2.5). */
export const levelsOf = (usage: number): number => usage >> 5;
const encrypting = [7, 8];
const macking = [6, 8];
export const mayEncrypt = (usage: number): boolean => encrypting.includes(usage & 0x1f);
export const mayMac = (usage: number): boolean => macking.includes(usage & 0x1f);

/** Every key that a card of any profile names on a PSAM, with the published test root of its name. */
export function testPsamKeys(): PsamKey[] {
  const keys = new Map<string, PsamKey>();
  for (const { keys: named } of profiles)
    for (const [name, { psam }] of Object.entries(named)) {
      if (psam === undefined) continue;
      const [usage = 0, id = 0] = psam.split(":").map((digits) => Number.parseInt(digits, 16));
      keys.set(psam, { usage, id, root: testRootOf(name) });
    }
  return [...keys.values()];
}

/** The ciphers of a directory; a PSAM's MAC takes whole blocks and pads nothing. */
type PsamCipher = Pick<CipherSuite, "macLength" | "div" | "cryptogram" | "mac">;
export type PsamDirectory = { readonly fid: string; readonly aid: string; readonly cipher: PsamCipher };

export const psamDirectoryOf = {
  "3des": { ...psamDirectories["3des"], cipher: { ...suites["3des"], mac: mac8OfBlocks } },
  sm4: { ...psamDirectories.sm4, cipher: { ...suites.sm4, mac: sm4CbcMac } },
} as const satisfies Readonly<Record<keyof typeof psamDirectories, PsamDirectory>>;
