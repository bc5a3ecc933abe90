import { Worker } from "node:worker_threads";
import type { Campaign } from "../simulation/campaign.ts";
import type { Lane } from "./simulate-lanes.ts";

export type Thread = { readonly lane: Lane; end(): void };

/** A thread of its own, which runs one stretch at a time. A bug in it ends the whole run. */
export function simulationThread(store: string): Thread {
  const worker = new Worker(new URL("./simulate-worker.ts", import.meta.url), { workerData: { store } });
  return {
    lane: (stretch) =>
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
        worker.postMessage(stretch);
      }),
    end() {
      worker.postMessage("end");
    },
  };
}
