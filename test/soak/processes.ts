import { readdirSync, readFileSync } from "node:fs";

/** What the operating system holds for the daemon and its device hosts. */
export type Held = {
  readonly daemonMb: number;
  readonly hostsMb: number;
  /** Open file descriptors of the daemon and of its hosts. */
  readonly handles: number;
  readonly processes: number;
};

export function heldBy(pid: number): Held {
  const hosts = descendantsOf(pid);
  const all = [pid, ...hosts];
  return {
    daemonMb: residentMb(pid),
    hostsMb: hosts.reduce((sum, host) => sum + residentMb(host), 0),
    handles: all.reduce((sum, one) => sum + handlesOf(one), 0),
    processes: all.length,
  };
}

export function descendantsOf(pid: number): number[] {
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === pid)
    .map(Number);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

function parentOf(name: string): number {
  // The command stands in brackets and may hold anything: what counts comes after the last of them.
  const fields = read(`/proc/${name}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  return Number(fields[1] ?? -1);
}

const residentMb = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${String(pid)}/status`))?.[1] ?? 0) / 1024;

function handlesOf(pid: number): number {
  try {
    return readdirSync(`/proc/${String(pid)}/fd`).length;
  } catch {
    return 0;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // It ended while we looked.
    return "";
  }
}
