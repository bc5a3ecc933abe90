import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { journey } from "../../cli/journey.ts";
import { putUpStand, type Stand } from "../../cli/hall.ts";
import { person } from "../../cli/person.ts";
import { startDaemon, type Daemon } from "../../daemon/main.ts";
import { cardhall, papersIn, stateFolder, until } from "../stand.ts";

/**
 * Issue A's journeys with the keys in the terminal's second reader: a real pcscd, two slots of it, and a centre in a
 * process of its own that only orders. Who sealed stands in the centre's audit trail.
 */

function sealsIn(dir: string): unknown[] {
  const store = new DatabaseSync(join(dir, "centre.db"), { readOnly: true });
  try {
    const rows = store.prepare("SELECT detail FROM audit WHERE event = 'script-issued' ORDER BY rowid").all();
    return (rows as { detail: string }[]).map(({ detail }) => (JSON.parse(detail) as { seal: unknown }).seal);
  } finally {
    store.close();
  }
}

describe("sealed by the PSAM", () => {
  const state = stateFolder();
  afterAll(state.remove);

  test.each([
    ["freeze", "active", "frozen", "社会保障卡挂失凭证"],
    ["unfreeze", "frozen", "active", "社会保障卡解挂凭证"],
    ["cancel", "active", "cancelled", "社会保障卡注销凭证"],
  ])("%s is done on the card, at the centre and on paper", async (kind, before, after, title) => {
    const papers = papersIn(state.dir).length;
    const seals = sealsBefore();
    const said = await cardhall("journey", kind, "--mac", "psam", "--json", "--state", state.dir);
    expect(said.code, said.stderr).toBe(0);
    expect(said.json).toMatchObject({
      ok: true,
      card: { before: { life: before }, after: { life: after } },
      centre: { before: { life: before }, after: { life: after } },
    });
    expect(said.json["printedText"]).toContain(title);
    expect(papersIn(state.dir)).toHaveLength(papers + 1);
    expect(sealsIn(state.dir)).toEqual([...seals, "psam"]);
  });

  function sealsBefore(): unknown[] {
    return papersIn(state.dir).length === 0 ? [] : sealsIn(state.dir);
  }
});

test("without being told the HSM seals", async () => {
  const state = stateFolder();
  try {
    expect((await journey("freeze", state.dir, { card: "card-1" })).ok).toBe(true);
    expect(sealsIn(state.dir)).toEqual(["hsm"]);
  } finally {
    state.remove();
  }
});

describe("a PSAM that does not serve", () => {
  const state = stateFolder();
  let stand: Stand;
  let daemon: Daemon;
  beforeAll(async () => {
    stand = await putUpStand({ stateDir: state.dir, psam: true, quiet: true });
    process.env["CARDHALL_LOG"] ??= "error";
    daemon = await startDaemon(stand.daemonConfig);
  });
  afterAll(async () => {
    await daemon.close();
    await stand.stop();
    state.remove();
  });
  afterEach(async () => {
    await stand.card({ op: "pull" });
    await until("the kiosk waits for the next person", () => daemon.screen().name === "welcome");
  });

  test.each(["absent", "mute", "wrong"])("%s: the visit ends with psam-missing and no paper", async (is) => {
    expect(await stand.card({ op: "psam", is })).toMatchObject({ ok: true });
    // pcscd looks at its slots about every 400 ms.
    await new Promise((wake) => setTimeout(wake, 1_500));
    const visit = await person(daemon, stand.card, { kind: "freeze", card: "card-1" });
    expect(visit).toMatchObject({ fault: "psam-missing", before: { life: "active", legal: "active" } });
    expect(papersIn(state.dir)).toEqual([]);
    expect(sealsIn(state.dir)).toEqual([]);
  });

  test("put right again, the next visit is served by the same process", async () => {
    await stand.card({ op: "psam", is: "right" });
    await new Promise((wake) => setTimeout(wake, 1_500));
    const visit = await person(daemon, stand.card, { kind: "freeze", card: "card-1" });
    expect(visit.fault).toBeUndefined();
    expect(visit.certificateNo).toMatch(/^371700-/);
    expect(sealsIn(state.dir)).toEqual(["psam"]);
  });
});
