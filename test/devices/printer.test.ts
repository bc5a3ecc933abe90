import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../hardware/clock.ts";
import { counterFile, countedPrinter } from "../../hardware/printer/counted-printer.ts";
import type { EscposPrinterOptions } from "../../hardware/printer/escpos-printer.ts";
import { escapeText, setPaper } from "../../hardware/printer/paper.ts";
import { openSerialPrinter } from "../../hardware/printer/serial-link.ts";
import { paperText } from "../../hardware/printer/virtual-paper.ts";
import { virtualPrinter } from "../../hardware/printer/virtual-printer.ts";
import { until } from "../stand.ts";
import { ptyRig } from "./rigs/pty.ts";

/** The real serialport in its process on a real tty; the printer at its far end suffers what printers suffer. */
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function stand(knowsJobIds = true) {
  const device = virtualPrinter({ knowsJobIds });
  const papers: string[] = [];
  let overhear = (_bytes: Uint8Array): void => undefined;
  const rig = await ptyRig((bytes) => {
    overhear(bytes);
    const answer = device.receive(bytes);
    papers.push(...device.takePapers().map(paperText));
    return answer;
  });
  ends.push(() => rig.end());
  const open = (options: Partial<EscposPrinterOptions & { readonly baudRate: number }> = {}) => {
    const printer = openSerialPrinter({
      path: rig.tty,
      clock: systemClock,
      chance: () => 0.5,
      confirmTimeoutMs: 3_000,
      lookEveryMs: 150,
      ...options,
    });
    ends.push(() => printer.close());
    return printer;
  };
  /** Hands at the printer: what it says by itself goes out. */
  const hands = (bytes: Uint8Array): void => {
    papers.push(...device.takePapers().map(paperText));
    rig.say(bytes);
  };
  return {
    ...{ device, rig, papers, open, hands },
    overhearing: (listener: typeof overhear) => {
      overhear = listener;
    },
  };
}

const certificate = (no: string) =>
  setPaper(
    [
      "^社会保障卡业务凭证",
      ...Array.from({ length: 20 }, (_, at) => `条款 ${String(at)} |`),
      escapeText(`凭证 ${no}`),
    ].join("\n"),
  );
const jobOf = (no: string) => {
  const { bytes, lengthMm } = certificate(no);
  return { jobId: no, bytes, lengthMm };
};
const online = (printer: { status(): Promise<{ device: string; paper: string }> }): Promise<void> =>
  until("the printer is ready", async () => {
    const { device, paper } = await printer.status();
    return device === "online" && paper === "full";
  });

test("power-cycled in the middle of a job: unconfirmed for ever, the next job prints alone and whole", async () => {
  const { device, open, hands, papers } = await stand();
  const printer = open();
  await online(printer);
  device.endRollAfter(5);
  const outcome = printer.print(jobOf("1"));
  await until("the job stands still", () => device.report().paperOut);
  hands(device.power(false));
  hands(device.set({ paperOut: false }));
  const ended = await outcome;
  expect(ended).toMatchObject({ kind: "unconfirmed" });
  const backMs = performance.now();
  hands(device.power(true));
  await online(printer);
  console.log(`printer power-cycled: ready ${String(Math.round(performance.now() - backMs))} ms after power`);
  // Asked again it sends nothing: nobody can know what is on the paper.
  expect(await printer.print(jobOf("1"))).toMatchObject({ kind: "unconfirmed" });
  expect(await printer.print(jobOf("2"))).toMatchObject({ kind: "printed" });
  // The strip printed before the power went still hangs there, and comes down with the next cut.
  expect(papers).toHaveLength(1);
  expect(papers[0]?.endsWith(certificate("2").text)).toBe(true);
  expect(papers[0]).not.toContain("凭证 1");
});

test("paper out in the middle of a job: unconfirmed, refilled it is one paper, proven late by its id", async () => {
  const { device, open, hands, papers } = await stand();
  const printer = open();
  await online(printer);
  device.endRollAfter(5);
  expect(await printer.print(jobOf("1"))).toEqual({ kind: "unconfirmed", fault: { kind: "paper-out" } });
  hands(device.set({ paperOut: false }));
  await online(printer);
  expect(await printer.print(jobOf("1"))).toEqual({
    kind: "printed",
    proof: expect.stringMatching(/^GS \( H id .{4}, late$/),
  });
  expect(papers).toEqual([certificate("1").text]);
});

test("our program restarts over a job: its late id is recalled, and nothing is sent again", async () => {
  const { device, open, hands, papers } = await stand();
  const before = open();
  await online(before);
  device.endRollAfter(5);
  expect(await before.print(jobOf("op-1/0"))).toMatchObject({ kind: "unconfirmed" });
  await before.close();

  const after = open();
  expect(await after.recall("op-1/0")).toEqual({ kind: "unconfirmed", fault: { kind: "paper-out" } });
  hands(device.set({ paperOut: false }));
  await until("the id comes", async () => (await after.recall("op-1/0")).kind === "printed");
  expect(papers).toEqual([certificate("op-1/0").text]);
  // Another job, of which the printer knows nothing, is not taken for printed.
  expect(await after.recall("op-2/0")).toMatchObject({ kind: "unconfirmed" });
  expect(await after.print(jobOf("op-3/0"))).toMatchObject({ kind: "printed" });
  expect(papers).toHaveLength(2);
});

test("an id that came before anybody asked for it is remembered", async () => {
  const { device, open, hands, papers } = await stand();
  const before = open();
  await online(before);
  device.endRollAfter(5);
  expect(await before.print(jobOf("op-1/0"))).toMatchObject({ kind: "unconfirmed" });
  await before.close();
  const after = open();
  expect((await after.status()).paper).toBe("out");
  hands(device.set({ paperOut: false }));
  await online(after);
  expect(await after.recall("op-1/0")).toMatchObject({ kind: "printed" });
  expect(papers).toHaveLength(1);
});

test("a printer that stands still holds nobody up: unknown within its deadline, ready when it moves", async () => {
  const { rig, open, papers } = await stand();
  const printer = open({ confirmTimeoutMs: 1_000 });
  await online(printer);
  rig.stick(true);
  const askedMs = performance.now();
  expect((await printer.status()).device).toBe("unknown");
  expect(await printer.print(jobOf("1"))).toMatchObject({
    kind: "not-started",
    fault: { kind: "printer-unknown" },
  });
  expect(performance.now() - askedMs).toBeLessThan(5_000);
  rig.stick(false);
  await online(printer);
  expect(await printer.print(jobOf("1"))).toMatchObject({ kind: "printed" });
  expect(papers).toEqual([certificate("1").text]);
});

test("a printer that stands still under a long job: the write ends at its deadline, never as printed", async () => {
  const { rig, open, overhearing } = await stand();
  const printer = open({ confirmTimeoutMs: 1_000, baudRate: 921_600 });
  await online(printer);
  overhearing((bytes) => {
    if (bytes.length > 500) rig.stick(true);
  });
  // More than a pty, socat and a socket hold together, so that the write itself stands still.
  const bytes = Uint8Array.from({ length: 300_000 }, () => 0x20);
  expect(await printer.print({ jobId: "long", bytes })).toEqual({
    kind: "unconfirmed",
    fault: { kind: "printer-offline", detail: expect.stringMatching(/^write-timeout/) },
  });
  overhearing(() => undefined);
  rig.stick(false);
  await online(printer);
  expect(await printer.print(jobOf("2"))).toMatchObject({ kind: "printed" });
});

test("the line gone and back, ten times: each time ready again by itself", async () => {
  const { rig, open, papers } = await stand();
  const printer = open();
  await online(printer);
  const backMs: number[] = [];
  for (let round = 1; round <= 10; round++) {
    await rig.pullOut();
    await until("the loss is seen", async () => (await printer.status()).device === "offline");
    await rig.plugIn();
    const pluggedMs = performance.now();
    await online(printer);
    backMs.push(Math.round(performance.now() - pluggedMs));
    expect(await printer.print(jobOf(String(round)))).toMatchObject({ kind: "printed" });
  }
  console.log(`printer line gone and back: ready again after ${backMs.join(", ")} ms`);
  expect(papers).toEqual(Array.from({ length: 10 }, (_, at) => certificate(String(at + 1)).text));
});

test("who it is decides what proves a job: known models by id, all others by the paper sensor", async () => {
  const known = await stand();
  const first = known.open({ confirmation: "by-model" });
  await online(first);
  expect(await first.identify()).toEqual({ maker: "CARDHALL", model: "VIRTUAL PRINTER" });
  const byId: unknown = expect.stringMatching(/^GS \( H id/);
  expect(await first.print(jobOf("1"))).toMatchObject({ kind: "printed", proof: byId });

  const { open, device, papers } = await stand(false);
  const second = open({ confirmation: "by-model" });
  await online(second);
  const bySensor: unknown = expect.stringMatching(/^GS r 1 byte 00/);
  expect(await second.print(jobOf("1"))).toMatchObject({ kind: "printed", proof: bySensor });
  expect(await second.identify()).toEqual({ maker: "GENERIC", model: "VIRTUAL PRINTER" });
  // It was never asked for an id, which such a printer would put on the paper.
  expect(device.report().unknown).toEqual({});
  expect(papers).toEqual([certificate("1").text]);
});

test("papers, metres and rolls are counted over a restart", async () => {
  const dir = await mkdtemp(join(tmpdir(), "count-"));
  ends.push(() => rm(dir, { recursive: true, force: true }));
  const file = counterFile(join(dir, "printer.json"));
  const { device, open, hands } = await stand();
  const printer = open();
  const counted = countedPrinter(printer, file);
  await online(counted);
  const { lengthMm } = certificate("1");
  expect(lengthMm).toBeGreaterThan(60);
  await counted.print(jobOf("1"));
  device.endRollAfter(5);
  expect(await counted.print(jobOf("2"))).toMatchObject({ kind: "unconfirmed" });
  expect(await counted.print(jobOf("3"))).toMatchObject({ kind: "not-started" });
  hands(device.set({ paperOut: false }));
  await online(counted);
  await counted.print(jobOf("4"));
  const wanted = {
    printed: 2,
    unconfirmed: 1,
    notStarted: 1,
    paperMm: 3 * lengthMm,
    rollMm: lengthMm,
    rolls: 2,
  };
  expect(counted.counters()).toEqual(wanted);
  expect(countedPrinter(printer, file).counters()).toEqual(wanted);
});
