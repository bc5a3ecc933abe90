import { parseArgs } from "node:util";
import { soak } from "./soak.ts";

/** `npm run soak -- --sessions N [--every M]`: a line at each sample, the slopes, and one JSON object last. */
const { values } = parseArgs({
  options: { sessions: { type: "string", default: "2000" }, every: { type: "string", default: "100" } },
});
const sessions = Number.parseInt(values.sessions, 10);
const every = Number.parseInt(values.every, 10);
if (!(sessions > 0) || !(every > 0)) {
  process.stderr.write("usage: npm run soak -- --sessions N [--every M]\n");
  process.exit(2);
}
process.stdout.write("session   daemon MB   hosts MB   handles   processes\n");
const report = await soak({
  sessions,
  every,
  onSample: ({ session, daemonMb, hostsMb, handles, processes }) => {
    const numbers = [daemonMb.toFixed(1), hostsMb.toFixed(1), String(handles), String(processes)];
    process.stdout.write(
      `${String(session).padStart(7)}${numbers.map((text) => text.padStart(11)).join("")}\n`,
    );
  },
});
for (const [name, { slope, uncertainty, flat }] of Object.entries(report.slopes))
  process.stdout.write(
    `${name.padEnd(10)} ${slope.toFixed(4)} +- ${uncertainty.toFixed(4)} a session: ${flat ? "not told from zero" : slope < 0 ? "falling" : "GROWING"}\n`,
  );
const { samples: _samples, ...figures } = report;
process.stdout.write(`${JSON.stringify({ soak: "session", ...figures })}\n`);
process.exit(report.faults.length === 0 ? 0 : 1);
