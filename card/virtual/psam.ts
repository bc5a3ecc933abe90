import { concat, fromHex, hex } from "../bytes.ts";
import type { VirtualCard } from "./card.ts";
import {
  levelsOf,
  mayEncrypt,
  mayMac,
  psamDirectoryOf,
  testPsamKeys,
  type PsamDirectory,
  type PsamKey,
} from "./psam-keys.ts";

/** `3B7D9400 00`: how a PSAM answers its reset; the rest is invented, with a serial number at its end. */
const psamAtr = "3B7D94000000814348318684000000540001";

const sw = (statusWord: string): Uint8Array => fromHex(statusWord);
const done = sw("9000");

/** Bytes of a factor, and of a challenge. */
const factorLength = 8;

/**
 * The terminal's security module, executable: SELECT, DERIVE KEY, ENCRYPT, MAC and GET RESPONSE of facts about the
 * card 4.2 to 4.4, and nothing else. Keys go in when it is made and never come out. A derived key serves for one
 * value: a real PSAM may keep it for longer, and no driver of ours counts on that.
 */
export function virtualPsam(
  options: {
    readonly keys?: readonly PsamKey[];
    /** Ciphers it was given keys for. */
    readonly algorithms?: readonly (keyof typeof psamDirectoryOf)[];
  } = {},
): VirtualCard {
  const { keys = testPsamKeys(), algorithms = ["3des", "sm4"] } = options;
  const directories: readonly PsamDirectory[] = algorithms.map((name) => psamDirectoryOf[name]);
  let powered = true;
  let directory: PsamDirectory | undefined;
  let working: { readonly usage: number; readonly value: Uint8Array } | undefined;
  let waiting: Uint8Array | undefined;

  function reset(): Uint8Array {
    directory = undefined;
    working = undefined;
    waiting = undefined;
    return fromHex(psamAtr);
  }

  function answer(apdu: Uint8Array): Uint8Array {
    if (!powered) return sw("6F00");
    const [cla = 0, ins = 0, p1 = 0, p2 = 0, p3 = 0] = apdu;
    if (apdu.length < 4) return sw("6700");
    if (cla === 0x00 && ins === 0xc0) return getResponse(apdu);
    waiting = undefined;
    const taught = instructions[cla];
    if (taught === undefined) return sw("6E00");
    const act = taught[ins];
    if (act === undefined) return sw("6D00");
    const data = apdu.slice(5);
    if (data.length !== p3 || data.length === 0) return sw("6700");
    return act(p1, p2, data);
  }

  type Act = (p1: number, p2: number, data: Uint8Array) => Uint8Array;
  const instructions: Readonly<Partial<Record<number, Readonly<Partial<Record<number, Act>>>>>> = {
    0x00: { 0xa4: select },
    0xbf: { 0xde: derive },
    0x80: { 0xfa: crypt },
  };

  function select(p1: number, p2: number, data: Uint8Array): Uint8Array {
    if (p2 !== 0x00 || (p1 !== 0x00 && p1 !== 0x04)) return sw("6A86");
    const wanted = hex(data);
    const found = directories.find(({ fid, aid }) => wanted === (p1 === 0x04 ? aid : fid));
    if (found === undefined) return sw("6A82");
    directory = found;
    working = undefined;
    const aid = fromHex(found.aid);
    return later(concat(Uint8Array.of(0x6f, aid.length + 4, 0x84, aid.length), aid, fromHex("A500")));
  }

  /** P1 usage, P2 id; factors with the card's first, then R, or no R for a key that is used as the card has it. */
  function derive(usage: number, id: number, data: Uint8Array): Uint8Array {
    working = undefined;
    if (directory === undefined) return sw("6985");
    const key = keys.find((each) => each.usage === usage && each.id === id);
    if (key === undefined) return sw("6A88");
    const levels = levelsOf(usage);
    const parts = Array.from({ length: data.length / factorLength }, (_, index) =>
      data.slice(index * factorLength, (index + 1) * factorLength),
    );
    const whole = data.length % factorLength === 0;
    if (!whole || parts.length < levels || parts.length > levels + 1) return sw("6700");
    const { cipher } = directory;
    const path = [...parts.slice(0, levels).reverse(), ...parts.slice(levels)];
    working = { usage, value: path.reduce((value, part) => cipher.div(value, part), key.root) };
    return done;
  }

  /** P1 00 encrypts one D of 8 bytes; 05 makes a MAC: ICV, then whole blocks, padded by whoever asks. */
  function crypt(p1: number, p2: number, data: Uint8Array): Uint8Array {
    if (p2 !== 0x00 || (p1 !== 0x00 && p1 !== 0x05)) return sw("6A86");
    const key = working;
    working = undefined;
    if (directory === undefined || key === undefined) return sw("6985");
    if (!(p1 === 0x00 ? mayEncrypt : mayMac)(key.usage)) return sw("6985");
    const { cipher } = directory;
    if (p1 === 0x00)
      return data.length === factorLength ? later(cipher.cryptogram(key.value, data)) : sw("6700");
    const block = cipher.macLength;
    if (data.length < 2 * block || data.length % block !== 0) return sw("6700");
    return later(cipher.mac(key.value, data.slice(0, block), data.slice(block)));
  }

  /** T=0: the data waits for GET RESPONSE. */
  function later(data: Uint8Array): Uint8Array {
    waiting = data;
    return Uint8Array.of(0x61, data.length);
  }

  function getResponse(apdu: Uint8Array): Uint8Array {
    const [, , p1, p2, le = 0] = apdu;
    if (apdu.length > 5) return sw("6700");
    if (p1 !== 0x00 || p2 !== 0x00) return sw("6A86");
    if (waiting === undefined) return sw("6985");
    if (le === 0 || le > waiting.length) return Uint8Array.of(0x6c, waiting.length);
    const part = waiting.slice(0, le);
    const rest = waiting.slice(le);
    waiting = rest.length === 0 ? undefined : rest;
    return concat(part, rest.length === 0 ? done : Uint8Array.of(0x61, rest.length));
  }

  return {
    atr: psamAtr,
    powerOn() {
      powered = true;
      return reset();
    },
    powerOff() {
      powered = false;
      reset();
    },
    reset,
    answer,
  };
}
