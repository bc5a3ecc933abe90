import { concat, fromHex, hex, sameBytes } from "../bytes.ts";
import { firstIcv, mac8, sessionKey, tripleDes } from "../crypto.ts";
import { cardImage, type CardImage } from "./image.ts";

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

type Command = {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Lc or Le; a bare header counts as 00. */
  readonly p3: number;
  readonly data: Uint8Array;
};
type CardFile = CardImage["files"][number];

const masterFile = "3F00";
const environment = "DDF1";
const blockKey = "05";

/** The classes each instruction is taught in; everything else is 6E00 or 6D00. */
const classesOf: Readonly<Record<number, readonly number[]>> = {
  0xa4: [0x00],
  0xc0: [0x00],
  0xb2: [0x00],
  0x84: [0x00],
  0x20: [0x00],
  0x88: [0x00],
  0x82: [0x00],
  0xdc: [0x00, 0x04],
  0x1e: [0x84],
  0x18: [0x84],
  0x16: [0x84],
};
const classes = [0x00, 0x04, 0x84];
/** Instructions whose fifth byte is Le: they carry no data. */
const withoutData = [0xc0, 0xb2, 0x84];
/** Instructions after whose data one Le byte may stand; it is ignored. */
const mayTrailLe = [0xa4, 0x88];

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
  const card = cardImage.parse(structuredClone(start));

  let powered = true;
  let directory = masterFile;
  let file: CardFile | undefined;
  let waiting: Uint8Array | undefined;
  let challenge: Uint8Array | undefined;
  let icv = firstIcv();
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

    const parsed = parse(apdu);
    const response = parsed instanceof Uint8Array ? parsed : run(parsed);
    const secured =
      (cla === 0x04 && ins === 0xdc) || (cla === 0x84 && classesOf[ins]?.includes(0x84) === true);
    if (secured && !sameBytes(response, sw("9000"))) challenge = undefined;
    return response;
  }

  function run(command: Command): Uint8Array {
    switch (command.ins) {
      case 0xa4:
        return select(command);
      case 0xc0:
        return respond(command);
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
    waiting = concat(
      Uint8Array.of(0x6f, dfName.length + 4, 0x84, dfName.length),
      dfName,
      Uint8Array.of(0xa5, 0x00),
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

  function readRecord(command: Command): Uint8Array {
    if (!isRecordAddress(command.p2)) return sw("6A86");
    const target = addressed(command.p2);
    if (target instanceof Uint8Array) return target;
    if (card.life === "cancelled" && !target.readableWhenCancelled) return sw("6985");
    const open = target.read === "free" || (pinShown && (target.read === "PIN" || authenticated.has("84")));
    if (!open) return sw("6982");
    const record = target.records[recordIndex(target, command)];
    if (record === undefined) return sw("6A83");
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
    icv = firstIcv();
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
    const session = sessionKey(fromHex(key.value), data.slice(0, 8));
    waiting = tripleDes(session, data.slice(8));
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
    const session = sessionKey(fromHex(key.value), challenge);
    if (!open || !sameBytes(tripleDes(session, data.slice(8)), data.slice(0, 8))) {
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

  /** The MAC of a secured command: the last 4 bytes of its data, over all before. `undefined`: it is right. */
  function refuseMac({ cla, ins, p1, p2, p3, data }: Command): Uint8Array | undefined {
    if (challenge === undefined) return sw("6984");
    const key = card.keys.find(({ use }) => use === "mac");
    if (key === undefined || !takeTry(key)) return sw("6983");
    const input = concat(Uint8Array.of(cla, ins, p1, p2, p3), data.slice(0, -4));
    const mac = mac8(sessionKey(fromHex(key.value), challenge), icv, input);
    if (!sameBytes(mac.slice(0, 4), data.slice(-4))) return sw("6988");
    key.left = key.tries;
    icv = mac;
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

type Change = { readonly from: readonly CardImage["life"][]; readonly to: CardImage["life"] };

function changeOf(ins: number, p2: number): Change {
  if (ins === 0x18) return { from: ["frozen"], to: "active" };
  if (ins === 0x16) return { from: ["active", "frozen"], to: "card-blocked" };
  return p2 === 0x00 ? { from: ["active"], to: "frozen" } : { from: ["active", "frozen"], to: "cancelled" };
}

/** Length, class, instruction, and the bytes against Lc; or the status word that refuses them. */
function parse(apdu: Uint8Array): Command | Uint8Array {
  if (apdu.length < 4) return sw("6700");
  const [cla = 0, ins = 0, p1 = 0, p2 = 0, p3 = 0] = apdu;
  if (!classes.includes(cla)) return sw("6E00");
  const taught = classesOf[ins];
  if (taught === undefined) return sw("6D00");
  if (!taught.includes(cla)) return sw("6E00");
  const length = withoutData.includes(ins) ? 0 : p3;
  const extra = Math.max(0, apdu.length - 5) - length;
  if (extra !== 0 && !(extra === 1 && length > 0 && mayTrailLe.includes(ins))) return sw("6700");
  return { cla, ins, p1, p2, p3, data: apdu.slice(5, 5 + length) };
}
