import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import type { Campaign } from "../simulation/campaign.ts";
import type { Lane } from "./simulate-lanes.ts";

/** The centre's store: in memory, or on SQLite files. */
export type SimulatedStore = "memory" | "sqlite";

type Thread = {
  laneOver(store: SimulatedStore): Lane;
  /** Comes back when its files are gone, and it as well. */
  end(): Promise<void>;
};

/**
 * Room for what some twenty schedules make and forget: with what the runtime begins with, a good part of the time goes
 * into moving what is nearly over. Only threads that begin from now on have it.
 */
const roomMb = 64;

/** A thread of its own, which runs one stretch at a time. A bug in it ends the whole run. */
export function simulationThread(): Thread {
  for (const end of ["min", "max"]) setFlagsFromString(`--${end}-semi-space-size=${String(roomMb)}`);
  const worker = new Worker(new URL("./simulate-worker.ts", import.meta.url));
  return {
    laneOver: (store) => (stretch) =>
      new Promise<Campaign>((resolve, reject) => {
        const over = (): void => {
          worker.off("message", heard);
          worker.off("error", failed);
        };
        const heard = (run: Campaign): void => {
          over();
          resolve(run);
        };
        const failed = (error: Error): void => {
          over();
          reject(error);
        };
        worker.once("message", heard);
        worker.once("error", failed);
        worker.postMessage({ ...stretch, store });
      }),
    end: () =>
      new Promise((over) => {
        worker.once("exit", () => {
          over();
        });
        worker.postMessage("end");
      }),
  };
}
