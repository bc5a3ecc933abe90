import type { Clock } from "../hardware/clock.ts";
import { pcscReader } from "../hardware/reader/pcsc-reader.ts";
import { psamIn, type Psam } from "./psam-seal.ts";

/** What of the terminal's configuration concerns its PSAM. */
export type PsamConfig = {
  /** `name`: part of the PC/SC name of the reader that the PSAM is sealed in; absent: the centre's HSM seals. */
  readonly psam?: { readonly name: string };
  readonly reader: {
    readonly name: string;
    readonly socket?: string;
    readonly others?: readonly string[];
  };
};

/** The readers that the holder's must never be taken from. */
export const othersOf = ({ psam, reader: { others = [] } }: PsamConfig): readonly string[] =>
  psam === undefined ? others : [...others, psam.name];

/** The PSAM's own reader, in a process of its own: whatever hangs in there, the holder's card can still be let go. */
export function openPsam(
  { psam, reader: { name, socket, others = [] } }: PsamConfig,
  clock: Clock,
  chance: () => number,
): { readonly psam: Psam; close(): Promise<void> } | undefined {
  if (psam === undefined) return undefined;
  const reader = pcscReader({
    reader: psam.name,
    others: name === "" ? others : [name, ...others],
    ...(socket === undefined ? {} : { socket }),
    clock,
    chance,
  });
  return { psam: psamIn(reader), close: () => reader.close() };
}
