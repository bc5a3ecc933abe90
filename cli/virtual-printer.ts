import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { virtualPrinterServer } from "../hardware/printer/virtual-printer-server.ts";
import { ready } from "./child.ts";
import { handCommand } from "./hands.ts";

/** `cardhall virtual-printer`: the paper of a running hall, and the process behind it. */
export function virtualPrinterCommand(parent: Command): void {
  const command = parent.command("virtual-printer").description("the virtual printer of a running hall");
  command
    .command("serve", { hidden: true })
    .requiredOption("--tty <link>")
    .requiredOption("--line <socket>")
    .requiredOption("--control <socket>")
    .requiredOption("--papers <folder>")
    .action(async (options: { tty: string; line: string; control: string; papers: string }) => {
      const server = await virtualPrinterServer({
        socketPath: options.line,
        controlSocketPath: options.control,
        paperDir: options.papers,
      });
      const socat = spawn("socat", [`pty,raw,echo=0,link=${options.tty}`, `unix-connect:${options.line}`], {
        stdio: "ignore",
      });
      socat.once("exit", () => process.exit(1));
      for (let tries = 0; tries < 100 && !existsSync(options.tty); tries++)
        await new Promise((wake) => setTimeout(wake, 20));
      ready({ ready: true }, async () => {
        socat.removeAllListeners("exit").kill("SIGKILL");
        await server.close();
      });
    });
  for (const [name, description, message] of [
    ["status", "what the printer knows of itself", { op: "status" }],
    ["empty", "take the paper out", { op: "paper", out: true }],
    ["refill", "put paper in", { op: "paper", out: false }],
    ["open", "open the cover", { op: "cover", open: true }],
    ["close", "close the cover", { op: "cover", open: false }],
  ] as const)
    handCommand(
      command,
      name,
      description,
      (hall) => hall.printerControl,
      () => message,
    );
}
