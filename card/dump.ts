import { z } from "zod";
import { fail, ok, type Result } from "../hardware/result.ts";
import type { Condition } from "./access.ts";
import type { FileNode } from "./file-tree.ts";
import { maskField } from "./masking.ts";
import type { Evidence } from "./life.ts";

/*
 * A card's readable files as one JSON document, for comparing two readings and for sending to who must look at a
 * card from afar. Masked unless its maker said otherwise: a masked record has no bytes and its value is masked.
 */

const record = z.strictObject({
  tag: z.string().max(8),
  nameZh: z.string().max(200),
  nameEn: z.string().max(200),
  value: z.string().max(70_000),
  /** Of a coded value; absent where the record is masked. */
  meaning: z.strictObject({ zh: z.string().max(200), en: z.string().max(200) }).exactOptional(),
  /** Upper-case hex; absent where the record is masked. */
  bytes: z
    .string()
    .regex(/^([0-9A-F]{2})*$/)
    .max(70_000)
    .exactOptional(),
  masked: z.boolean(),
});
const condition = z.strictObject({ condition: z.string().max(40), met: z.boolean() });

const file = z.strictObject({
  path: z.string().max(20),
  kind: z.enum(["mf", "ddf", "df", "ef"]),
  nameZh: z.string().max(200),
  nameEn: z.string().max(200),
  access: z.enum(["read", "closed", "not-present"]),
  needs: z.string().max(40),
  closedBy: z.string().max(4).exactOptional(),
  conditions: z.array(condition).max(8),
  records: z.array(record).max(512),
  closedRecords: z.array(z.strictObject({ tag: z.string().max(8), needs: z.string().max(40) })).max(512),
});

const dump = z.strictObject({
  format: z.literal("cardhall-card-dump"),
  layout: z.literal(1),
  atr: z.string().max(600),
  profile: z.string().max(64),
  life: z.string().max(20),
  selectStatusWord: z.string().max(4),
  masked: z.boolean(),
  files: z.array(file).max(512),
});
export type CardDump = z.infer<typeof dump>;
export type DumpedRecord = z.infer<typeof record>;

export function dumpOf(
  evidence: Pick<Evidence, "atr" | "profile" | "life" | "selectStatusWord">,
  nodes: readonly FileNode[],
  { masked }: { readonly masked: boolean },
): CardDump {
  const { atr, profile, life, selectStatusWord } = evidence;
  return {
    format: "cardhall-card-dump",
    layout: 1,
    atr,
    profile,
    life,
    selectStatusWord,
    masked,
    files: nodes.map(({ path, kind, nameZh, nameEn, access, needs, closedBy, conditions, ...inside }) => ({
      path,
      kind,
      nameZh,
      nameEn,
      access,
      needs,
      ...(closedBy === undefined ? {} : { closedBy }),
      conditions: conditions.map(({ condition, met }: Condition) => ({ condition, met })),
      records: inside.records.map((read) => {
        const shown = { tag: read.tag, nameZh: read.nameZh, nameEn: read.nameEn };
        return masked && read.personal
          ? { ...shown, value: maskField(read.value, read), masked: true }
          : {
              ...shown,
              value: read.value,
              ...(read.meaning === undefined ? {} : { meaning: read.meaning }),
              bytes: read.bytes,
              masked: false,
            };
      }),
      closedRecords: inside.closedRecords.map((closed) => ({ tag: closed.tag, needs: closed.needs })),
    })),
  };
}

/** Takes a dump apart again; what is not one says why. */
export function parseDump(data: unknown): Result<CardDump, string> {
  const parsed = dump.safeParse(data);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return fail(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not a dump"}`);
}
