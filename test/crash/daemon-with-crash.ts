/**
 * The real daemon with a crash built in from outside: production code has no switch for it. Screens go out and
 * actions come in as JSON lines, so that a test can be the person.
 *   node daemon-with-crash.ts CONFIG [before|after PHASE | between-apdus N]
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { startDaemon, type DaemonConfig, type DaemonPorts } from "../../daemon/main.ts";
import type { Action } from "../../daemon/screen.ts";

const [configFile = "", when = "", what = ""] = process.argv.slice(2);
const config = JSON.parse(readFileSync(configFile, "utf8")) as DaemonConfig;

const die = (): never => {
  process.kill(process.pid, "SIGKILL");
  throw new Error("unreachable: this process was killed");
};

const ports: DaemonPorts = {
  journal: (real) => ({
    ...real,
    append(opId, body) {
      if (when === "before" && body.phase === what) die();
      const entry = real.append(opId, body);
      if (when === "after" && body.phase === what) die();
      return entry;
    },
  }),
  reader: (real) => ({
    ...real,
    async connect(options) {
      const connected = await real.connect(options);
      if (!connected.ok || when !== "between-apdus" || !options.exclusive) return connected;
      const { value } = connected;
      return {
        ok: true,
        value: {
          get atr() {
            return value.atr;
          },
          transmit: (apdu) => value.transmit(apdu),
          powerCycle: () => value.powerCycle(),
          end: () => value.end(),
          // The script goes out whole in one request; here only its first N commands do, and then we are gone.
          async transmitList(commands) {
            await value.transmitList(commands.slice(0, Number(what)));
            return die();
          },
        },
      };
    },
  }),
};

const daemon = await startDaemon(config, { ports });
daemon.watch((screen) => process.stdout.write(`${JSON.stringify(screen)}\n`));
createInterface({ input: process.stdin })
  .on("line", (line) => {
    daemon.act(JSON.parse(line) as Action);
  })
  .on("close", () => void daemon.close().finally(() => process.exit(0)));
