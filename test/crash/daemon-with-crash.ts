/**
 * The real daemon with a crash built in from outside: production code has no switch for it. A test is its person:
 * what it shows and what was acknowledged to it go out as JSON lines, touches and crash points come in.
 *   node daemon-with-crash.ts CONFIG
 */
import { readFileSync, writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { createInterface } from "node:readline";
import type { DaemonConfig } from "../../daemon/daemon-config.ts";
import { startDaemon, type DaemonPorts } from "../../daemon/main.ts";
import type { CardConnection } from "../../hardware/ports.ts";
import { hex } from "../../card/bytes.ts";
import type { CrashPoint, Said, Told } from "./crash-points.ts";

const [configFile = ""] = process.argv.slice(2);
const config = JSON.parse(readFileSync(configFile, "utf8")) as DaemonConfig;

let point: CrashPoint | null = null;
let apdus = 0;
/** In one write and at once: what is said is out before this process can be gone. */
const say = (words: Said): void => void writeSync(1, `${JSON.stringify(words)}\n`);

const die = (): never => {
  process.kill(process.pid, "SIGKILL");
  throw new Error("unreachable: this process was killed");
};
const dieAt = (when: "before" | "after", phase: string): void => {
  if (point?.place === "journal" && point.when === when && point.phase === phase) die();
};
const dieAtApdu = (): void => {
  if (point?.place === "apdu" && point.n === apdus) die();
};

function counted(real: CardConnection): CardConnection {
  const transmit: CardConnection["transmit"] = async (apdu) => {
    dieAtApdu();
    const answer = await real.transmit(apdu);
    apdus++;
    dieAtApdu();
    return answer;
  };
  return {
    get atr() {
      return real.atr;
    },
    transmit,
    powerCycle: () => real.powerCycle(),
    end: () => real.end(),
    async transmitList(commands) {
      if (point?.place !== "apdu" || point.n > apdus + commands.length) {
        const sent = await real.transmitList(commands);
        apdus += sent.answers.length;
        return sent;
      }
      // A script goes out whole in one request; here it goes APDU by APDU up to the one after which we are gone.
      const answers: Uint8Array[] = [];
      for (const { apdu, allowed } of commands) {
        const answer = await transmit(apdu);
        if (!answer.ok) return { answers, fault: answer.fault };
        answers.push(answer.value);
        if (!allowed.includes(hex(answer.value.slice(-2)))) break;
      }
      return { answers };
    },
  };
}

const ports: DaemonPorts = {
  journal: (real) => ({
    ...real,
    append(opId, body) {
      dieAt("before", body.phase);
      const entry = real.append(opId, body);
      say({ said: "kept", seq: entry.seq, hash: entry.hash, phase: body.phase });
      dieAt("after", body.phase);
      return entry;
    },
  }),
  centre: (real) => ({
    ...real,
    async report(opId, body) {
      const told = await real.report(opId, body);
      if (told.ok && told.value.result === "done")
        say({ said: "done", opId, certificateNo: told.value.certificateNo });
      return told;
    },
  }),
  reader: (real) => ({
    ...real,
    async connect(options) {
      const connected = await real.connect(options);
      return connected.ok ? { ok: true, value: counted(connected.value) } : connected;
    },
  }),
};

const daemon = await startDaemon(config, { ports });
// A process that is killed keeps nothing for the next one's start by itself.
flushCompileCache();
daemon.watch((screen) => {
  say({ said: "screen", screen });
});
createInterface({ input: process.stdin })
  .on("line", (line) => {
    const told = JSON.parse(line) as Told;
    if ("act" in told) {
      daemon.act(told.act);
      return;
    }
    say({ said: "apdus", n: apdus });
    apdus = 0;
    point = told.crash;
  })
  .on("close", () => void daemon.close().finally(() => process.exit(0)));
