import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { until } from "../stand.ts";
import { descendantsOf } from "./processes.ts";

/** What is left after everything unused was collected: grows only when something is kept. */
export type Live = { readonly daemonLiveMb: number; readonly hostsLiveMb: number };

/** For a daemon that shall be asked; its hosts are forked with the same arguments. `folder` takes the answers. */
export function probed(folder: string): string[] {
  const probe = new URL("./memory-probe.ts", import.meta.url);
  probe.searchParams.set("folder", folder);
  return ["--expose-gc", "--import", probe.href];
}

export async function liveIn(pid: number, folder: string): Promise<Live> {
  const hosts = await Promise.all(descendantsOf(pid).map((host) => liveMb(host, folder)));
  return {
    daemonLiveMb: await liveMb(pid, folder),
    hostsLiveMb: hosts.reduce((sum, mb) => sum + mb, 0),
  };
}

async function liveMb(pid: number, folder: string): Promise<number> {
  const file = join(folder, String(pid));
  rmSync(file, { force: true });
  process.kill(pid, "SIGUSR2");
  await until("a process tells what it keeps", () => existsSync(file));
  return Number(readFileSync(file, "utf8")) / 1024 / 1024;
}
