import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { readAtr } from "../../card/atr.ts";
import { dumpOf, parseDump } from "../../card/dump.ts";
import type { CardFault } from "../../card/faults.ts";
import { readFileTree } from "../../card/file-tree.ts";
import { iReadCardLine } from "../../card/ireadcard.ts";
import { look } from "../../card/look.ts";
import { profiles } from "../../card/profile.ts";
import { readCard } from "../../card/read-card.ts";
import { readFci, readTlv, readTlvLeniently } from "../../card/tlv.ts";
import type { Result } from "../../hardware/result.ts";
import { bytesOf, hostileCard, mutated, seeded } from "./hostile-card.ts";

type FuzzFigures = {
  readonly answers: number;
  readonly readings: number;
  /** How the readings ended, by the kind of fault; `ok` beside them. */
  readonly ends: Readonly<Record<string, number>>;
  readonly mostAnswersOfAReading: number;
  readonly slowestReadingMs: number;
  /** Grown since the first tenth of the run, garbage collected. */
  readonly heapGrownMb: number;
};

/** A reading that asks more often than this follows the card instead of its own end. */
const answersMost = 20_000;
/** What a fault says of the card is journalled and shown: it must not be as long as the card likes. */
const faultCharactersMost = 1_500;

/** Reads hostile cards until they have given `answers` answers. Throws when a promise of card/ is broken. */
export async function fuzzAnswers(answers: number, seed: number): Promise<FuzzFigures> {
  const chance = seeded(seed);
  const ends: Record<string, number> = {};
  let given = 0;
  let readings = 0;
  let mostAnswersOfAReading = 0;
  let slowestReadingMs = 0;
  let heapAtStart: number | undefined;

  while (given < answers) {
    const card = hostileCard(chance, chance() < 0.5 ? 0.02 : 0.2);
    const fromMs = performance.now();
    const end = await readOnce(card.connection, chance);
    const tookMs = performance.now() - fromMs;
    if (!end.ok) checkFault(end.fault);
    assert(card.given() <= answersMost, `a reading took ${String(card.given())} answers`);
    const kind = end.ok ? "ok" : end.fault.kind;
    ends[kind] = (ends[kind] ?? 0) + 1;
    parseBytes(chance);
    given += card.given() + 1;
    readings += 1;
    mostAnswersOfAReading = Math.max(mostAnswersOfAReading, card.given());
    slowestReadingMs = Math.max(slowestReadingMs, tookMs);
    if (heapAtStart === undefined && given >= answers / 10) heapAtStart = heapMb();
  }
  return {
    answers: given,
    readings,
    ends,
    mostAnswersOfAReading,
    slowestReadingMs: Math.round(slowestReadingMs),
    heapGrownMb: Math.round((heapMb() - (heapAtStart ?? 0)) * 10) / 10,
  };
}

type Connection = Parameters<typeof readCard>[0];

async function readOnce(connection: Connection, chance: () => number): Promise<Result<unknown, CardFault>> {
  const profile = profiles[Math.floor(chance() * profiles.length)];
  if (profile === undefined) throw new Error("no profile");
  const pick = chance();
  if (pick < 0.6) {
    const facts = await readCard(connection);
    if (facts.ok) {
      const line = iReadCardLine(facts.value, { terminalNumber: "", deviceNumber: "" });
      assert.equal(line.split("|").length, 12, line);
    }
    return facts;
  }
  if (pick < 0.9) return look(connection, { profile, resetBeforeRead: true });
  const tree = await readFileTree(connection, profile, { transparent: chance() < 0.2 });
  if (tree.ok) {
    const said = {
      atr: connection.atr,
      profile: profile.id,
      life: "active",
      selectStatusWord: "9000",
    } as const;
    const dump = dumpOf(said, tree.value, { masked: true });
    assert(parseDump(dump).ok, "a dump that was made can be read");
  }
  return tree;
}

function checkFault(fault: CardFault): void {
  assert(JSON.stringify(fault).length < faultCharactersMost, JSON.stringify(fault).slice(0, 200));
  assert.notEqual(fault.during, "", "a fault names what we were doing");
  if (fault.kind === "garbled")
    assert.notEqual(fault.expected, "", "a garbled answer names what was expected");
}

/** The parsers alone, with bytes that no reading would let through. */
function parseBytes(chance: () => number): void {
  const bytes = bytesOf(Math.floor(chance() * 80), chance);
  readAtr(bytes);
  readTlv(bytes);
  const { oddities } = readTlvLeniently(mutated(bytes, chance));
  assert(oddities.length <= 16, "oddities are counted, not collected");
  readFci(bytes);
}

/** Megabytes in use after the garbage is gone. */
function heapMb(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}
