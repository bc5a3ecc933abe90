import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { systemClock } from "../clock.ts";
import { askControl } from "../control-line.ts";
import { escapeText, setPaper } from "./paper.ts";
import { openSerialPrinter } from "./serial-link.ts";
import { virtualPrinterServer, type VirtualPrinterServer } from "./virtual-printer-server.ts";

/**
 * The real serialport module in its process, a real tty made by socat, and the virtual printer at its far end.
 */
const waitMs = 10_000;
vi.setConfig({ testTimeout: 15_000, hookTimeout: 15_000 });
const stands: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of stands.splice(0)) await end();
});

async function stand(lookEveryMs = 200) {
  const dir = await mkdtemp(join(tmpdir(), "pr-"));
  const paths = {
    socketPath: join(dir, "p"),
    controlSocketPath: join(dir, "c"),
    paperDir: join(dir, "paper"),
  };
  const tty = join(dir, "tty");
  let server: VirtualPrinterServer = await virtualPrinterServer(paths);
  let cable: ChildProcess | undefined;

  async function plugIn(): Promise<void> {
    cable = spawn("socat", ["-t", "0", `pty,raw,echo=0,link=${tty}`, `unix-connect:${paths.socketPath}`]);
    await until(() => existsSync(tty));
  }
  async function pullOut(): Promise<void> {
    const last = cable;
    if (last === undefined || last.exitCode !== null || last.signalCode !== null) return;
    const gone = new Promise((done) => last.once("exit", done));
    last.kill("SIGKILL");
    await gone;
    await rm(tty, { force: true });
  }
  stands.push(async () => {
    await printer.close();
    await pullOut();
    await server.close();
    await rm(dir, { recursive: true, force: true });
  });
  const printer = openSerialPrinter({
    path: tty,
    clock: systemClock,
    chance: () => 0.5,
    confirmTimeoutMs: 4_000,
    lookEveryMs,
  });
  await plugIn();
  return {
    printer,
    plugIn,
    pullOut,
    ask: (request: object) => askControl(paths.controlSocketPath, request, 2_000),
    async killDevice() {
      await server.close();
    },
    async newDevice() {
      server = await virtualPrinterServer(paths);
    },
    async papers(): Promise<string[]> {
      const names = (await readdir(paths.paperDir)).filter((name) => name.endsWith(".txt")).sort();
      return Promise.all(names.map((name) => readFile(join(paths.paperDir, name), "utf8")));
    },
    pictures: async () => (await readdir(paths.paperDir)).filter((name) => name.endsWith(".svg")),
  };
}

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = systemClock.nowMs() + waitMs;
  while (!(await done())) {
    if (systemClock.nowMs() > deadlineMs) throw new Error("waited in vain");
    await new Promise((wake) => setTimeout(wake, 20));
  }
}

/** Holder and card: default card 1, invented. */
const certificate = (no: string) =>
  setPaper(
    [
      "^^^社会保障卡业务凭证",
      "-",
      "{width:14,*}",
      `|凭证编号 |${escapeText(no)} |`,
      `|业务 |临时挂失 |`,
      `|姓名 |${escapeText("赵*禾")} |`,
      `|社会保障号码 |${escapeText("371702********9972")} |`,
      ...Array.from(
        { length: 30 },
        (_, at) => `|条款 ${String(at)} |挂失后，社会保障卡的各项功能暂停使用。 |`,
      ),
      "{width:auto}",
      `{code:${escapeText(`https://hall.example/c/${no}`)}; option:qrcode,4,m}`,
    ].join("\n"),
  );

test("a Chinese certificate prints exactly once, and its text decodes back", async () => {
  const { printer, papers, pictures, ask } = await stand();
  const paper = certificate("3717-000001");
  expect(await printer.status()).toEqual({
    device: "online",
    paper: "full",
    coverOpen: "no",
    cutterFault: "no",
  });
  expect(await printer.print({ jobId: "3717-000001", bytes: paper.bytes })).toEqual({
    kind: "printed",
    proof: expect.stringMatching(/^GS \( H id ....$/),
  });
  expect(await papers()).toEqual([`${paper.text}\n`]);
  expect(await pictures()).toEqual(["paper-0001.svg"]);
  expect(await ask({ op: "status" })).toMatchObject({ ok: true, paperOut: false, papers: 1, unknown: {} });
});

test("paper out before: not started, nothing printed", async () => {
  const { printer, papers, ask } = await stand();
  expect(await ask({ op: "paper", out: true })).toMatchObject({ ok: true, paperOut: true, papers: 0 });
  expect(await printer.print({ jobId: "1", bytes: certificate("1").bytes })).toEqual({
    kind: "not-started",
    fault: { kind: "paper-out" },
  });
  await ask({ op: "paper", out: false });
  expect(await printer.status()).toMatchObject({ device: "online", paper: "full" });
  expect(await papers()).toEqual([]);
});

test("paper out in the middle: unconfirmed, then refilled: the paper completes once", async () => {
  const { printer, papers, ask } = await stand();
  const paper = certificate("1");
  await ask({ op: "paper", afterLines: 7 });
  expect(await printer.print({ jobId: "1", bytes: paper.bytes })).toEqual({
    kind: "unconfirmed",
    fault: { kind: "paper-out" },
  });
  expect(await papers()).toEqual([]);
  await ask({ op: "paper", out: false });
  expect(await printer.print({ jobId: "1", bytes: paper.bytes })).toMatchObject({ kind: "printed" });
  expect(await papers()).toEqual([`${paper.text}\n`]);
});

test("the line torn out in the middle of a job: unconfirmed; a new line works and nothing prints twice", async () => {
  // Looks come so seldom here that only the loss itself can end the job.
  const { printer, papers, ask, plugIn, pullOut } = await stand(4_000);
  expect((await printer.status()).device).toBe("online");
  // The roll's end holds the job in the printer, so that the line is surely lost in the middle of it.
  await ask({ op: "paper", afterLines: 7 });
  const outcome = printer.print({ jobId: "1", bytes: certificate("1").bytes });
  await until(async () => ((await ask({ op: "status" })) as { paperOut: boolean }).paperOut);
  await pullOut();
  expect(await outcome).toEqual({
    kind: "unconfirmed",
    fault: { kind: "printer-offline", detail: "line lost while printing" },
  });
  expect(await printer.print({ jobId: "2", bytes: certificate("2").bytes })).toMatchObject({
    kind: "not-started",
    fault: { kind: "printer-offline" },
  });
  await plugIn();
  await ask({ op: "paper", out: false });
  await until(async () => (await printer.status()).device === "online");
  const last = certificate("3");
  expect(await printer.print({ jobId: "3", bytes: last.bytes })).toMatchObject({ kind: "printed" });
  const texts = await papers();
  expect(texts.filter((text) => text.includes("凭证编号       1"))).toHaveLength(1);
  expect(texts.at(-1)).toBe(`${last.text}\n`);
});

test("the printer dies in the middle of a job: unconfirmed; another one in its place prints the next", async () => {
  const { printer, papers, ask, plugIn, pullOut, killDevice, newDevice } = await stand();
  await ask({ op: "paper", afterLines: 7 });
  const outcome = printer.print({ jobId: "1", bytes: certificate("1").bytes });
  await until(async () => ((await ask({ op: "status" })) as { paperOut: boolean }).paperOut);
  await killDevice();
  expect(await outcome).toMatchObject({ kind: "unconfirmed" });
  await pullOut();
  await newDevice();
  await plugIn();
  await until(async () => (await printer.status()).device === "online");
  expect(await printer.print({ jobId: "1", bytes: certificate("1").bytes })).toMatchObject({
    kind: "unconfirmed",
  });
  const next = certificate("2");
  expect(await printer.print({ jobId: "2", bytes: next.bytes })).toMatchObject({ kind: "printed" });
  expect(await papers()).toEqual([`${next.text}\n`]);
});

test("a control line that is no request is refused, and the printer goes on", async () => {
  const { ask } = await stand();
  expect(await ask({ op: "paper" })).toEqual({ ok: false, error: "not a request to a printer" });
  expect(await ask({ op: "cover", open: true })).toMatchObject({ ok: true, coverOpen: true });
});
