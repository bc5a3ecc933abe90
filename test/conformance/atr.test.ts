import { expect, test } from "vitest";
import { readAtr } from "../../card/atr.ts";
import { fromHex } from "../../card/bytes.ts";
import { analyse, disagreements, factsOf, listedAtrs } from "./atr-analysis.ts";

/* Conformance of the ATR reader against Debian's pcsc-tools. `npm run conformance` takes every line of its list. */

const atrs = listedAtrs();
const whole = process.env["CARDHALL_CONFORMANCE"] === "all";
const sampleSize = 300;
const sample = whole ? atrs : atrs.filter((_, index) => index % Math.floor(atrs.length / sampleSize) === 0);

test("every line of Debian's list of cards parses", () => {
  expect(atrs.length).toBeGreaterThan(4000);
  for (const atr of atrs) {
    const read = readAtr(fromHex(atr));
    expect(read.atr).toBe(atr);
    expect(read.protocols.length).toBeGreaterThan(0);
  }
});

test(
  `ATR_analysis agrees on ${whole ? "every line" : `a sample of ${String(sampleSize)}`}`,
  { timeout: 300_000 },
  async () => {
    expect(sample.length).toBeGreaterThanOrEqual(sampleSize);
    const texts = await analyse(sample);
    expect(texts).toHaveLength(sample.length);
    const found = sample.flatMap((atr, index) => {
      const facts = factsOf(texts[index] ?? "");
      return disagreements(readAtr(fromHex(atr)), facts).map((sentence) => `${atr} ${sentence}`);
    });
    expect(found).toEqual([]);
    // The comparison is worth nothing if the texts were not understood.
    const facts = texts.map(factsOf);
    expect(facts.filter(({ tck }) => tck !== undefined).length).toBeGreaterThan(sample.length / 4);
    expect(facts.filter(({ fiDi }) => fiDi !== undefined).length).toBeGreaterThan(sample.length / 10);
    expect(facts.filter(({ compact }) => compact.length > 0).length).toBeGreaterThan(sample.length / 10);
  },
);
