import { readFileSync, writeFileSync } from "node:fs";
import { diffDumps } from "../card/diff.ts";
import { dumpOf, parseDump, type CardDump } from "../card/dump.ts";
import { readFileTree, type FileNode } from "../card/file-tree.ts";
import { maskField } from "../card/masking.ts";
import { readCard } from "../card/read-card.ts";
import { ok } from "../hardware/result.ts";
import { knownProfile } from "./card-info.ts";
import { showCard, type CardOptions } from "./card-session.ts";
import { faultResult, finish, type CommandResult } from "./output.ts";

/* `cardhall card tree|dump|diff`: the file structure on the screen, in a file, and two of those compared. */

export const cardTree = (options: CardOptions): Promise<void> =>
  showCard(options, async (connection) => {
    const facts = await readCard(connection);
    if (!facts.ok) return facts;
    const profile = knownProfile(facts.value);
    const tree = await readFileTree(connection, profile);
    if (!tree.ok) return tree;
    const files = tree.value.map(treeFile);
    const lines = tree.value.flatMap((node, index) => linesOf(node, files[index]?.records ?? []));
    return ok({ json: { atr: connection.atr, profile: profile.id, files }, lines, ok: true });
  });

const treeFile = ({ depth, path, kind, nameZh, nameEn, access, needs, closedBy, ...node }: FileNode) => ({
  depth,
  path,
  kind,
  nameZh,
  nameEn,
  access,
  needs,
  ...(closedBy === undefined ? {} : { closedBy }),
  conditions: node.conditions,
  records: node.records.map((record) => ({
    tag: record.tag,
    nameZh: record.nameZh,
    nameEn: record.nameEn,
    value: maskField(record.value, record),
    ...(record.meaning === undefined || record.personal ? {} : { meaning: record.meaning }),
  })),
  closedRecords: node.closedRecords,
});

function linesOf(node: FileNode, records: ReturnType<typeof treeFile>["records"]) {
  const indent = "  ".repeat(node.depth);
  const conditions = node.conditions.map(({ condition, met }) => `${condition} ${met ? "met" : "not met"}`);
  const state = [node.access, ...(node.closedBy === undefined ? [] : [node.closedBy]), ...conditions].join(
    ", ",
  );
  return [
    `${indent}${node.path}  ${node.nameZh} ${node.nameEn}  [${state}]`,
    ...records.map(({ tag, nameZh, nameEn, value, meaning }) => {
      const shown = value === "" ? "(empty)" : value;
      const named = meaning === undefined ? "" : ` ${meaning.zh} ${meaning.en}`;
      return `${indent}  ${tag}  ${nameZh} ${nameEn}: ${shown}${named}`;
    }),
    ...node.closedRecords.map(
      ({ tag, nameZh, nameEn, needs }) =>
        `${indent}  ${tag}  ${nameZh} ${nameEn}: [closed, ${needs} not met]`,
    ),
  ];
}

export type DumpOptions = CardOptions & { readonly out?: string; readonly unmask?: boolean };

/** Unmasked only where a person sits before it: what a script writes to a disk stays there. */
export async function cardDump(options: DumpOptions): Promise<void> {
  if (options.unmask === true && !(process.stdin.isTTY && process.stdout.isTTY)) {
    finish(faultResult("not-a-terminal", "--unmask is for a person at a terminal"), options.json === true);
    return;
  }
  await showCard(options, async (connection) => {
    const facts = await readCard(connection);
    if (!facts.ok) return facts;
    // A photograph behind a mask is not worth the seconds that it takes.
    const transparent = options.unmask === true;
    const tree = await readFileTree(connection, knownProfile(facts.value), { transparent });
    if (!tree.ok) return tree;
    const dump = dumpOf(facts.value.evidence, tree.value, { masked: options.unmask !== true });
    return ok(kept(dump, options.out));
  });
}

function kept(dump: CardDump, out: string | undefined): CommandResult {
  const text = JSON.stringify(dump, undefined, 1);
  if (out === undefined) return { json: dump, lines: [text], ok: true };
  try {
    writeFileSync(out, `${text}\n`, { mode: 0o600 });
  } catch (error) {
    return faultResult("not-written", error instanceof Error ? error.message : String(error));
  }
  const records = dump.files.reduce((sum, file) => sum + file.records.length, 0);
  const json = { ok: true, out, files: dump.files.length, records, masked: dump.masked };
  const masked = dump.masked ? "masked" : "UNMASKED";
  return { json, lines: [`${out}: ${dump.files.length} files, ${records} records, ${masked}`], ok: true };
}

/** Exit 0 when nothing is seen to differ, 1 when something does; what masks hide is counted and said. */
export function cardDiff(before: string, after: string, options: { readonly json?: boolean }): void {
  const [one, other] = [readDump(before), readDump(after)];
  const asJson = options.json === true;
  if (!("dump" in one)) return finish(one.refused, asJson);
  if (!("dump" in other)) return finish(other.refused, asJson);
  const found = diffDumps(one.dump, other.dump);
  const cannotTell = found.filter(({ kind }) => kind === "cannot-tell");
  const differences = found.filter(({ kind }) => kind !== "cannot-tell");
  const ok = differences.length === 0;
  const lines = differences.flatMap(({ path, tag, kind, before: was, after: is }) => [
    `${path}${tag === undefined ? "" : ` ${tag}`}  ${kind}`,
    ...(was === undefined ? [] : [`  - ${was}`]),
    ...(is === undefined ? [] : [`  + ${is}`]),
  ]);
  const hidden = `${cannotTell.length} masked records could not be compared`;
  const said = ok ? ["no difference"] : lines;
  finish(
    { json: { ok, differences, cannotTell }, lines: cannotTell.length === 0 ? said : [...said, hidden], ok },
    asJson,
  );
}

const maxDumpBytes = 16 * 1024 * 1024;

function readDump(path: string): { readonly dump: CardDump } | { readonly refused: CommandResult } {
  try {
    const text = readFileSync(path, "utf8");
    if (text.length > maxDumpBytes) return { refused: faultResult("not-a-dump", `${path}: too long`) };
    const dump = parseDump(JSON.parse(text));
    return dump.ok ? { dump: dump.value } : { refused: faultResult("not-a-dump", `${path}: ${dump.fault}`) };
  } catch (error) {
    return {
      refused: faultResult(
        "not-a-dump",
        `${path}: ${error instanceof Error ? error.message : String(error)}`,
      ),
    };
  }
}
