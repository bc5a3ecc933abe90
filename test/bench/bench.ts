/**
 * `npm run bench -- card|centre|start|ui`: figures as they are measured on this machine, now, beside a bare program of the
 * same run, because absolute times say more about the machine than about us. The last line is one JSON object.
 */
import { cardBench } from "./card-bench.ts";
import { centreBench } from "./centre-bench.ts";
import { startBench } from "./start-bench.ts";
import { uiBench } from "./ui-bench.ts";

const benches: Readonly<Record<string, () => Promise<object>>> = {
  card: cardBench,
  centre: centreBench,
  start: startBench,
  ui: uiBench,
};

const [name = ""] = process.argv.slice(2);
const bench = benches[name];
if (bench === undefined) {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(benches).join("|")}\n`);
  process.exit(2);
}
process.stdout.write(`${JSON.stringify({ bench: name, ...(await bench()) })}\n`);
process.exit(0);
