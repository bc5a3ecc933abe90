import type { Header } from "./contract.ts";
import { tombstoneKey } from "./operations.ts";
import { issuerNumberIn } from "./register.ts";
import { finalKey } from "./settle.ts";
import type { Foreseen, Foresee } from "./store.ts";

/**
 * The rows that a message will ask for, by what it says: the store fetches them with those of the other messages that
 * wait. Only a guess, and only of what is asked each time; whatever is forgotten here is asked for when it is needed.
 */

type About = { readonly header: Header; readonly opId?: string; readonly cardRef?: string | undefined };

const row = (table: Foreseen["table"], key: Foreseen["key"]): Foreseen => ({ table, key });
const answer = (key: string): Foreseen => row("answer", { key });

/** What is asked of any message: who speaks, from which place of its journal, of which operation and card. */
export const spoken =
  ({ header, opId, cardRef }: About): Foresee =>
  (known) => {
    const { terminalId: terminal_id, journal } = header;
    const lineage = known("terminal", { terminal_id })?.lineage ?? 1;
    return [
      row("terminal", { terminal_id }),
      row("place", { terminal_id, lineage, seq: journal.seq }),
      ...(opId === undefined ? [] : [row("operation", { op_id: opId })]),
      ...(cardRef === undefined
        ? []
        : [row("card", { card_ref: cardRef }), row("issuer", { number: issuerNumberIn(cardRef) })]),
    ];
  };

/** M1 meets its own answer, the tombstone of one that was given up before, or what a journal told of it. */
export const begun =
  (about: About & { readonly opId: string }): Foresee =>
  (known) => [
    ...spoken(about)(known),
    answer(`${about.opId}:authorise`),
    answer(tombstoneKey(about.opId)),
    row("review", { op_id: about.opId }),
  ];

/** M3 meets the final answer to this terminal's disk. */
export const reported =
  (about: About & { readonly opId: string }): Foresee =>
  (known) => {
    const { terminalId: terminal_id } = about.header;
    const lineage = known("terminal", { terminal_id })?.lineage ?? 1;
    return [...spoken(about)(known), answer(finalKey(about.opId, terminal_id, lineage))];
  };
