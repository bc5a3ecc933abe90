import type { CardConnection } from "../hardware/ports.ts";
import { fail, ok, type Result } from "../hardware/result.ts";
import { conditionsOf, type Condition } from "./access.ts";
import { readCyclic, readTransparent, recordReader, selectDf, selectEf } from "./addressing.ts";
import { hex } from "./bytes.ts";
import { decodeCyclic, decodeField, isEmpty, layoutLength, meaningOf } from "./decode.ts";
import { selectSsse } from "./exchange.ts";
import type { CardFault } from "./faults.ts";
import { readAccessOf, type Field, type FieldRole, type Profile, type ProfileFile } from "./profile.ts";

type FileRecord = {
  /** Two upper-case hex digits; of a record without tag its number (`#1`), of a transparent file `bin`. */
  readonly tag: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Decoded and UNMASKED; hex where it cannot be decoded. `maskField` of masking.ts is for showing it. */
  readonly value: string;
  /** Of a coded value, by its standard; as personal as the value. */
  readonly meaning?: { readonly zh: string; readonly en: string };
  /** The value's bytes, upper-case hex. */
  readonly bytes: string;
  readonly personal: boolean;
  readonly is?: FieldRole;
};

export type FileNode = {
  /** 0 is the MF. */
  readonly depth: number;
  /** E.g. "3F00", "DDF1", "DDF1/EF05". */
  readonly path: string;
  readonly kind: "mf" | "ddf" | "df" | "ef";
  readonly nameZh: string;
  readonly nameEn: string;
  readonly access: "read" | "closed" | "not-present";
  /** What reading it asks for by the profile: "free", "PIN", "PIN&AUTH(84)". Directories are free. */
  readonly needs: string;
  /** The same one by one, each with whether it is met now. */
  readonly conditions: readonly Condition[];
  /** Status word that closed it, where one did; 4 upper-case hex digits. */
  readonly closedBy?: string;
  readonly records: readonly FileRecord[];
  /** Records of an open file that are kept closer than the file. */
  readonly closedRecords: readonly ClosedRecord[];
};

type ClosedRecord = Pick<FileRecord, "tag" | "nameZh" | "nameEn"> & Pick<FileNode, "needs" | "conditions">;

/**
 * The card's files as the profile knows them, in its order: read where reading is free, and otherwise what
 * they would need. Tries no PIN and no key, writes nothing, and leaves the SSSE selected. Fingerprint, photograph
 * and other transparent files are read only where `transparent` says so: they take seconds, and nobody looks at them.
 */
export async function readFileTree(
  connection: CardConnection,
  profile: Profile,
  { transparent = false }: { readonly transparent?: boolean } = {},
): Promise<Result<readonly FileNode[], CardFault>> {
  const nodes: FileNode[] = [masterFile];
  const readOne = recordReader(connection, profile);
  for (const [fid, { kind, aid, nameZh, nameEn }] of Object.entries(profile.directories)) {
    const opened =
      kind === "ddf" ? await openSsse(connection, profile) : await openDf(connection, profile, fid, aid);
    if (!opened.ok) return opened;
    const depth = kind === "ddf" ? 1 : 2;
    nodes.push(nodeOf({ depth, path: fid, kind, nameZh, nameEn, needs: "free" }, opened.value));
    for (const [path, file] of Object.entries(profile.files)) {
      if (!path.startsWith(`${fid}/`)) continue;
      const contents =
        opened.value.access === "read"
          ? await readFile({ connection, profile, readOne, transparent }, path, file)
          : opened;
      if (!contents.ok) return contents;
      const { nameZh, nameEn, read: needs } = file;
      nodes.push(nodeOf({ depth: depth + 1, path, kind: "ef", nameZh, nameEn, needs }, contents.value));
    }
  }
  const back = await selectSsse(connection, profile);
  return back.ok ? ok(nodes) : back;
}

type Access = Pick<FileNode, "access" | "closedBy">;
type Contents = Access & Partial<Pick<FileNode, "records" | "closedRecords">>;
type Card = {
  readonly connection: CardConnection;
  readonly profile: Profile;
  readonly readOne: ReturnType<typeof recordReader>;
  readonly transparent: boolean;
};

const nodeOf = (
  shown: Pick<FileNode, "depth" | "path" | "kind" | "nameZh" | "nameEn" | "needs">,
  contents: Contents,
): FileNode => ({
  ...shown,
  conditions: conditionsOf(shown.needs, contents.closedBy),
  records: [],
  closedRecords: [],
  ...contents,
});

const masterFile: FileNode = nodeOf(
  { depth: 0, path: "3F00", kind: "mf", nameZh: "主文件", nameEn: "Master file", needs: "free" },
  { access: "read" },
);

const accessAfter = (statusWord: string): Access => ({
  access: /^6A8[238]$/.test(statusWord) ? "not-present" : "closed",
  closedBy: statusWord,
});

async function openSsse(connection: CardConnection, profile: Profile): Promise<Result<Access, CardFault>> {
  const selected = await selectSsse(connection, profile);
  if (!selected.ok) return selected;
  const { life, statusWord } = selected.value;
  if (life === "unknown" || life === "card-blocked")
    return fail({ kind: "refused", during: "SELECT SSSE", statusWord });
  return ok({ access: "read" });
}

const opened = (selected: Result<unknown, CardFault>): Result<Access, CardFault> => {
  if (selected.ok) return ok({ access: "read" });
  return selected.fault.kind === "refused" ? ok(accessAfter(selected.fault.statusWord)) : selected;
};

const openDf = async (
  connection: CardConnection,
  profile: Profile,
  fid: string,
  aid: string,
): Promise<Result<Access, CardFault>> => opened(await selectDf(connection, profile, { fid, aid }));

/** A file we may not read is only looked for: whether it is there. */
async function readFile(card: Card, path: string, file: ProfileFile): Promise<Result<Contents, CardFault>> {
  if (file.kind === "tlv" && file.read === "free") return readRecords(card, path, file);
  const found = opened(await selectEf(card.connection, card.profile, path));
  if (!found.ok || found.value.access !== "read") return found;
  if (file.read !== "free" || file.kind === "tlv") return ok({ access: "closed" });
  if (file.kind === "cyclic") return readEntries(card, file);
  return card.transparent ? readBytes(card, file) : ok({ access: "read" });
}

async function readRecords(
  { readOne }: Card,
  path: string,
  file: Extract<ProfileFile, { kind: "tlv" }>,
): Promise<Result<Contents, CardFault>> {
  const records: FileRecord[] = [];
  const closedRecords: ClosedRecord[] = [];
  let refusal: Access | undefined;
  for (const { field, number } of numbered(file.records)) {
    const { tag, nameZh, nameEn, personal = false, is, count = 1 } = field;
    const needs = readAccessOf(file, field);
    if (needs !== "free") {
      closedRecords.push({ tag, nameZh, nameEn, needs, conditions: conditionsOf(needs) });
      continue;
    }
    const value = await readOne(path, field, number, count > 1);
    if (!value.ok && value.fault.kind === "refused") {
      refusal ??= accessAfter(value.fault.statusWord);
      // A single absent record says nothing of the others; a closed file stays closed.
      if (value.fault.statusWord === "6A83") continue;
      break;
    }
    if (!value.ok) return value;
    const text = decodeField(value.value, field);
    const meaning = meaningOf(text, is);
    records.push({
      tag,
      nameZh,
      nameEn,
      value: text,
      ...(meaning === undefined ? {} : { meaning }),
      bytes: hex(value.value),
      personal,
      ...(is === undefined ? {} : { is }),
    });
  }
  return ok(
    records.length > 0 || refusal === undefined
      ? { access: "read", records, closedRecords }
      : { ...refusal, closedRecords },
  );
}

/** Each record with its number; a field with a count stands for that many. */
function numbered(fields: readonly Field[]): readonly { readonly field: Field; readonly number: number }[] {
  return fields
    .flatMap((field) => Array.from({ length: field.count ?? 1 }, () => field))
    .map((field, index) => ({ field, number: index + 1 }));
}

async function readEntries(
  { connection }: Card,
  { entries, layout, nameZh, nameEn }: Extract<ProfileFile, { kind: "cyclic" }>,
): Promise<Result<Contents, CardFault>> {
  const read = await readCyclic(connection, entries, layoutLength(layout));
  if (!read.ok) return read.fault.kind === "refused" ? ok(accessAfter(read.fault.statusWord)) : read;
  const records = read.value.map((record, index): FileRecord => {
    const value = isEmpty(record) ? "" : (decodeCyclic(record, layout) ?? hex(record));
    // What a log says of somebody is theirs.
    return { tag: `#${String(index + 1)}`, nameZh, nameEn, value, bytes: hex(record), personal: true };
  });
  return ok({ access: "read", records });
}

async function readBytes(
  { connection }: Card,
  { size, nameZh, nameEn }: Extract<ProfileFile, { kind: "transparent" }>,
): Promise<Result<Contents, CardFault>> {
  const read = await readTransparent(connection, size);
  if (!read.ok) return read.fault.kind === "refused" ? ok(accessAfter(read.fault.statusWord)) : read;
  // A photograph, a fingerprint, a region's own: nothing in it says that it is not personal.
  const value = isEmpty(read.value) ? "" : hex(read.value);
  const record = { tag: "bin", nameZh, nameEn, value, bytes: hex(read.value), personal: true };
  return ok({ access: "read", records: [record] });
}
