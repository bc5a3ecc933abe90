/** `npm run model:long -- --faults N`: the model with N crashes, N tears and N lost messages (2 unless told). */
import { parseArgs } from "node:util";
import { largerWorlds } from "./configurations.ts";
import { check } from "./spin.ts";

const { values } = parseArgs({
  options: {
    faults: { type: "string", default: "2" },
    memory: { type: "string", default: "12000" },
    minutes: { type: "string", default: "30" },
    only: { type: "string", default: "" },
  },
});
const faults = Number(values.faults);
const limits = { timeoutMs: Number(values.minutes) * 60_000, memoryMb: Number(values.memory) };
const found: object[] = [];
for (const { name, defines } of largerWorlds.filter((each) => each.name.includes(values.only))) {
  try {
    const verdict = await check({ ...defines, CRASH: faults, TEAR: faults, LOSS: faults }, limits);
    found.push({ name, ...verdict });
    process.stderr.write(`${name}: ${JSON.stringify(verdict)}\n`);
    if (verdict.errors > 0) process.exitCode = 1;
  } catch (error) {
    // Not walked to its end within the limits: said, and counted as no proof.
    const because = error instanceof Error ? error.message.slice(0, 200) : String(error);
    found.push({ name, because });
    process.stderr.write(`${name}: no proof: ${because}\n`);
    process.exitCode = 1;
  }
}
process.stdout.write(`${JSON.stringify({ faults, found })}\n`);
