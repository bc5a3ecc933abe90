import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

/**
 * A hand at the private stand's pcscd, from inside its namespaces: `kill` ends it and it comes back at once, as
 * systemd would bring it back; `stop` ends it and keeps it down until `start`. /proc is the stand's own: whatever
 * runs outside has no number in here.
 */
const folder = "/run/pcscd";

export function standPcscd(order: "kill" | "stop" | "start"): void {
  if (!existsSync(`${folder}/pcscd.log`)) throw new Error("stand: this pcscd is not the stand's");
  if (order === "start") {
    rmSync(`${folder}/pcscd.down`, { force: true });
    return;
  }
  if (order === "stop") writeFileSync(`${folder}/pcscd.down`, "");
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && commandOf(name) === "pcscd");
  if (pids.length === 0 && order === "kill") throw new Error("stand: no pcscd is running");
  for (const pid of pids) process.kill(Number(pid), "SIGKILL");
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    // It ended while we looked.
    return "";
  }
}
