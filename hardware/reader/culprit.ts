import { readdirSync, readFileSync } from "node:fs";

/**
 * Who else uses PC/SC on this machine. pcscd does not say who holds a reader, so we look at who could: processes that
 * have PC/SC's client library loaded and speak to the same socket. Without root only this user's own are seen.
 */
export type PcscClient = { readonly pid: number; readonly program: string };

const library = /\/libpcsclite(_real)?\.so/;
/** A machine with more processes than this is not a terminal. */
const processesMax = 20_000;

/** `socket`: the pcscd's socket when it is not the system's. `ours`: our own processes, which are no culprits. */
export function pcscClients(
  socket: string | undefined,
  ours: readonly number[],
  proc = "/proc",
): PcscClient[] {
  const pids = readdirSync(proc)
    .filter((name) => /^\d+$/.test(name))
    .slice(0, processesMax)
    .map(Number)
    .filter((pid) => !ours.includes(pid));
  return pids.flatMap((pid) => {
    const read = (name: string): string => readFileSync(`${proc}/${String(pid)}/${name}`, "utf8");
    try {
      if (!library.test(read("maps"))) return [];
      const named = read("environ")
        .split("\0")
        .find((entry) => entry.startsWith("PCSCLITE_CSOCK_NAME="));
      if (named?.slice("PCSCLITE_CSOCK_NAME=".length) !== socket) return [];
      return [{ pid, program: read("comm").trim() }];
    } catch {
      // It ended while we looked, or it is not ours to look at.
      return [];
    }
  });
}

export const sayCulprits = (clients: readonly PcscClient[]): string =>
  clients.length === 0
    ? "held by another program (none can be seen from here)"
    : `held by ${clients.map(({ program, pid }) => `${program} (pid ${String(pid)})`).join(", ")}`;
