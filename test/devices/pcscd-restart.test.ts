import { expect, test } from "vitest";
import { putUpStand } from "../../cli/hall.ts";
import { startDaemon, type Daemon } from "../../daemon/main.ts";
import { stateFolder, until } from "../stand.ts";

/**
 * The ladder's third rung on a real pcscd that stays down by itself: the daemon's own command brings it back. The
 * command stands where `systemctl restart` stands in a hall, which runs pcscd for us here.
 */
async function hall(restart: (cardControl: string) => readonly string[]) {
  process.env["CARDHALL_LOG"] ??= "silent";
  const state = stateFolder();
  const stand = await putUpStand({ stateDir: state.dir, quiet: true });
  const { reader } = stand.daemonConfig;
  const daemon = await startDaemon({
    ...stand.daemonConfig,
    reader: { ...reader, restart: restart(stand.cardControl) },
  });
  const online = (): boolean => daemon.device().reader.device === "online";
  await until("the reader is found", online);
  return {
    stand,
    daemon,
    online,
    async end() {
      await daemon.close();
      await stand.stop();
      state.remove();
    },
  };
}

/** Asks the stand to let pcscd run again, as a program of its own. */
const startPcscd = (cardControl: string): readonly string[] => [
  process.execPath,
  "-e",
  `const line = require("node:net").connect(process.argv[1]);
   line.end(JSON.stringify({ op: "pcscd", do: "start" }) + "\\n");
   line.resume().on("close", () => process.exit(0));`,
  cardControl,
];

const serves = (daemon: Daemon): boolean => daemon.screen().name === "your-card";

test(
  "pcscd that does not come back: the daemon restarts it, as configured, and serves the next card",
  { timeout: 60_000 },
  async () => {
    const { stand, daemon, online, end } = await hall(startPcscd);
    try {
      await stand.card({ op: "pcscd", do: "stop" });
      const downMs = performance.now();
      await until("its loss is noticed", () => !online());
      await until("the daemon has restarted it", online, 30_000);
      const backMs = performance.now() - downMs;
      console.log(
        `pcscd down until the daemon restarted it: reader back after ${String(Math.round(backMs))} ms`,
      );
      // Not before the reader's own process had its chance.
      expect(backMs).toBeGreaterThan(8_000);
      await stand.card({ op: "insert", id: "card-1" });
      await until("the card is shown", () => serves(daemon));
    } finally {
      await end();
    }
  },
);

test(
  "a restart that is not permitted leaves the terminal out of service and well: it serves when a person has helped",
  { timeout: 60_000 },
  async () => {
    const { stand, daemon, online, end } = await hall(() => ["false"]);
    try {
      await stand.card({ op: "pcscd", do: "stop" });
      await until("its loss is noticed", () => !online());
      await new Promise((later) => setTimeout(later, 10_000));
      expect(daemon.screen()).toMatchObject({ name: "out-of-service", fault: "reader-missing" });
      await stand.card({ op: "pcscd", do: "start" });
      await until("it is back", online);
      await stand.card({ op: "insert", id: "card-1" });
      await until("the card is shown", () => serves(daemon));
    } finally {
      await end();
    }
  },
);
