import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { until } from "../stand.ts";

/** The line of the service, run as systemd runs it: nothing on standard input, and no devices yet. */
const clone = join(import.meta.dirname, "../..");
const unit = readFileSync(join(clone, "packaging/systemd/cardhall.service"), "utf8");
const line = /^ExecStart=(.*)$/m.exec(unit)?.[1] ?? "";

test("the terminal's service starts without a terminal or a pipe, stays, and ends when it is told to", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cardhall-service-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [config, tokenFile, kioskFile] = ["daemon.json", "token", "kiosk.json"].map((name) =>
    join(folder, name),
  );
  writeFileSync(tokenFile ?? "", "a token of this test");
  writeFileSync(
    config ?? "",
    JSON.stringify({
      stateDir: join(folder, "state"),
      port: 0,
      hall: { nameZh: "大厅", nameEn: "Hall", terminalId: "T-1" },
      centre: { url: "http://127.0.0.1:9", tokenFile },
      reader: { name: "", socket: join(folder, "no-pcscd") },
      kioskFile,
    }),
  );
  const [file = "", ...args] = line
    .replaceAll("@PROGRAM@", clone)
    .replace("/etc/cardhall/daemon.json", config ?? "")
    .split(" ");
  const service = spawn(file, args, { stdio: "ignore" });
  onTestFinished(() => void service.kill("SIGKILL"));
  await until("the screen's address", () => existsSync(kioskFile ?? ""), 20_000);
  await new Promise((wake) => setTimeout(wake, 500));
  expect(service.exitCode).toBeNull();
  const ended = new Promise((settle) => service.once("exit", settle));
  service.kill("SIGTERM");
  expect(await ended).toBe(0);
}, 40_000);
