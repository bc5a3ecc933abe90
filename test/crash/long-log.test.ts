import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { decks, seededChance } from "./long-deck.ts";
import { openLog, summaryOf } from "./long-log.ts";

const visit = { operation: "freeze", name: "freeze, killed", reached: true, wrong: [] };

test("a long run that is stopped in the middle of a line goes on from the last whole one", () => {
  const folder = mkdtempSync(join(tmpdir(), "cardhall-long-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "log.jsonl");
  const first = openLog(file, false);
  first.add({ of: "daemon", ...visit });
  first.add({ of: "centre", ...visit, wrong: ["two originals"] });
  appendFileSync(file, '{"of":"daemon","operation":"fr');
  const again = openLog(file, false);
  again.add({ of: "card", ...visit, reached: false, owed: [], ms: 900 });
  expect(again.count("daemon", "centre")).toBe(2);
  again.add({ of: "daemon", ...visit, owed: ["printer-unconfirmed"], ms: 2_000 });
  again.add({ of: "cut", acked: 40, lost: 0, whole: true });
  again.add({ of: "control-cut", acked: 40, lost: 7, whole: true });
  again.add({ of: "stand", broken: "no reader" });
  expect(summaryOf(openLog(file, false))).toMatchObject({
    kills: { daemon: 2, centre: 1 },
    wrong: ["freeze, killed: two originals"],
    power: { cuts: 1, cutsThatLost: 0 },
    control: { cutsThatLost: 1 },
    standsNotPutUp: ["no reader"],
    visitsThatBroke: [],
    outcomes: {
      daemon: { killed: { "as-told": 1, owed: 1 } },
      centre: { killed: { wrong: 1 } },
      card: { killed: { unreached: 1 } },
    },
    ms: { median: 900, most: 2_000 },
  });
  expect(openLog(file, true).lines).toEqual([]);
});

test("no case is drawn a second time before all of its kind were", () => {
  const draw = decks(seededChance(7));
  const operation = { name: "freeze", kind: "freeze", from: "active" } as const;
  const drawn = (count: number, of: "kill" | "pull") =>
    new Set(Array.from({ length: count }, () => JSON.stringify(draw(operation, of, 20)))).size;
  // 18 places in the journal, 21 between APDUs, 18 around messages; 20 APDUs, each before and after.
  expect(drawn(57, "kill")).toBe(57);
  expect(drawn(40, "pull")).toBe(40);
  expect(drawn(57, "kill")).toBe(57);
});
