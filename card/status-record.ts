import assert from "node:assert/strict";
import { bcd, concat, fromHex, hexFrom, readBcd, readU32, u32 } from "./bytes.ts";
import type { StatusRecord, Target } from "./life.ts";
import type { Profile } from "./profile.ts";

/** Length of the value, without tag and length byte. */
export const statusRecordLength = 24;

type Layout = Pick<Profile, "statusRecord">;

/** The profile's word on the record; asking it of cards that keep none is a bug and throws. */
export function statusRecordOf({ statusRecord }: Layout): NonNullable<Profile["statusRecord"]> {
  assert(statusRecord !== undefined, "a profile with a status record");
  return statusRecord;
}

/**
 * The value of the status record, 24 bytes: layout, epoch u32, target, opTag 8, time BCD 7, region BCD 3
 * (default card section 2). A field out of range is a bug and throws.
 */
export function statusRecordValue(record: StatusRecord, profile: Layout): Uint8Array {
  const { layout, targets } = statusRecordOf(profile);
  assert(/^[0-9A-F]{16}$/.test(record.opTag) && /^\d{14}$/.test(record.time), "an opTag and a time");
  assert(/^\d{6}$/.test(record.region), "a region of six digits");
  return concat(
    Uint8Array.of(layout),
    u32(record.epoch),
    fromHex(targets[record.target]),
    fromHex(record.opTag),
    bcd(record.time),
    bcd(record.region),
  );
}

/** The record in a value read from a card; `undefined` when anything in it is not as section 2 says. */
export function readStatusRecord(value: Uint8Array, profile: Layout): StatusRecord | undefined {
  const { layout, targets } = statusRecordOf(profile);
  if (value.length !== statusRecordLength || value[0] !== layout) return undefined;
  const named = hexFrom(value, 5, 6);
  const target = (Object.keys(targets) as Target[]).find((name) => targets[name] === named);
  const time = readBcd(value.subarray(14, 21));
  const region = readBcd(value.subarray(21, 24));
  if (target === undefined || time?.length !== 14 || region?.length !== 6) return undefined;
  return { epoch: readU32(value, 1), target, opTag: hexFrom(value, 6, 14), time, region };
}
