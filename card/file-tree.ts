import type { CardConnection } from "../hardware/ports.ts";
import { fail, ok, type Result } from "../hardware/result.ts";
import { fromHex, hex } from "./bytes.ts";
import { readRecord, selectByFid, selectByName } from "./commands.ts";
import { exchange, selectSsse } from "./exchange.ts";
import type { CardFault } from "./faults.ts";
import { fieldText } from "./fields.ts";
import { sfiOf, type Field, type FieldRole, type Profile } from "./profile.ts";

export type FileRecord = {
  /** Two upper-case hex digits. */
  readonly tag: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Decoded and UNMASKED; hex where it cannot be decoded. `maskField` of masking.ts is for showing it. */
  readonly value: string;
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
  /** Status word that closed it, where one did; 4 upper-case hex digits. */
  readonly closedBy?: string;
  readonly records: readonly FileRecord[];
};

/**
 * The card's files as the profile knows them, in its order: read where reading is free, and otherwise what
 * they would need. Tries no PIN and no key, writes nothing, and leaves the SSSE selected.
 */
export async function readFileTree(
  connection: CardConnection,
  profile: Profile,
): Promise<Result<readonly FileNode[], CardFault>> {
  const nodes: FileNode[] = [masterFile];
  for (const [fid, { kind, aid, nameZh, nameEn }] of Object.entries(profile.directories)) {
    const opened = kind === "ddf" ? await openSsse(connection, profile) : await openDf(connection, aid);
    if (!opened.ok) return opened;
    const depth = kind === "ddf" ? 1 : 2;
    const shown = { depth, path: fid, kind, nameZh, nameEn, needs: "free", records: [] } as const;
    nodes.push({ ...shown, ...opened.value });
    const inside = await readFiles(connection, profile, fid, depth + 1, opened.value);
    if (!inside.ok) return inside;
    nodes.push(...inside.value);
  }
  const back = await selectSsse(connection, profile);
  return back.ok ? ok(nodes) : back;
}

const masterFile: FileNode = {
  depth: 0,
  path: "3F00",
  kind: "mf",
  nameZh: "主文件",
  nameEn: "Master file",
  access: "read",
  needs: "free",
  records: [],
};

type Access = Pick<FileNode, "access" | "closedBy">;

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

async function openDf(connection: CardConnection, aid: string): Promise<Result<Access, CardFault>> {
  const selected = await exchange(connection, selectByName(fromHex(aid)));
  if (selected.ok) return ok({ access: "read" });
  return selected.fault.kind === "refused" ? ok(accessAfter(selected.fault.statusWord)) : selected;
}

async function readFiles(
  connection: CardConnection,
  profile: Profile,
  directory: string,
  depth: number,
  opened: Access,
): Promise<Result<readonly FileNode[], CardFault>> {
  const nodes: FileNode[] = [];
  for (const [path, file] of Object.entries(profile.files)) {
    if (!path.startsWith(`${directory}/`)) continue;
    const { nameZh, nameEn, read: needs } = file;
    const shown = { depth, path, kind: "ef", nameZh, nameEn, needs } as const;
    if (opened.access !== "read") {
      nodes.push({ ...shown, ...opened, records: [] });
      continue;
    }
    const contents =
      needs === "free"
        ? await readRecords(connection, path, file.records)
        : await findFile(connection, path, profile);
    if (!contents.ok) return contents;
    nodes.push({ ...shown, ...contents.value });
  }
  return ok(nodes);
}

/** A file we may not read: only whether it is there. */
async function findFile(
  connection: CardConnection,
  path: string,
  profile: Profile,
): Promise<Result<Access & Pick<FileNode, "records">, CardFault>> {
  const fid = Number.parseInt(path.slice(-4), 16);
  const found = await exchange(
    connection,
    selectByFid(fid, Number.parseInt(profile.select.efP1[0] ?? "00", 16)),
  );
  if (found.ok) return ok({ access: "closed", records: [] });
  if (found.fault.kind !== "refused") return found;
  return ok({ ...accessAfter(found.fault.statusWord), records: [] });
}

async function readRecords(
  connection: CardConnection,
  path: string,
  fields: readonly Field[],
): Promise<Result<Access & Pick<FileNode, "records">, CardFault>> {
  const records: FileRecord[] = [];
  let refusal: Access | undefined;
  for (const field of fields) {
    const { tag, len, nameZh, nameEn, personal = false, is } = field;
    const command = readRecord({ sfi: sfiOf(path), tag: Number.parseInt(tag, 16), length: len });
    const value = await exchange(connection, command);
    if (!value.ok && value.fault.kind === "refused") {
      refusal ??= accessAfter(value.fault.statusWord);
      // A single absent record says nothing of the others; a closed file stays closed.
      if (value.fault.statusWord === "6A83") continue;
      break;
    }
    if (!value.ok) return value;
    const text = fieldText(value.value, field) ?? hex(value.value);
    records.push({ tag, nameZh, nameEn, value: text, personal, ...(is === undefined ? {} : { is }) });
  }
  return ok(
    records.length > 0 || refusal === undefined ? { access: "read", records } : { ...refusal, records },
  );
}
