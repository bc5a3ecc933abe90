import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { z } from "zod";
import type { DaemonConfig } from "../daemon/daemon-config.ts";
import { ready } from "./child.ts";
import { deviceSchema } from "./device-schema.ts";

/** `cardhall daemon`: the terminal's own process. */

export const daemonConfig = z.strictObject({
  stateDir: z.string(),
  port: z.number().int().min(0).max(65_535),
  hall: z.strictObject({ nameZh: z.string(), nameEn: z.string(), terminalId: z.string().min(1).max(64) }),
  centre: z.union([
    z.strictObject({ url: z.url(), tokenFile: z.string() }),
    z.strictObject({ url: z.url(), identity: z.string() }),
  ]),
  ...deviceSchema,
  staff: z
    .array(z.strictObject({ id: z.string().min(1).max(64), codeHash: z.string() }))
    .max(64)
    .exactOptional(),
  desk: z.strictObject({ page: z.url() }).exactOptional(),
  demo: z
    .strictObject({
      card: z.string(),
      printer: z.string(),
      counter: z.string().exactOptional(),
      paperDir: z.string(),
    })
    .exactOptional(),
  kioskFile: z.string().exactOptional(),
  screenRestart: z.array(z.string()).min(1).max(16).exactOptional(),
  hallSoftware: z.strictObject({ socket: z.string() }).exactOptional(),
}) satisfies z.ZodType<DaemonConfig>;

/** An out-of-service terminal ends itself with this code: whoever keeps it starts it anew. */
const outOfServiceExit = 70;

export function daemonCommand(parent: Command): void {
  parent
    .command("daemon")
    .description("the terminal: devices, journal, screen")
    .requiredOption("--config <file>", "JSON, see docs/operations.md")
    .action(async (options: { config: string }) => {
      const config = daemonConfig.parse(JSON.parse(readFileSync(options.config, "utf8")));
      // Loaded here, so that neither part carries the other in its memory.
      const { startDaemon } = await import("../daemon/main.ts");
      const daemon = await startDaemon(config, { onOutOfService: () => process.exit(outOfServiceExit) });
      ready({ ready: true, url: daemon.url, address: daemon.addressWithCode() }, () => daemon.close());
    });
}
