import type { FileNode } from "../card/file-tree.ts";
import { maskField } from "../card/masking.ts";
import type { FileLine } from "./screen.ts";

/** The file structure for a screen: decoded, named in both languages, and masked where it is personal. */
export const fileLinesOf = (nodes: readonly FileNode[]): FileLine[] =>
  nodes.map(({ depth, path, nameZh, nameEn, access, records }) => ({
    depth,
    path,
    nameZh,
    nameEn,
    access,
    records: records.map((record) => ({
      tag: record.tag,
      nameZh: record.nameZh,
      nameEn: record.nameEn,
      value: maskField(record.value, record),
    })),
  }));
