import type { Migration, Shape } from "../table-shape.ts";

export type ProofTables = {
  tree_block: TreeBlockRow;
  tree_head: TreeHeadRow;
};

/** The root of 256 entries of the audit trail, which never change again (tree.ts). `n` counts from 1. */
type TreeBlockRow = { n: number; root: string };

/** The audit trail of `size` entries, signed: whoever keeps one finds any later change of what it covers. */
export type TreeHeadRow = { size: number; root: string; at_ms: number; key_id: string; signature: string };

export const proofShapes: { readonly [Name in keyof ProofTables]: Shape<ProofTables[Name]> } = {
  tree_block: { key: ["n"], appendOnly: true },
  tree_head: { key: ["size"], appendOnly: true },
};

const first = `
CREATE TABLE tree_block (
  n INTEGER PRIMARY KEY,
  root TEXT NOT NULL
) STRICT;

CREATE TABLE tree_head (
  size INTEGER PRIMARY KEY,
  root TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  key_id TEXT NOT NULL,
  signature TEXT NOT NULL
) STRICT;

CREATE INDEX audit_card ON audit (card_ref, seq);
CREATE INDEX audit_op ON audit (op_id, seq);
CREATE INDEX audit_event ON audit (event, seq);
`;

export const proofMigrations: readonly Migration[] = [{ name: "proof-1", sql: first }];
