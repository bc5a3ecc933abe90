import type { DeskPort } from "../pages.ts";
import type { Store } from "../store.ts";

/** Anybody may ask for the page, so the desks are read this often at most. */
const rereadMs = 1_000;
const desksMax = 500;

/** On which port of its own machine each desk's terminal has its screen. */
export function deskPorts(store: Store, nowMs: () => number): DeskPort {
  let read: { readonly atMs: number; readonly ports: Promise<ReadonlyMap<string, number>> } | undefined;
  const portsNow = async (): Promise<ReadonlyMap<string, number>> => {
    const rows = await store.write((tx) => tx.find("desk", {}, { limit: desksMax }));
    return new Map(
      rows.flatMap((row) => (row.screen_port === null ? [] : [[row.terminal_id, row.screen_port]])),
    );
  };
  return async (terminalId) => {
    if (read === undefined || nowMs() - read.atMs >= rereadMs) read = { atMs: nowMs(), ports: portsNow() };
    return (await read.ports).get(terminalId);
  };
}
