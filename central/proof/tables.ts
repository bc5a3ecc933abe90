import type { Migration, Shape } from "../table-shape.ts";

// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by the room's first table
export type ProofTables = {};

export const proofShapes: { readonly [Name in keyof ProofTables]: Shape<ProofTables[Name]> } = {};

export const proofMigrations: readonly Migration[] = [];
