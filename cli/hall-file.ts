import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What a running hall leaves in its state folder so that other commands find it. */
const hallFile = z.object({
  pid: z.number().int(),
  url: z.string(),
  socket: z.string(),
  cardControl: z.string(),
  printerControl: z.string(),
  counterControl: z.string(),
});
export type HallFile = z.infer<typeof hallFile>;

const nameIn = (stateDir: string): string => join(stateDir, "hall.json");

export function writeHall(stateDir: string, hall: HallFile): void {
  writeFileSync(nameIn(stateDir), JSON.stringify(hall), { mode: 0o600 });
}

export function forgetHall(stateDir: string): void {
  rmSync(nameIn(stateDir), { force: true });
}

/** The hall that runs on this state folder, if one does. */
export function findHall(stateDir: string): HallFile | undefined {
  try {
    const hall = hallFile.parse(JSON.parse(readFileSync(nameIn(stateDir), "utf8")));
    process.kill(hall.pid, 0);
    return hall;
  } catch {
    return undefined;
  }
}
