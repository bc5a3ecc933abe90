/**
 * `npm run fuzz [-- ANSWERS [SEED]]`: a million random and mutated answers of a card, and what came of them. Ends
 * with 1 when a promise is broken; the seed repeats the run. The last line is one JSON object.
 */
import { fuzzAnswers } from "./fuzz-answers.ts";

const [answers = "1000000", seed = String(Math.floor(Math.random() * 2 ** 32))] = process.argv.slice(2);
process.stderr.write(`fuzz: ${answers} answers, seed ${seed}\n`);
const fromMs = performance.now();
const figures = await fuzzAnswers(Number(answers), Number(seed));
const seconds = Math.round((performance.now() - fromMs) / 100) / 10;
process.stdout.write(
  `${JSON.stringify({ ok: figures.heapGrownMb < 32, seed: Number(seed), seconds, ...figures })}\n`,
);
process.exit(figures.heapGrownMb < 32 ? 0 : 1);
