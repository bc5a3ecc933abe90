import { readCard } from "../card/read-card.ts";
import { virtualCard } from "../card/virtual/card.ts";
import { virtualReader } from "../hardware/reader/virtual-reader.ts";
import { cardBox } from "./cards.ts";
import { knowFacts } from "./known-facts.ts";

let boxRead = false;
/** Reads each card of the box once, as terminals do, for what never changes on it. */
export async function readBoxOnce(): Promise<void> {
  if (boxRead) return;
  for (const card of cardBox) {
    const reader = virtualReader();
    reader.insert(virtualCard(card.image(), (length) => new Uint8Array(length)));
    const connected = await reader.connect({ exclusive: false });
    if (!connected.ok) throw new Error(`simulation: ${card.id} does not connect`);
    const facts = await readCard(connected.value);
    if (!facts.ok) throw new Error(`simulation: ${card.id} cannot be read: ${JSON.stringify(facts.fault)}`);
    knowFacts(card.person.atr, facts.value);
  }
  boxRead = true;
}
