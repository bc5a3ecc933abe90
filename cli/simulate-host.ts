import type { Host } from "../simulation/campaign.ts";
import { quiet } from "../simulation/quiet.ts";

/** What this process lends to simulations. */
export const simulationHost: Host = {
  quiet,
  watchMs: () => performance.now(),
  processorMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  },
};
