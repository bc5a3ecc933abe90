import { spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { until } from "../stand.ts";
import { hidRig } from "./rigs/hid-rig.ts";
import { cancelUsage, enterUsage, keyReports, textReports } from "./rigs/typing.ts";

const canary = "739150264831";
const selector = { vendorId: 0x0c2e, productId: 0x0903 };
const chunkBytes = 4 * 1024 * 1024;

/** Whether the memory of a process that it may write holds these bytes. */
function memoryHolds(pid: number, needles: readonly Buffer[]): boolean {
  const memory = openSync(`/proc/${String(pid)}/mem`, "r");
  try {
    for (const line of readFileSync(`/proc/${String(pid)}/maps`, "utf8").split("\n")) {
      const range = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line);
      if (range === null) continue;
      const [start = 0, end = 0] = range.slice(1).map((text) => Number.parseInt(text, 16));
      for (let at = start; at < end; at += chunkBytes) {
        // Overlapping, so that no needle lies across two chunks unseen.
        const chunk = Buffer.alloc(Math.min(chunkBytes + 64, end - at));
        try {
          readSync(memory, chunk, 0, chunk.length, at);
        } catch {
          continue;
        }
        if (needles.some((needle) => chunk.includes(needle))) return true;
      }
    }
    return false;
  } finally {
    closeSync(memory);
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${String(pid)}/task`).flatMap((task) =>
    readFileSync(`/proc/${String(pid)}/task/${task}/children`, "utf8")
      .split(" ")
      .filter(Boolean)
      .map(Number),
  );
}

async function typePin(lastKey: number, mistake?: "keep") {
  const rig = await hidRig({ ...selector, usagePage: 1, usage: 6, inputBytes: 8, outputBytes: 8 });
  onTestFinished(() => rig.end());
  const args = [JSON.stringify(selector), JSON.stringify(rig.env), ...(mistake ? [mistake] : [])];
  const taker = spawn(process.execPath, [join(import.meta.dirname, "rigs/pin-taker.ts"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const gone = new Promise((done) => taker.once("exit", done));
  onTestFinished(async () => {
    taker.kill("SIGKILL");
    await gone;
  });
  const said: string[] = [];
  createInterface(taker.stdout).on("line", (line) => said.push(line));
  createInterface(taker.stderr).on("line", (line) => said.push(line));
  const has = (words: string) => () => said.some((line) => line.includes(words));
  await until("the PIN pad asks", has("asking"));
  for (const report of [...textReports(canary), ...keyReports(lastKey)]) rig.report(report);
  await until("the entry is over", () => has('"used":true')() || has("pin-cancelled")());
  const needles = [Buffer.from(canary, "latin1"), Buffer.from(canary, "utf16le")];
  const pid = taker.pid ?? 0;
  return {
    said: said.join("\n"),
    hosts: childrenOf(pid).length,
    inMemory: [pid, ...childrenOf(pid)].map((one) => memoryHolds(one, needles)),
  };
}

test("after its use a PIN is in no log and in no memory, neither the daemon's nor the device host's", async () => {
  const { said, hosts, inMemory } = await typePin(enterUsage);
  expect(hosts).toBe(1);
  expect(said).toContain('{"count":12}');
  expect(said).toContain("[PIN]");
  for (let at = 0; at + 4 <= canary.length; at++) expect(said).not.toContain(canary.slice(at, at + 4));
  expect(inMemory).toEqual([false, false]);
});

test("a PIN that was cancelled is in no memory either", async () => {
  const { said, inMemory } = await typePin(cancelUsage);
  expect(said).toContain('{"count":12}');
  expect(inMemory).toEqual([false, false]);
});

test("the search sees a PIN that somebody made a string of", async () => {
  const { inMemory } = await typePin(enterUsage, "keep");
  expect(inMemory).toEqual([true, false]);
});
