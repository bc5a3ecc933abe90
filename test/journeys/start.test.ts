import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { person, type CardHand } from "../../cli/person.ts";
import { findHall } from "../../cli/hall-file.ts";
import { askControl } from "../../hardware/control-line.ts";
import { cardhall, papersIn, stateFolder, until } from "../stand.ts";
import { openKiosk } from "../ws-kiosk.ts";

/** What `npm start` opens, seen by other people's tools, and the daemon killed under it. */

const launcher = fileURLToPath(new URL("../../cli/cardhall.mjs", import.meta.url));
const state = stateFolder();
let hall: ChildProcess;
let facts: { url: string; readers: string[]; printer: string; centre: string; socket: string };
let kiosk: Awaited<ReturnType<typeof openKiosk>>;

beforeAll(async () => {
  hall = spawn(process.execPath, [launcher, "start", "--json", "--no-screen", "--state", state.dir], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  facts = await new Promise((ready) => {
    createInterface({ input: hall.stdout! }).once("line", (line) => ready(JSON.parse(line) as typeof facts));
  });
  kiosk = await openKiosk(facts.url);
});
afterAll(async () => {
  kiosk.close();
  const gone = new Promise((wake) => hall.once("exit", wake));
  hall.kill("SIGTERM");
  await gone;
  expect(findHall(state.dir)).toBeUndefined();
  state.remove();
});

const hand: CardHand = (message) => askControl(findHall(state.dir)?.cardControl ?? "", message, 3_000);

/** Debian's opensc-tool, which we did not write, selects the social security environment. */
function openscSelect(): string {
  const select = "00 A4 04 00 0F 73 78 31 2E 73 68 2E C9 E7 BB E1 B1 A3 D5 CF";
  const { stdout, stderr } = spawnSync("opensc-tool", ["-c", "default", "-s", select], {
    env: { ...process.env, PCSCLITE_CSOCK_NAME: facts.socket },
    encoding: "utf8",
    timeout: 20_000,
  });
  const words = /\(SW1=0x([0-9A-F]{2}), SW2=0x([0-9A-F]{2})\)/.exec(stdout);
  return words === null ? `${stdout}${stderr}` : `${words[1] ?? ""}${words[2] ?? ""}`;
}

test("names its parts under the fixed keys", () => {
  expect(facts.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#code=/);
  expect(facts.readers).toHaveLength(1);
  expect(facts.centre).toMatch(/^http:\/\/127\.0\.0\.1:\d+/);
  expect(facts.printer).not.toBe("");
});

test("opensc-tool sees 9000 before; the daemon is killed in the middle of a freeze; it sees 6283 after", async () => {
  await hand({ op: "insert", id: "card-1" });
  await until("the card is on the screen", () => kiosk.frame()?.screen.name === "your-card");
  expect(openscSelect()).toBe("9000");
  const info = await cardhall("card", "info", "--json", "--state", state.dir);
  expect(info.json).toMatchObject({ issuer: { number: "371700" }, version: "2.00", life: "active" });

  const killed = { done: false };
  const stop = kiosk.watch((screen) => {
    if (screen.name !== "writing" || killed.done) return;
    killed.done = true;
    process.kill(daemonPid(), "SIGKILL");
  });
  const visit = await person(kiosk, hand, { kind: "freeze", card: "card-1" });
  stop();
  expect(killed.done).toBe(true);
  expect(visit.fault).toBeUndefined();

  await until("the visit is over", () => kiosk.frame()?.screen.name === "welcome");
  await hand({ op: "insert", id: "card-1" });
  await until("the card is on the screen", () => kiosk.frame()?.screen.name === "your-card");
  expect(openscSelect()).toBe("6283");
  expect(papersIn(state.dir)).toHaveLength(1);
  expect(papersIn(state.dir)[0]).toContain(visit.certificateNo);
});

/** The hall's daemon: the process that runs with this state's configuration. */
function daemonPid(): number {
  const config = join(state.dir, "daemon.json");
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      if (words.includes("daemon") && words.includes(config)) return Number(pid);
    } catch {
      // It ended while we looked.
    }
  }
  throw new Error("no daemon is running");
}
