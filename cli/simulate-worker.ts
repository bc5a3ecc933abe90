import { parentPort } from "node:worker_threads";
import { campaign } from "../simulation/campaign.ts";
import { simulationHost } from "./simulate-host.ts";
import { sqliteDisk } from "./simulate-disk.ts";
import type { Stretch } from "./simulate-lanes.ts";
import type { SimulatedStore } from "./simulate-threads.ts";

/* A thread of `cardhall simulate`: stretches in, campaigns out, until it is told to end. */

let disk: ReturnType<typeof sqliteDisk> | undefined;

parentPort?.on("message", (asked: (Stretch & { readonly store: SimulatedStore }) | "end") => {
  if (asked === "end") {
    disk?.remove();
    parentPort?.close();
    return;
  }
  const { from, seeds, store } = asked;
  const stores = store === "sqlite" ? { openStore: (disk ??= sqliteDisk()).openStore } : {};
  void campaign(simulationHost, { from, seeds, shrinkFailures: true, ...stores }).then((run) =>
    parentPort?.postMessage(run),
  );
});
