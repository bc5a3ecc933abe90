import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { z } from "zod";
import { kioskShell } from "./hall.ts";
import { say } from "./output.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const kioskFile = z.object({ url: z.url({ protocol: /^http$/, hostname: /^127\.0\.0\.1$/ }) });

/** `cardhall screen`: the kiosk's window by itself, for a service manager; ends when the window ends. */
export function screenCommand(parent: Command): void {
  parent
    .command("screen")
    .description("the kiosk's window, filling the display: for a service (docs/install.md)")
    .requiredOption("--file <file>", "the daemon's kioskFile, or a copy of it")
    .requiredOption("--profile <folder>", "where Chromium may keep its own files")
    .action((options: { file: string; profile: string }) => {
      const shell = kioskShell(root);
      if (shell === undefined) {
        say("no display, or neither Electron nor Chromium is installed");
        process.exit(1);
      }
      const { url } = kioskFile.parse(JSON.parse(readFileSync(options.file, "utf8")));
      const [file = "", ...given] = shell.command(url, options.profile);
      const args =
        shell.name === "Chromium"
          ? [...given, "--kiosk", "--ozone-platform-hint=auto", "--incognito"]
          : given;
      const window = spawn(file, args, {
        stdio: "inherit",
        env: { ...process.env, CARDHALL_KIOSK_FILE: options.file },
      });
      const leave = (): void => void window.kill("SIGTERM");
      process.on("SIGTERM", leave).on("SIGINT", leave);
      window.on("error", (error) => {
        say(`${shell.name} did not open: ${error.message}`);
        process.exit(1);
      });
      window.on("exit", (code) => process.exit(code ?? 1));
    });
}
