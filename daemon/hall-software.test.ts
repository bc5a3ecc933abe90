import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CardFacts } from "../card/card-facts.ts";
import { readCard } from "../card/read-card.ts";
import { virtualCard } from "../card/virtual/card.ts";
import { defaultCards } from "../card/virtual/default-cards.ts";
import { askControl } from "../hardware/control-line.ts";
import { virtualReader } from "../hardware/reader/virtual-reader.ts";
import { serveHallSoftware } from "./hall-software.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cardhall-door-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function factsOfFirstCard(): Promise<CardFacts> {
  const reader = virtualReader();
  reader.insert(virtualCard(defaultCards[0]!.image(), (length) => new Uint8Array(length)));
  const connected = await reader.connect({ exclusive: false });
  if (!connected.ok) throw new Error(connected.fault.kind);
  const facts = await readCard(connected.value);
  if (!facts.ok) throw new Error(facts.fault.kind);
  return facts.value;
}

test("answers as the vendors' libraries do while a visit has a card, and -2 when there is none", async () => {
  const socket = join(folder, "s");
  let card: CardFacts | undefined = await factsOfFirstCard();
  const server = await serveHallSoftware(socket, () => card, "T-0001");
  const ask = (message: object): Promise<unknown> => askControl(socket, message, 2_000);
  try {
    expect(await ask({ op: "iReadCardBas" })).toEqual({
      ok: true,
      code: 0,
      line:
        "371700|371702200105169972|H02600118|371700D15600000500120001D68145B9|赵青禾|" +
        "00814348318684371700120001|2.00|20220315|20320315||T-0001|",
    });
    card = undefined;
    expect(await ask({ op: "iReadCardBas" })).toEqual({ ok: false, code: -2 });
    expect(await ask({ op: "iWriteCard" })).toEqual({ ok: false, code: -14 });
    // Unmasked data comes out of it: nobody else on the machine may open it.
    expect(statSync(socket).mode & 0o077).toBe(0);
  } finally {
    server.close();
  }
});
