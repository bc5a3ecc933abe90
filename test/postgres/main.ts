/** `npm run failover -- --kills 5`: failover.ts as a program; the last line is one JSON object. */
import { failover } from "./failover.ts";

const { 2: flag, 3: given = "5" } = process.argv;
const kills = Number(given);
if ((flag !== undefined && flag !== "--kills") || !Number.isInteger(kills) || kills < 1) {
  process.stderr.write("usage: npm run failover -- --kills N\n");
  process.exit(2);
}
const report = await failover(kills, (line) => process.stdout.write(`${line}\n`));
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exit(report.lost + report.doubled === 0 ? 0 : 1);
