/**
 * Terminals at a centre, as many as asked, each on a connection of its own, for so many seconds. A process by
 * itself, so that only the centre's work is the centre's. Prints one JSON line.
 */
import { benchTerminal, postTo } from "./bench-terminal.ts";

const [url = "", token = "", clients = "1", seconds = "5", firstCard = "1"] = process.argv.slice(2);
const endMs = performance.now() + Number(seconds) * 1000;
const operationMs: number[] = [];
let nextCard = Number(firstCard);

async function work(n: number): Promise<void> {
  const freeze = benchTerminal(`B-${firstCard}-${String(n)}`, postTo(url, token));
  while (performance.now() < endMs) {
    const fromMs = performance.now();
    await freeze(nextCard++);
    operationMs.push(performance.now() - fromMs);
  }
}

await Promise.all(Array.from({ length: Number(clients) }, (_, n) => work(n)));
operationMs.sort((a, b) => a - b);
const at = (share: number): number => operationMs[Math.floor((operationMs.length - 1) * share)] ?? Number.NaN;
const figures = {
  operations: operationMs.length,
  perSecond: operationMs.length / Number(seconds),
  p50Ms: at(0.5),
  p99Ms: at(0.99),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit(0);
