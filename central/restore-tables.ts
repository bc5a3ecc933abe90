import type { Migration, Shape } from "./table-shape.ts";

/** Each time the centre came back from a backup. `over` once it knows again what its terminals know. */
export type RestorationRow = {
  seq: number;
  state: "copied" | "open" | "over";
  at_ms: number;
  over_at_ms: number | null;
};
export type RestorationTables = { restoration: RestorationRow };

export const restorationShapes: {
  readonly [Name in keyof RestorationTables]: Shape<RestorationTables[Name]>;
} = {
  restoration: {
    key: ["seq"],
    check: (row) => (row.state === "over") === (row.over_at_ms !== null),
  },
};

export const restorationMigrations: readonly Migration[] = [
  {
    name: "restoration-1",
    sql: `
CREATE TABLE restoration (
  seq INTEGER PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('copied', 'open', 'over')),
  at_ms INTEGER NOT NULL,
  over_at_ms INTEGER,
  CHECK ((state = 'over') = (over_at_ms IS NOT NULL))
) STRICT;
`,
  },
];
