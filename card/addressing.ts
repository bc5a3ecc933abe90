import type { CardConnection } from "../hardware/ports.ts";
import { fail, ok, type Result } from "../hardware/result.ts";
import { concat, fromHex } from "./bytes.ts";
import { readBinary, readFixedRecord, readRecord, selectByFid, selectByName } from "./commands.ts";
import { exchange } from "./exchange.ts";
import type { CardFault } from "./faults.ts";
import { sfiOf, type Field, type Profile } from "./profile.ts";

/*
 * How a file or a record is reached. Cards differ in which P1 of SELECT and which P1 P2 of READ RECORD they take;
 * each way is tried once, in the profile's order, and no way costs a retry counter.
 */

/** Parameters or function not supported: another way may be taken. 6A82 too for SELECT, where P1 names the kind. */
const triesAnother = /^(6A81|6A86|6B00)$/;
const triesAnotherSelect = /^(6A81|6A82|6A86|6B00)$/;

/** SELECT of an EF in the current directory by its FID: P1 as the profile says, 00 and then 02. */
export async function selectEf(
  connection: CardConnection,
  profile: Profile,
  path: string,
): Promise<Result<void, CardFault>> {
  return selectOneWay(connection, Number.parseInt(path.slice(-4), 16), profile.select.efP1);
}

/** SELECT of a DF by its name and, where the card does not know that way, by its FID: P1 00, then 01. */
export async function selectDf(
  connection: CardConnection,
  profile: Profile,
  df: { readonly fid: string; readonly aid: string },
): Promise<Result<void, CardFault>> {
  const named = await exchange(connection, selectByName(fromHex(df.aid)));
  if (named.ok) return ok(undefined);
  if (named.fault.kind !== "refused" || !triesAnotherSelect.test(named.fault.statusWord)) return named;
  return selectOneWay(connection, Number.parseInt(df.fid, 16), profile.select.dfP1);
}

/** The first way's refusal stands where none is taken. */
async function selectOneWay(
  connection: CardConnection,
  fid: number,
  ways: readonly string[],
): Promise<Result<void, CardFault>> {
  let first: Result<never, CardFault> | undefined;
  for (const p1 of ways) {
    const selected = await exchange(connection, selectByFid(fid, Number.parseInt(p1, 16)));
    if (selected.ok) return ok(undefined);
    first ??= selected;
    if (selected.fault.kind !== "refused" || !triesAnotherSelect.test(selected.fault.statusWord))
      return selected;
  }
  if (first === undefined) throw new Error("a profile names one way to select at least");
  return first;
}

const recordWays = ["sfi-tag", "sfi-number", "tag", "number"] as const;
type RecordWay = (typeof recordWays)[number];

/**
 * Reads records of TLV files, by the first of four ways that the card takes: SFI and tag, SFI and number, current
 * EF and tag, current EF and number. The way that was taken goes first from then on.
 */
export function recordReader(connection: CardConnection, profile: Profile) {
  let ways: readonly RecordWay[] = recordWays;
  let currentEf = "";

  async function by(
    way: RecordWay,
    path: string,
    { tag, len }: Pick<Field, "tag" | "len">,
    number: number,
  ): Promise<Result<Uint8Array, CardFault>> {
    const withSfi = way.startsWith("sfi");
    if (!withSfi && currentEf !== path) {
      const selected = await selectEf(connection, profile, path);
      if (!selected.ok) return selected;
    }
    const asked = readRecord({
      tag: Number.parseInt(tag, 16),
      length: len,
      ...(withSfi ? { sfi: sfiOf(path) } : {}),
      ...(way.endsWith("number") ? { number } : {}),
    });
    const answer = await exchange(connection, asked);
    // Implicit selection lasts on most cards, and nobody says that it does on all.
    currentEf = withSfi ? "" : path;
    return answer;
  }

  /** `number`: of the record in its file, from 1. `repeated`: more records have its tag, so only number tells. */
  return async (
    path: string,
    field: Pick<Field, "tag" | "len">,
    number: number,
    repeated = false,
  ): Promise<Result<Uint8Array, CardFault>> => {
    const possible = ways.filter((way) => !repeated || way.endsWith("number"));
    let first: Result<never, CardFault> | undefined;
    for (const way of possible) {
      const answer = await by(way, path, field, number);
      if (answer.ok) {
        if (!repeated) ways = [way, ...ways.filter((other) => other !== way)];
        return answer;
      }
      first ??= answer;
      if (answer.fault.kind !== "refused" || !triesAnother.test(answer.fault.statusWord)) return answer;
    }
    if (first === undefined) throw new Error("there is always a way to try");
    return first;
  };
}

/** What every short APDU's answer holds. */
const partLength = 0xf0;
const maxTransparent = 32_768;

/** READ BINARY of the current EF, part by part, `size` bytes at most; less where the file ends before. */
export async function readTransparent(
  connection: CardConnection,
  size: number,
): Promise<Result<Uint8Array, CardFault>> {
  const end = Math.min(size, maxTransparent);
  let whole: Uint8Array = new Uint8Array(0);
  // Each round brings a byte at least or is the last.
  while (whole.length < end) {
    const wanted = Math.min(partLength, end - whole.length);
    const part = await exchange(connection, readBinary(whole.length, wanted));
    if (!part.ok) {
      // 6B00 and 6A86: the offset lies behind the file's end; 6282: it ends within what was asked.
      const ended = part.fault.kind === "refused" && /^(6B00|6A86|6282)$/.test(part.fault.statusWord);
      return ended && whole.length > 0 ? ok(whole) : part;
    }
    whole = concat(whole, part.value);
    if (part.value.length < wanted) return ok(whole);
  }
  return ok(whole);
}

/** The records of the current EF by number, newest first, until the card has no more or `entries` are read. */
export async function readCyclic(
  connection: CardConnection,
  entries: number,
  length: number,
): Promise<Result<readonly Uint8Array[], CardFault>> {
  const records: Uint8Array[] = [];
  for (let number = 1; number <= entries; number += 1) {
    const record = await exchange(connection, readFixedRecord(number, length));
    if (!record.ok) {
      const noMore = record.fault.kind === "refused" && record.fault.statusWord === "6A83";
      return noMore ? ok(records) : fail(record.fault);
    }
    records.push(record.value);
  }
  return ok(records);
}
