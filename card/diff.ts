import type { CardDump, DumpedRecord } from "./dump.ts";

/** One difference between two dumps, in the order of the files; `tag` is absent where it is the file's own. */
type Difference = {
  readonly path: string;
  readonly tag?: string;
  readonly kind:
    | "only-before"
    | "only-after"
    | "changed"
    /** Masked in one of them and alike as far as it can be seen: neither the same nor different. */
    | "cannot-tell";
  readonly before?: string;
  readonly after?: string;
};

/** What differs between two readings of a card, or of two cards. */
export function diffDumps(before: CardDump, after: CardDump): readonly Difference[] {
  const differences: Difference[] = [];
  for (const name of ["atr", "profile", "life", "selectStatusWord"] as const)
    if (before[name] !== after[name])
      differences.push({ path: name, kind: "changed", before: before[name], after: after[name] });

  const paths = [...new Set([...before.files, ...after.files].map(({ path }) => path))];
  for (const path of paths) {
    const one = before.files.find((file) => file.path === path);
    const other = after.files.find((file) => file.path === path);
    if (one === undefined || other === undefined) {
      differences.push({ path, kind: one === undefined ? "only-after" : "only-before" });
      continue;
    }
    const [was, is] = [accessOf(one), accessOf(other)];
    if (was !== is) differences.push({ path, kind: "changed", before: was, after: is });
    differences.push(...diffRecords(path, one.records, other.records));
  }
  return differences;
}

const accessOf = ({ access, closedBy }: CardDump["files"][number]): string =>
  closedBy === undefined ? access : `${access} ${closedBy}`;

/** The nth record of a tag is compared with the nth of the other: a tag may stand more than once. */
function diffRecords(
  path: string,
  before: readonly DumpedRecord[],
  after: readonly DumpedRecord[],
): readonly Difference[] {
  const [was, is] = [byPlace(before), byPlace(after)];
  const differences: Difference[] = [];
  for (const place of new Set([...was.keys(), ...is.keys()])) {
    const [one, other] = [was.get(place), is.get(place)];
    const { tag } = one ?? other ?? { tag: place };
    if (one === undefined) differences.push({ path, tag, kind: "only-after", after: other?.value ?? "" });
    else if (other === undefined) differences.push({ path, tag, kind: "only-before", before: one.value });
    else {
      const kind = compare(one, other);
      if (kind !== "same") differences.push({ path, tag, kind, before: one.value, after: other.value });
    }
  }
  return differences;
}

function byPlace(records: readonly DumpedRecord[]): ReadonlyMap<string, DumpedRecord> {
  const counts = new Map<string, number>();
  return new Map(
    records.map((record) => {
      const count = (counts.get(record.tag) ?? 0) + 1;
      counts.set(record.tag, count);
      return [`${record.tag} ${String(count)}`, record] as const;
    }),
  );
}

function compare(one: DumpedRecord, other: DumpedRecord): "same" | "changed" | "cannot-tell" {
  if (one.bytes !== undefined && other.bytes !== undefined)
    return one.bytes === other.bytes ? "same" : "changed";
  // A mask beside a value says nothing; two masks that differ have different values behind them.
  return one.masked && other.masked && one.value !== other.value ? "changed" : "cannot-tell";
}
