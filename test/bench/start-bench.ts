import { spawn } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startChild, program, stopChild } from "../../cli/child.ts";
import { putUpStand } from "../../cli/hall.ts";
import { stateFolder } from "../stand.ts";

const runs = 10;
/** The rest of a start (screen drawn, first garbage collected) has settled by then. */
const settleMs = 1_500;

/** From spawning the daemon to its word that it serves, and what it and its device hosts hold in memory then. */
export async function startBench(): Promise<object> {
  const state = stateFolder();
  const stand = await putUpStand({ stateDir: state.dir, quiet: true });
  try {
    const config = join(state.dir, "daemon.json");
    writeFileSync(config, JSON.stringify(stand.daemonConfig));
    const readyMs: number[] = [];
    const bareMs: number[] = [];
    const daemonMb: number[] = [];
    const hostsMb: number[] = [];
    let bareMb = 0;
    for (let run = 0; run < runs; run++) {
      bareMs.push(await bareNode());
      const fromMs = performance.now();
      const daemon = await startChild([process.execPath, program, "daemon", "--config", config], {
        name: "daemon",
        readyMs: 20_000,
        quiet: true,
      });
      readyMs.push(performance.now() - fromMs);
      await new Promise((wake) => setTimeout(wake, settleMs));
      const pid = daemon.process.pid ?? 0;
      daemonMb.push(residentMb(pid));
      hostsMb.push(childrenOf(pid).reduce((sum, child) => sum + residentMb(child), 0));
      await stopChild(daemon.process, 4_000);
    }
    bareMb = await bareNodeMb();
    const figures = {
      runs,
      readyMs: spread(readyMs),
      bareNodeMs: spread(bareMs),
      readyToBare: round(median(readyMs) / median(bareMs)),
      daemonMb: spread(daemonMb),
      deviceHostsMb: spread(hostsMb),
      bareNodeMb: round(bareMb),
      daemonToBareMb: round(median(daemonMb) / bareMb),
    };
    process.stdout.write(
      [
        `daemon start to ready   p50 ${figures.readyMs.p50} ms   p99 ${figures.readyMs.p99} ms   (aim 1500)`,
        `bare Node, start to end p50 ${figures.bareNodeMs.p50} ms   ratio ${figures.readyToBare}`,
        `daemon resident memory  p50 ${figures.daemonMb.p50} MB   p99 ${figures.daemonMb.p99} MB   (aim 120)`,
        `its device hosts        p50 ${figures.deviceHostsMb.p50} MB together`,
        `bare Node               ${figures.bareNodeMb} MB   ratio ${figures.daemonToBareMb}`,
        "",
      ].join("\n"),
    );
    return figures;
  } finally {
    await stand.stop();
    state.remove();
  }
}

function bareNode(): Promise<number> {
  const fromMs = performance.now();
  return new Promise((done) => {
    spawn(process.execPath, ["-e", ""], { stdio: "ignore" }).once("exit", () => {
      done(performance.now() - fromMs);
    });
  });
}

async function bareNodeMb(): Promise<number> {
  const child = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"], { stdio: "ignore" });
  await new Promise((wake) => setTimeout(wake, settleMs));
  const mb = residentMb(child.pid ?? 0);
  child.kill("SIGKILL");
  return mb;
}

const residentMb = (pid: number): number => {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"));
  return Number(line?.[1] ?? Number.NaN) / 1024;
};

const childrenOf = (pid: number): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return new RegExp(`^PPid:\\s+${String(pid)}$`, "m").test(
          readFileSync(`/proc/${name}/status`, "utf8"),
        );
      } catch {
        return false;
      }
    })
    .map(Number);

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const at = (values: readonly number[], share: number): number =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
const median = (values: readonly number[]): number => at(values, 0.5);
const round = (value: number): number => Math.round(value * 10) / 10;
const spread = (values: readonly number[]) => ({
  min: round(at(values, 0)),
  p50: round(median(values)),
  p99: round(at(values, 0.99)),
});
