import { fromHex } from "../bytes.ts";

/* What the virtual card takes for a command: its instructions, their classes and lengths (default card section 4). */

export type Command = {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Lc or Le; a bare header counts as 00. */
  readonly p3: number;
  readonly data: Uint8Array;
};
/** The classes each instruction is taught in; everything else is 6E00 or 6D00. */
const classesOf: Readonly<Record<number, readonly number[]>> = {
  0xa4: [0x00],
  0xc0: [0x00],
  0xb0: [0x00],
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
const withoutData = [0xc0, 0xb0, 0xb2, 0x84];
/** Instructions after whose data one Le byte may stand; it is ignored. */
const mayTrailLe = [0xa4, 0x88];

const sw = (statusWord: string): Uint8Array => fromHex(statusWord);

/** A command whose MAC the card checks, whatever its bytes say otherwise. */
export const isSecured = ([cla = -1, ins = -1]: Uint8Array): boolean =>
  (cla === 0x04 && ins === 0xdc) || (cla === 0x84 && classesOf[ins]?.includes(0x84) === true);

/** Length, class, instruction, and the bytes against Lc; or the status word that refuses them. */
export function parseApdu(apdu: Uint8Array): Command | Uint8Array {
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
