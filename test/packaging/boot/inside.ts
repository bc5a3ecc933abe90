import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { person, type CardHand, type Visit } from "../../../cli/person.ts";
import { askControl } from "../../../hardware/control-line.ts";
import { openKiosk } from "../../ws-kiosk.ts";

/** What `npm run boot` does inside its container: a hall as install.sh leaves it, and what happens to one. */
const program = "/opt/cardhall";
const node = `${program}/node_modules/.bin/node`;
const hall = "/run/boot-hall";
const stepMs = 40_000;
const steps: { what: string; took: string }[] = [];
const run = (file: string, ...args: string[]): string =>
  execFileSync(file, args, { encoding: "utf8" }).trim();
const shown = (unit: string, property: string): string =>
  run("systemctl", "show", "--value", "-p", property, unit);

async function step<T>(what: string, does: () => T | Promise<T>): Promise<T> {
  const beganMs = performance.now();
  const value = await does();
  steps.push({ what, took: `${((performance.now() - beganMs) / 1000).toFixed(1)} s` });
  return value;
}
async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + stepMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`waited in vain: ${what}`);
    await new Promise((wake) => setTimeout(wake, 100));
  }
}
const parts: ChildProcess[] = [];
function part(...args: string[]): Promise<{ url?: string }> {
  const child = spawn(node, [`${program}/cli/cardhall.ts`, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  parts.push(child);
  return new Promise((ready, failed) => {
    let text = "";
    child.stdout.on("data", (piece: Buffer) => {
      text += piece.toString("utf8");
      const line = text.split("\n").find((each) => each.startsWith("{"));
      if (line !== undefined && text.includes("\n")) ready(JSON.parse(line) as { url?: string });
    });
    child.once("exit", (code) => {
      failed(new Error(`${String(args[0])} ended: ${String(code)}`));
    });
  });
}
const hand: CardHand = (message) => askControl(`${hall}/card.sock`, message, 3_000);
const address = (): string =>
  (JSON.parse(readFileSync("/run/cardhall/kiosk.json", "utf8")) as { url: string }).url;

async function visit(kind: "freeze" | "unfreeze"): Promise<Visit> {
  const kiosk = await openKiosk(address());
  try {
    const done = await person(kiosk, hand, { kind, card: "card-1" });
    if (done.fault !== undefined || done.certificateNo === undefined)
      throw new Error(`${kind}: ${JSON.stringify(done)}`);
    return done;
  } finally {
    kiosk.close();
  }
}
async function backAfterKill(unit: string): Promise<void> {
  const before = shown(unit, "MainPID");
  process.kill(Number(before), "SIGKILL");
  await until(`${unit} is back`, () => {
    const now = shown(unit, "MainPID");
    return now !== "0" && now !== before && shown(unit, "ActiveState") === "active";
  });
}

async function live(): Promise<void> {
  await step("install.sh puts services, users and rules on the machine", () => {
    run("sh", `${program}/packaging/install.sh`);
  });
  mkdirSync(hall, { recursive: true });
  chmodSync(hall, 0o755);
  const centre = await step("pcscd, a card, a printer and a centre stand ready", async () => {
    run("systemctl", "restart", "pcscd.socket");
    run("systemctl", "start", "pcscd.service");
    await part("virtual-card", "serve", "--cards", `${hall}/cards`, "--control", `${hall}/card.sock`);
    const line = [
      "--line",
      `${hall}/line.sock`,
      "--control",
      `${hall}/paper.sock`,
      "--papers",
      `${hall}/papers`,
    ];
    await part("virtual-printer", "serve", "--tty", `${hall}/tty`, ...line);
    chmodSync(realpathSync(`${hall}/tty`), 0o666);
    const where = ["--database", `${hall}/centre.db`, "--token-file", `${hall}/token`, "--port", "0"];
    const { url } = await part("central", "serve", "--seed", ...where);
    run("chgrp", "cardhall", `${hall}/token`);
    chmodSync(`${hall}/token`, 0o640);
    return url;
  });
  // A serial line is a pty here, and a service may open no other kind of device than its unit names.
  mkdirSync("/etc/systemd/system/cardhall.service.d", { recursive: true });
  writeFileSync("/etc/systemd/system/cardhall.service.d/boot.conf", "[Service]\nDeviceAllow=char-pts rw\n");
  const config = JSON.parse(readFileSync("/etc/cardhall/daemon.json", "utf8")) as Record<string, unknown>;
  writeFileSync(
    "/etc/cardhall/daemon.json",
    JSON.stringify({
      ...config,
      port: 8070,
      centre: { url: centre, tokenFile: `${hall}/token` },
      printer: { path: `${hall}/tty` },
    }),
  );
  await step("the terminal starts as its own user, and shows its screen's address", async () => {
    run("systemctl", "daemon-reload");
    run("systemctl", "enable", "--now", "cardhall.service");
    await until("kiosk.json", () => existsSync("/run/cardhall/kiosk.json"));
    const owner = run("ps", "-o", "user=", "-p", shown("cardhall.service", "MainPID"));
    if (owner !== "cardhall") throw new Error(`runs as ${owner}`);
  });
  await step("a card is frozen and its certificate printed", () => visit("freeze"));
  await step("the terminal is killed: systemd brings it back", () => backAfterKill("cardhall.service"));
  await until("the next address", () => existsSync("/run/cardhall/kiosk.json"));
  await step("pcscd is killed: systemd brings it back", () => backAfterKill("pcscd.service"));
  await step("the card is unfrozen and its certificate printed", () => visit("unfreeze"));
  if (existsSync("/usr/bin/pkcheck"))
    await step("polkit lets the terminal restart pcscd, and nothing that is not its own", () => {
      const asTerminal = (...command: string[]): string =>
        run("setpriv", "--reuid", "cardhall", "--regid", "cardhall", "--clear-groups", ...command);
      asTerminal("systemctl", "--no-ask-password", "restart", "pcscd.service");
      try {
        asTerminal("systemctl", "--no-ask-password", "restart", "dbus.service");
      } catch {
        return;
      }
      throw new Error("polkit let the terminal restart dbus");
    });
  const papers = readdirSync(`${hall}/papers`).filter((name) => name.endsWith(".svg"));
  if (papers.length !== 2) throw new Error(`papers: ${readdirSync(`${hall}/papers`).join()}`);
  const code = new URL(address()).hash.replace("#code=", "");
  if (run("journalctl", "-u", "cardhall.service", "-o", "cat").includes(code))
    throw new Error("the one-time code stands in the log");
  const exposure =
    run("systemd-analyze", "security", "cardhall.service", "--no-pager").split("\n").at(-1) ?? "";
  steps.push({ what: exposure, took: "" });
  await step("install.sh --remove takes it away and keeps the journal", () => {
    run("sh", `${program}/packaging/install.sh`, "--remove");
    if (existsSync("/etc/systemd/system/cardhall.service") || !existsSync("/var/lib/cardhall/journal.db"))
      throw new Error(`left: ${run("ls", "/var/lib/cardhall")}`);
  });
}

let ok = true;
try {
  await live();
} catch (error) {
  ok = false;
  steps.push({ what: error instanceof Error ? error.message : String(error), took: "" });
  steps.push({
    what: run("journalctl", "-n", "60", "--no-pager", "-o", "cat", "-u", "cardhall.service"),
    took: "",
  });
} finally {
  for (const child of parts) child.kill("SIGKILL");
  writeFileSync("/var/lib/cardhall-boot.json", JSON.stringify({ ok, steps }));
}
