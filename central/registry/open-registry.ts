import type { TerminalParts } from "../api/terminal-messages.ts";
import { openRules, type RulesPlace } from "../rules/open-rules.ts";
import { putInForce } from "../rules/in-force.ts";
import { rulesIn, type RuleSetOf } from "../rules/rule-set.ts";
import { fileBeside } from "../open-store.ts";
import type { Store } from "../store.ts";
import { comparePresent, presentStructures } from "./designs.ts";
import { snapshotOver } from "./snapshot.ts";
import { keyIn, passingKey } from "../ed25519.ts";

export type RegistryOptions = {
  /** The region's own rules; the shipped ones where none are named. */
  readonly rules?: RulesPlace;
  /**
   * Signs the issuers that terminals carry with them; made with mode 0600 when absent. Beside SQLite's file unless
   * told otherwise; with PostgreSQL, where none is named, a key that lasts as long as the process.
   */
  readonly registryKeyFile?: string;
};

type Registry = {
  readonly ruleSets: RuleSetOf;
  readonly issuers: NonNullable<TerminalParts["issuers"]>;
  /**
   * To be called once before anybody is answered: a file structure that has changed blocks its cards, and rules
   * older than those that were in force end the start.
   */
  readonly compare: () => Promise<void>;
};

/** Wires this room. Throws where its rules or its key cannot be read: nothing is served from half a centre. */
export function openRegistry(
  options: RegistryOptions & { readonly database: string },
  { store, nowMs }: { readonly store: Store; readonly nowMs: () => number },
): Registry {
  const { database, registryKeyFile } = options;
  const book = openRules(options.rules);
  const keyFile = registryKeyFile ?? fileBeside(database, "registry-key");
  return {
    ruleSets: rulesIn(book),
    issuers: snapshotOver(store, nowMs, keyFile === undefined ? passingKey() : keyIn(keyFile)),
    compare: () =>
      store.write(async (tx) => {
        await putInForce(tx, nowMs(), book);
        await comparePresent(tx, nowMs(), presentStructures);
      }),
  };
}
