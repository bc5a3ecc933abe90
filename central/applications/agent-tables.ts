import type { Migration, Shape } from "../table-shape.ts";

/** What was shown of somebody who acted for a holder, beside what stands among an application's papers. */
export type AgentTables = {
  agent_shown: AgentShownRow;
  photo: PhotoRow;
  agent_due: { due_at_ms: number; owner: string };
};

/** The agent of one operation, by their identity card: what the certificate names them by. */
export type AgentShownRow = {
  op_id: string;
  terminal_id: string;
  card_ref: string;
  /** The terminal's own reference; null where a clerk read the card at a desk. */
  agent_ref: string | null;
  name: string;
  at_ms: number;
};

/** A photo of holder and agent. */
type PhotoRow = {
  /** `application NUMBER`; until there is one `operation ID`, or `desk TERMINAL` (agent-photo.ts). */
  owner: string;
  /** JPEG, base64. */
  jpeg: string;
  at_ms: number;
};

export const agentShapes: { readonly [Name in keyof AgentTables]: Shape<AgentTables[Name]> } = {
  agent_shown: { key: ["op_id"], personal: { name: "sealed" } },
  photo: { key: ["owner"], personal: { jpeg: "sealed" } },
  agent_due: { key: ["due_at_ms", "owner"] },
};

export const agentMigrations: readonly Migration[] = [
  {
    name: "agents-1",
    sql: `
CREATE TABLE agent_shown (
  op_id TEXT PRIMARY KEY,
  terminal_id TEXT NOT NULL,
  card_ref TEXT NOT NULL,
  agent_ref TEXT,
  name TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE photo (
  owner TEXT PRIMARY KEY,
  jpeg TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE agent_due (
  due_at_ms INTEGER NOT NULL,
  owner TEXT NOT NULL,
  PRIMARY KEY (due_at_ms, owner)
) STRICT;
`,
  },
];
