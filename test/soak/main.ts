import { parseArgs } from "node:util";
import type { Slope } from "./slope.ts";
import { soak, type Sample } from "./soak.ts";

/** `npm run soak -- --sessions N [--every M] [--interpreted]`: a line at each sample, the slopes, and one JSON object last. */
const { values } = parseArgs({
  options: {
    sessions: { type: "string", default: "2000" },
    every: { type: "string" },
    interpreted: { type: "boolean", default: false },
  },
});
const { interpreted } = values;
const sessions = Number.parseInt(values.sessions, 10);
const every = Number.parseInt(values.every ?? (sessions < 1_000 ? "25" : "100"), 10);
if (!(sessions > 0) || !(every > 0)) {
  process.stderr.write("usage: npm run soak -- --sessions N [--every M] [--interpreted]\n");
  process.exit(2);
}
const row = (cells: readonly string[]): string => `${cells.map((cell) => cell.padStart(16)).join("")}\n`;
process.stdout.write(
  row(["session", "daemon MB", "hosts MB", "daemon live MB", "hosts live MB", "handles", "processes"]),
);
const report = await soak({
  sessions,
  every,
  interpreted,
  onSample: ({ session, daemonMb, hostsMb, daemonLiveMb, hostsLiveMb, handles, processes }) => {
    const sizes = [daemonMb, hostsMb, daemonLiveMb, hostsLiveMb].map((mb) => mb.toFixed(2));
    process.stdout.write(row([String(session), ...sizes, String(handles), String(processes)]));
  },
});
const short = (value: number): number => Math.round(value * 1_000) / 1_000;
const slopes = Object.fromEntries(
  Object.entries(report.slopes).map(([name, { slope, low, high, grows }]): [string, Slope] => [
    name,
    { slope: short(slope), low: short(low), high: short(high), grows },
  ]),
);
for (const [name, { slope, low, high, grows }] of Object.entries(slopes))
  process.stdout.write(
    `${name.padEnd(13)} ${String(slope)} a session (${String(low)} to ${String(high)}): ${grows ? "GROWS" : "flat"}\n`,
  );
const { samples, ...figures } = report;
const sizes = { first: sizesOf(samples[0]), last: sizesOf(samples.at(-1)) };
process.stdout.write(`${JSON.stringify({ soak: "session", interpreted, ...figures, ...sizes, slopes })}\n`);
process.exit(report.faults.length === 0 ? 0 : 1);

function sizesOf(sample: Sample | undefined): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(sample ?? {}).map(([name, value]) => [name, short(value)]));
}
