import { parentPort, workerData } from "node:worker_threads";
import { campaign } from "../simulation/campaign.ts";
import { simulationHost } from "./simulate-host.ts";
import { sqliteDisk } from "./simulate-disk.ts";
import type { Stretch } from "./simulate-lanes.ts";

/* One more thread of `cardhall simulate --workers`: stretches in, campaigns out, until it is told to end. */

const disk = (workerData as { readonly store: string }).store === "sqlite" ? sqliteDisk() : undefined;
const stores = disk === undefined ? {} : { openStore: disk.openStore };

parentPort?.on("message", (stretch: Stretch | "end") => {
  if (stretch === "end") {
    disk?.remove();
    parentPort?.close();
    return;
  }
  void campaign(simulationHost, { ...stretch, shrinkFailures: true, ...stores }).then((run) =>
    parentPort?.postMessage(run),
  );
});
