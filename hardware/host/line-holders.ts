import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";

/** A process that has a device file open. */
type LineHolder = { readonly pid: number; readonly program: string };

/** A machine with more than this is not a terminal. */
const processesMax = 20_000;
const filesMax = 4_096;

/** Who has this open makes pseudo-terminals: it is the device's end of one, not a user of it. */
const maker = /\/ptmx$/;

/** Who holds a serial line, besides `ours`. Without root only this user's own processes are seen. */
export function lineHolders(path: string, ours: readonly number[], proc = "/proc"): LineHolder[] {
  const real = realpathSync(path);
  const pids = readdirSync(proc)
    .filter((name) => /^\d+$/.test(name))
    .slice(0, processesMax)
    .map(Number)
    .filter((pid) => !ours.includes(pid));
  return pids.flatMap((pid) => {
    const home = `${proc}/${String(pid)}`;
    try {
      const open = readdirSync(`${home}/fd`)
        .slice(0, filesMax)
        .map((file) => linkOf(`${home}/fd/${file}`));
      const holds = open.includes(real) && !open.some((file) => file !== undefined && maker.test(file));
      return holds ? [{ pid, program: readFileSync(`${home}/comm`, "utf8").trim() }] : [];
    } catch {
      // It ended while we looked, or it is not ours to look at.
      return [];
    }
  });
}

function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}
