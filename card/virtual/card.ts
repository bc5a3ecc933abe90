import { concat, fromHex, hex, sameBytes } from "../bytes.ts";
import { macStart, suiteOf, type CipherSuite } from "../cipher-suite.ts";
import { profileById, type Profile } from "../profile.ts";
import { isOpen } from "./access.ts";
import { isSecured, parseApdu, type Command } from "./apdu.ts";
import { cardImage, type CardImage } from "./image.ts";
import { changeOf } from "./life-change.ts";

/** Anything a virtual reader may hold. `answer` is one APDU, wholly done or not at all. */
export type VirtualCard = {
  /** Upper-case hex; empty for a mute card. */
  readonly atr: string;
  /** Cold reset; answers with the ATR, empty for a mute card. */
  powerOn(): Uint8Array;
  powerOff(): void;
  /** Warm reset; answers with the ATR. */
  reset(): Uint8Array;
  /** Response data and a status word: never fewer than two bytes. */
  answer(apdu: Uint8Array): Uint8Array;
};

export type VirtualSocialSecurityCard = VirtualCard & {
  /** A copy of all that the card keeps without power. */
  image(): CardImage;
};

type CardFile = CardImage["files"][number];

const masterFile = "3F00";
const environment = "DDF1";
const blockKey = "05";

const sw = (statusWord: string): Uint8Array => fromHex(statusWord);
const done = (data: Uint8Array = new Uint8Array(0)): Uint8Array => concat(data, sw("9000"));
const hexByte = (byte: number): string => hex(Uint8Array.of(byte));
const fidOf = (data: Uint8Array): string => hex(data);

/**
 * The default card, executable (default card sections 1 to 4): bytes in, bytes out. The comments count the
 * checks in the order of section 4. `chance` gives GET CHALLENGE its bytes. The card comes powered.
 */
export function virtualCard(
  start: CardImage,
  chance: (length: number) => Uint8Array,
): VirtualSocialSecurityCard {
  // A copy of its own, so that nobody outside can write on the card.
  return cardOver(cardImage.parse(structuredClone(start)), chance);
}

/**
 * The card that lives in `card` itself: whoever passes it in may look at it while it is used, and leaves it alone.
 * `suite` stands in for the profile's ciphers, for a caller that remembers what they gave.
 */
export function cardOver(
  card: CardImage,
  chance: (length: number) => Uint8Array,
  suite?: CipherSuite,
): VirtualSocialSecurityCard {
  const profile = profileById(card.profile);
  if (profile === undefined) throw new Error(`virtual card: no profile ${card.profile}`);
  return runCard(card, profile, suite ?? suiteOf(profile), chance);
}

function runCard(
  card: CardImage,
  profile: Profile,
  suite: CipherSuite,
  chance: (length: number) => Uint8Array,
): VirtualSocialSecurityCard {
  const session = (key: { readonly value: string }, r: Uint8Array): Uint8Array =>
    suite.div(fromHex(key.value), r);

  let powered = true;
  let directory = masterFile;
  let file: CardFile | undefined;
  let waiting: Uint8Array | undefined;
  let challenge: Uint8Array | undefined;
  /** Of the next MAC; absent until the first one after GET CHALLENGE. */
  let icv: Uint8Array | undefined;
  let authenticated = new Set<string>();
  let pinShown = false;

  function reset(): Uint8Array {
    enter(masterFile);
    waiting = undefined;
    pinShown = false;
    return fromHex(card.atr);
  }

  /** Selection of the MF or a DF ends what the session had proved. The PIN outlives it. */
  function enter(fid: string): void {
    directory = fid;
    file = undefined;
    challenge = undefined;
    authenticated = new Set();
  }

  function answer(apdu: Uint8Array): Uint8Array {
    if (!powered) return sw("6F00");
    if (card.life === "card-blocked") return sw("6A81");
    const [cla = -1, ins = -1] = apdu;
    const kept = cla === 0x00 && ins === 0xc0 ? waiting : undefined;
    waiting = kept;

    const parsed = parseApdu(apdu);
    const response = parsed instanceof Uint8Array ? parsed : run(parsed);
    const secured = isSecured(apdu);
    if (secured && !sameBytes(response, sw("9000"))) challenge = undefined;
    // Where a challenge serves one command, it is spent by whatever asked for it.
    const spends = secured || (cla === 0x00 && ins === 0x82);
    if (spends && profile.auth.challengeUse === "single") challenge = undefined;
    return response;
  }

  function run(command: Command): Uint8Array {
    switch (command.ins) {
      case 0xa4:
        return select(command);
      case 0xc0:
        return respond(command);
      case 0xb0:
        return readBinary(command);
      case 0xb2:
        return readRecord(command);
      case 0x84:
        return getChallenge(command);
      case 0x20:
        return verifyPin(command);
      case 0x88:
        return internalAuthenticate(command);
      case 0x82:
        return externalAuthenticate(command);
      case 0xdc:
        return updateRecord(command);
      default:
        return changeLife(command);
    }
  }

  // ------------------------------------------------------------------ SELECT, GET RESPONSE

  function select({ p1, p2, data }: Command): Uint8Array {
    if (p2 !== 0x00 || ![0x00, 0x01, 0x02, 0x04].includes(p1)) return sw("6A86");
    if (p1 === 0x04) {
      if (data.length === 0) return sw("6700");
      const found = card.directories.find(({ name }) => name === hex(data));
      return found === undefined ? sw("6A82") : selectDirectory(found);
    }
    if (data.length !== 2) return sw("6700");
    const fid = fidOf(data);
    if (fid === masterFile && p1 === 0x00) {
      enter(masterFile);
      return done();
    }
    const found = card.directories.find((candidate) => candidate.fid === fid);
    // The SSSE is found from everywhere; what lies below it only from within.
    if (found !== undefined && p1 !== 0x02 && (found.parent === masterFile || directory !== masterFile))
      return selectDirectory(found);
    const elementary = card.files.find(
      (candidate) => candidate.directory === directory && candidate.fid === fid,
    );
    if (elementary === undefined || p1 === 0x01) return sw("6A82");
    file = elementary;
    return done();
  }

  function selectDirectory({ fid, name }: CardImage["directories"][number]): Uint8Array {
    if (fid !== environment && card.life !== "active") return sw("6985");
    enter(fid);
    const dfName = fromHex(name);
    const named = fid === environment ? card.algorithmRecord : undefined;
    const proprietary = named === undefined ? new Uint8Array(0) : fromHex(`9F0C01${named}`);
    waiting = concat(
      Uint8Array.of(0x6f, dfName.length + 4 + proprietary.length, 0x84, dfName.length),
      dfName,
      Uint8Array.of(0xa5, proprietary.length),
      proprietary,
    );
    if (card.life === "frozen") return sw("6283");
    if (card.life === "cancelled") return sw("9303");
    return Uint8Array.of(0x61, waiting.length);
  }

  function respond({ p1, p2, p3 }: Command): Uint8Array {
    if (p1 !== 0x00 || p2 !== 0x00) return sw("6A86");
    if (waiting === undefined) return sw("6985");
    if (p3 === 0 || p3 > waiting.length) return Uint8Array.of(0x6c, waiting.length);
    const part = waiting.slice(0, p3);
    const rest = waiting.slice(p3);
    waiting = rest.length > 0 ? rest : undefined;
    return rest.length > 0 ? concat(part, Uint8Array.of(0x61, rest.length)) : done(part);
  }

  // ------------------------------------------------------------------ records

  /** The file that P2 points at, or the status word that says why there is none. */
  function addressed(p2: number): CardFile | Uint8Array {
    const sfi = p2 >> 3;
    if (sfi === 0) return file ?? sw("6986");
    if (directory === masterFile) return sw("6986");
    const found = card.files.find(
      (candidate) => candidate.directory === directory && (Number.parseInt(candidate.fid, 16) & 0x1f) === sfi,
    );
    return found ?? sw("6A82");
  }

  const isRecordAddress = (p2: number): boolean => (p2 & 0x07) === 0x00 || (p2 & 0x07) === 0x04;

  /** Place of a record in its file: P1 is its tag or, with bit 3 of P2, its number from 1; -1 when absent. */
  function recordIndex({ records }: CardFile, { p1, p2 }: Command): number {
    if ((p2 & 0x04) === 0) return records.findIndex((record) => record.startsWith(hexByte(p1)));
    return p1 >= 1 && p1 <= records.length ? p1 - 1 : -1;
  }

  const isReadable = (condition: string): boolean =>
    isOpen(condition, { pin: pinShown, keys: authenticated });

  /** ISO/IEC 7816-4 11.3.3: P1 with bit 8 is a short file identifier, or P1 P2 an offset in the current EF. */
  function readBinary({ p1, p2, p3 }: Command): Uint8Array {
    const bySfi = (p1 & 0x80) !== 0;
    if (bySfi && (p1 & 0x60) !== 0) return sw("6A86");
    const target = bySfi ? addressed((p1 & 0x1f) << 3) : (file ?? sw("6986"));
    if (target instanceof Uint8Array) return target;
    if (card.life === "cancelled" && !target.readableWhenCancelled) return sw("6985");
    if (target.kind !== "transparent") return sw("6981");
    if (!isReadable(target.read)) return sw("6982");
    const offset = bySfi ? p2 : (p1 << 8) | p2;
    const rest = (target.size ?? 0) - offset;
    if (rest <= 0) return sw("6B00");
    const wanted = p3 === 0 ? 256 : p3;
    if (wanted > rest) return Uint8Array.of(0x6c, rest);
    file = target;
    const part = new Uint8Array(wanted);
    part.set(fromHex(target.data ?? "").subarray(offset, offset + wanted));
    return done(part);
  }

  function readRecord(command: Command): Uint8Array {
    if (!isRecordAddress(command.p2)) return sw("6A86");
    const target = addressed(command.p2);
    if (target instanceof Uint8Array) return target;
    if (card.life === "cancelled" && !target.readableWhenCancelled) return sw("6985");
    if (target.kind === "transparent" || (target.kind === "cyclic" && (command.p2 & 0x04) === 0))
      return sw("6981");
    if (!isReadable(target.read)) return sw("6982");
    const record = target.records[recordIndex(target, command)];
    if (record === undefined) return sw("6A83");
    const closer = target.kind === "tlv" ? target.closer?.[record.slice(0, 2)] : undefined;
    if (closer !== undefined && !isReadable(closer)) return sw("6982");
    const bytes = fromHex(record);
    if (command.p3 !== bytes.length) return Uint8Array.of(0x6c, bytes.length);
    file = target;
    return done(bytes);
  }

  function updateRecord(command: Command): Uint8Array {
    if (!isRecordAddress(command.p2)) return sw("6A86");
    const target = addressed(command.p2);
    if (target instanceof Uint8Array) return target;
    if (card.life !== "active") return sw("6985");
    const keyId = /^AUTH\((..)\)/.exec(target.write)?.[1];
    if (keyId === undefined || !authenticated.has(keyId)) return sw("6982");
    const index = recordIndex(target, command);
    const stored = target.records[index];
    if (stored === undefined) return sw("6A83");
    const wantsMac = target.write.endsWith("&MAC(STK)");
    const hasMac = command.cla === 0x04;
    if (wantsMac && !hasMac) return sw("6987");
    if (!wantsMac && hasMac) return sw("6882");
    const length = stored.length / 2;
    if (command.data.length !== length + (hasMac ? 4 : 0)) return sw("6700");
    if (hasMac) {
      const refused = refuseMac(command);
      if (refused !== undefined) return refused;
    }
    const record = command.data.slice(0, length);
    if (!hex(record).startsWith(stored.slice(0, 4))) return sw("6A80");
    target.records[index] = hex(record);
    file = target;
    return done();
  }

  // ------------------------------------------------------------------ who is there

  function getChallenge({ p1, p2, p3 }: Command): Uint8Array {
    if (p1 !== 0x00 || p2 !== 0x00) return sw("6A86");
    if (p3 !== 0x08) return sw("6C08");
    challenge = Uint8Array.from(chance(8));
    icv = undefined;
    return done(challenge);
  }

  function verifyPin({ p1, p2, data }: Command): Uint8Array {
    if (p1 !== 0x00 || p2 !== 0x00) return sw("6A86");
    if (data.length !== 3) return sw("6700");
    if (directory === masterFile || card.life !== "active") return sw("6985");
    if (!takeTry(card.pin)) return sw("6983");
    pinShown = hex(data) === card.pin.value;
    if (!pinShown) return triesLeft(card.pin);
    card.pin.left = card.pin.tries;
    return done();
  }

  function internalAuthenticate({ p1, p2, data }: Command): Uint8Array {
    const key = card.keys.find(({ use, id }) => use === "internal" && id === hexByte(p2));
    if (p1 !== 0x00 || key === undefined) return sw("6A86");
    if (data.length !== 16) return sw("6700");
    if (directory === masterFile || card.life === "cancelled") return sw("6985");
    waiting = suite.cryptogram(session(key, data.slice(0, 8)), data.slice(8));
    return Uint8Array.of(0x61, waiting.length);
  }

  function externalAuthenticate({ p1, p2, data }: Command): Uint8Array {
    if (p1 !== 0x00) return sw("6A86");
    if (data.length !== 16) return sw("6700");
    if (directory === masterFile || card.life === "cancelled") return sw("6985");
    const id = hexByte(p2);
    const key = card.keys.find(
      (candidate) => candidate.use === "external" && candidate.directory === directory && candidate.id === id,
    );
    if (key === undefined) return sw("6A88");
    // A frozen card still listens to the keys that thaw it or close it, and to no other.
    if (card.life === "frozen" && key.name !== "BK" && key.name !== "UK0D") return sw("6985");
    if (challenge === undefined) return sw("6984");
    const open = takeTry(key);
    const expected = suite.cryptogram(session(key, challenge), data.slice(8));
    if (!open || !sameBytes(expected, data.slice(0, 8))) {
      authenticated.delete(id);
      challenge = undefined;
      return open ? triesLeft(key) : sw("6983");
    }
    key.left = key.tries;
    authenticated.add(id);
    return done();
  }

  /** Lowers the counter before anything is compared, so that a tear cannot save a try; false when none is left. */
  function takeTry(counter: { left: number }): boolean {
    if (counter.left === 0) return false;
    counter.left -= 1;
    return true;
  }

  const triesLeft = (counter: { left: number }): Uint8Array => Uint8Array.of(0x63, 0xc0 | counter.left);

  /** Key and ICV of the MAC that comes next. */
  function macNow(stk: { readonly value: string }, r: Uint8Array) {
    const start = macStart(profile, fromHex(stk.value), r, suite);
    return { key: start.key, icv: icv ?? start.icv };
  }

  /** The MAC of a secured command: the last 4 bytes of its data, over all before. `undefined`: it is right. */
  function refuseMac({ cla, ins, p1, p2, p3, data }: Command): Uint8Array | undefined {
    if (challenge === undefined) return sw("6984");
    const key = card.keys.find(({ use }) => use === "mac");
    if (key === undefined || !takeTry(key)) return sw("6983");
    const input = concat(Uint8Array.of(cla, ins, p1, p2, p3), data.slice(0, -4));
    const next = macNow(key, challenge);
    const mac = suite.mac(next.key, next.icv, input);
    if (!sameBytes(mac.slice(0, 4), data.slice(-4))) return sw("6988");
    key.left = key.tries;
    if (profile.mac.chain) icv = mac;
    return undefined;
  }

  // ------------------------------------------------------------------ block, unblock, card block

  function changeLife(command: Command): Uint8Array {
    const { ins, p1, p2 } = command;
    if (p1 !== 0x00 || p2 > (ins === 0x1e ? 0x01 : 0x00)) return sw("6A86");
    if (command.data.length !== 4) return sw("6700");
    if (directory !== environment) return sw("6985");
    const change = changeOf(ins, p2);
    if (card.life === "cancelled") return sw(change.to === "card-blocked" ? "6985" : "9303");
    if (!change.from.includes(card.life)) return sw("6985");
    if (!authenticated.has(blockKey)) return sw("6982");
    const refused = refuseMac(command);
    if (refused !== undefined) return refused;
    card.life = change.to;
    if (change.to !== "active") pinShown = false;
    return done();
  }

  return {
    atr: card.atr,
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
    image: () => structuredClone(card),
  };
}
