import { expect, test } from "vitest";
import { readCard } from "../../card/read-card.ts";
import { fuzzAnswers } from "./fuzz-answers.ts";
import { hostileCard, seeded } from "./hostile-card.ts";

test("the same card without mutations is read: what the fuzzing refuses, it refuses for the mutations", async () => {
  const chance = seeded(1);
  for (let times = 0; times < 20; times += 1)
    expect((await readCard(hostileCard(chance, 0).connection)).ok).toBe(true);
});

test(
  "100 000 random and mutated answers: no throw, no hang, bounded faults and memory",
  { timeout: 60_000 },
  async () => {
    const figures = await fuzzAnswers(100_000, 20_261_122);
    expect(figures.answers).toBeGreaterThanOrEqual(100_000);
    expect(figures.slowestReadingMs).toBeLessThan(5_000);
    expect(figures.heapGrownMb).toBeLessThan(32);
    // Every way to end was walked, or the mutations are too tame.
    for (const kind of ["ok", "garbled", "refused", "not-recognised"])
      expect([kind, (figures.ends[kind] ?? 0) > 10]).toEqual([kind, true]);
  },
);
