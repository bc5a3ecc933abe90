import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { z } from "zod";
import type { DaemonConfig } from "../daemon/main.ts";
import { ready } from "./child.ts";

/** The long-running parts, one process each: `cardhall daemon` and `cardhall central`. */

export const daemonConfig = z.strictObject({
  stateDir: z.string(),
  port: z.number().int().min(0).max(65_535),
  hall: z.strictObject({ nameZh: z.string(), nameEn: z.string(), terminalId: z.string().min(1).max(64) }),
  centre: z.strictObject({ url: z.url(), tokenFile: z.string() }),
  reader: z.strictObject({
    name: z.string(),
    socket: z.string().exactOptional(),
    others: z.array(z.string().min(1)).max(4).exactOptional(),
    mechanism: z.enum(["dip", "motor"]).exactOptional(),
    restart: z.array(z.string()).min(1).max(8).exactOptional(),
  }),
  psam: z.strictObject({ name: z.string().min(1) }).exactOptional(),
  staff: z
    .array(z.strictObject({ id: z.string().min(1).max(64), codeHash: z.string() }))
    .max(64)
    .exactOptional(),
  printer: z.strictObject({ path: z.string() }).exactOptional(),
  demo: z.strictObject({ card: z.string(), printer: z.string(), paperDir: z.string() }).exactOptional(),
  kioskFile: z.string().exactOptional(),
  hallSoftware: z.strictObject({ socket: z.string() }).exactOptional(),
}) satisfies z.ZodType<DaemonConfig>;

/** An out-of-service terminal ends itself with this code: whoever keeps it starts it anew. */
const outOfServiceExit = 70;

export function daemonCommand(parent: Command): void {
  parent
    .command("daemon")
    .description("the terminal: reader, printer, journal, screen")
    .requiredOption("--config <file>", "JSON, see docs/operations.md")
    .action(async (options: { config: string }) => {
      const config = daemonConfig.parse(JSON.parse(readFileSync(options.config, "utf8")));
      // Loaded here, so that neither part carries the other in its memory.
      const { startDaemon } = await import("../daemon/main.ts");
      const daemon = await startDaemon(config, { onOutOfService: () => process.exit(outOfServiceExit) });
      ready({ ready: true, url: daemon.url, address: daemon.addressWithCode() }, () => daemon.close());
    });
}

type CentralArguments = {
  readonly database: string;
  readonly tokenFile: string;
  readonly port: string;
  readonly seed?: boolean;
  readonly psamTerminal?: readonly string[];
};

export function centralCommand(parent: Command): void {
  const command = parent.command("central").description("the municipal information centre");
  command
    .command("serve", { isDefault: true })
    .description("serve the centre's API")
    .option("--database <file>", "SQLite file", "central.db")
    .option("--token-file <file>", "terminals' bearer token, made when absent", "central-token")
    .option("--port <number>", "0 takes any free port", "8077")
    .option("--seed", "fill an empty centre with the demonstration's issuers and cards")
    .option(
      "--psam-terminal <id...>",
      "terminals that seal with a PSAM of their own, not by the centre's HSM",
    )
    .action(async (options: CentralArguments) => {
      const { startCentral } = await import("../central/main.ts");
      const central = await startCentral({
        databaseFile: options.database,
        tokenFile: options.tokenFile,
        port: Number.parseInt(options.port, 10),
        seed: options.seed === true,
        psamTerminals: options.psamTerminal ?? [],
        logLevel: process.env["CARDHALL_LOG"] ?? "warn",
      });
      ready({ ready: true, url: central.url }, () => central.close());
    });
}
