/**
 * The real centre in a process of its own, whose clock a test may put forward: a line on its standard input says how
 * many milliseconds it is ahead of this machine's.
 *   node centre-with-clock.ts STATE_DIR PORT
 */
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startCentral } from "../../central/main.ts";
import { ready } from "../../cli/child.ts";

const [stateDir = "", port = "0"] = process.argv.slice(2);
let aheadMs = 0;
const central = await startCentral({
  database: join(stateDir, "centre.db"),
  tokenFile: join(stateDir, "centre-token"),
  port: Number(port),
  signIn: { kind: "development" },
  logLevel: "error",
  wallMs: () => Date.now() + aheadMs,
});
createInterface({ input: process.stdin }).on("line", (line) => {
  aheadMs = Number(line);
});
ready({ ready: true, url: central.url }, () => central.close());
