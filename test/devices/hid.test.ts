import { readdirSync, readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../hardware/clock.ts";
import { clerkBadge } from "../../hardware/hid/clerk-badge.ts";
import { hidDevice, type HidDevice } from "../../hardware/hid/hid-device.ts";
import { pinPad } from "../../hardware/hid/pin-pad.ts";
import { scanner } from "../../hardware/hid/scanner.ts";
import type { Scan, ScanFault } from "../../hardware/ports.ts";
import type { Result } from "../../hardware/result.ts";
import { until } from "../stand.ts";
import { hidRig, type FakeHidKind } from "./rigs/hid-rig.ts";
import { enterUsage, eraseUsage, keyReports, posReports, textReports } from "./rigs/typing.ts";

/** The real node-hid in its own process, on a hidraw node that umockdev makes. */
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const keyboardKind: FakeHidKind = {
  vendorId: 0x0c2e,
  productId: 0x0901,
  usagePage: 0x01,
  usage: 0x06,
  inputBytes: 8,
  outputBytes: 8,
};
const posKind: FakeHidKind = {
  vendorId: 0x0c2e,
  productId: 0x0902,
  usagePage: 0x8c,
  usage: 0x02,
  inputBytes: 63,
  outputBytes: 63,
  reportId: 2,
};
const vendorKind: FakeHidKind = {
  vendorId: 0x0400,
  productId: 0xc35a,
  usagePage: 0xff00,
  usage: 0x01,
  inputBytes: 64,
  outputBytes: 64,
};

async function stand(kind: FakeHidKind) {
  const rig = await hidRig(kind);
  ends.push(() => rig.end());
  const { vendorId, productId, usagePage } = kind;
  const device = hidDevice({
    selector: { vendorId, productId, usagePage },
    clock: systemClock,
    chance: () => 0.5,
    env: rig.env,
  });
  ends.push(() => device.close());
  await online(device);
  return { rig, device };
}
const online = (device: HidDevice): Promise<void> =>
  until("the device is online", () => device.status().device === "online");

test("500 reports arrive whole and in order, with every byte value, before and after a replug", async () => {
  const { rig, device } = await stand(vendorKind);
  const heard: string[] = [];
  device.onReport((report) => heard.push(Buffer.from(report).toString("hex")));
  const reports = Array.from({ length: 500 }, (_, no) =>
    Uint8Array.from({ length: 64 }, (_, at) => (at === 0 ? no & 0xff : (no * 7 + at * 4 + (no >> 8)) & 0xff)),
  );
  const wanted = reports.map((report) => Buffer.from(report).toString("hex"));
  expect(new Set(reports.flatMap((report) => [...report])).size).toBe(256);
  for (let round = 1; round <= 2; round++) {
    for (const report of reports) rig.report(report);
    await until("500 reports", () => heard.length >= 500);
    expect(heard.splice(0)).toEqual(wanted);
    if (round === 2) break;
    await rig.unplug();
    await until("the loss is seen", () => device.status().device === "offline");
    expect(await device.write(new Uint8Array(65))).toMatchObject({ ok: false, fault: { kind: "hid-down" } });
    const pluggedMs = performance.now();
    await rig.plug();
    await online(device);
    console.log(`HID replug: online again after ${String(Math.round(performance.now() - pluggedMs))} ms`);
  }
});

test("what is written reaches the device report by report", async () => {
  const { rig, device } = await stand(vendorKind);
  const written: string[] = [];
  rig.onWrite((report) => written.push(Buffer.from(report).toString("hex")));
  const report = Uint8Array.from({ length: 65 }, (_, at) => (at === 0 ? 0 : at * 3));
  expect(await device.write(report)).toEqual({ ok: true, value: undefined });
  await until("the write arrives", () => written.length > 0);
  expect(written).toEqual([Buffer.from(report).toString("hex")]);
});

/** Device hosts that this very process started. */
function hidHosts(): number[] {
  const children = readdirSync("/proc/self/task").flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  );
  return children.filter((pid) =>
    readFileSync(`/proc/${String(pid)}/cmdline`, "utf8").includes("hid-host.ts"),
  );
}

test("the device host killed: its device is offline at once, and online again by itself", async () => {
  const { rig, device } = await stand(vendorKind);
  const states: string[] = [];
  device.watch(({ device: state }) => states.push(state));
  const [host = 0] = hidHosts();
  const killedMs = performance.now();
  process.kill(host, "SIGKILL");
  await until("a new host has the device", () => states.length >= 4);
  console.log(`HID host killed: online again after ${String(Math.round(performance.now() - killedMs))} ms`);
  expect(states).toEqual(["online", "offline", "starting", "online"]);
  let heard = 0;
  device.onReport(() => heard++);
  rig.report(new Uint8Array(64));
  await until("a report arrives", () => heard === 1);
});

test("a device that nobody has plugged in is never online", async () => {
  const rig = await hidRig(vendorKind);
  ends.push(() => rig.end());
  const device = hidDevice({
    selector: { vendorId: 0x0001, productId: 0x0001 },
    clock: systemClock,
    chance: () => 0.5,
    env: rig.env,
  });
  ends.push(() => device.close());
  const answer = await new Promise((told) => setTimeout(told, 1_500)).then(() =>
    device.write(new Uint8Array(65)),
  );
  expect(answer).toEqual({ ok: false, fault: { kind: "hid-down", detail: "not found" } });
  expect(device.status().device).toBe("starting");
});

test("a PIN is typed, corrected and lent once; unplugged in the middle it is lost, replugged it is asked anew", async () => {
  const { rig, device } = await stand(keyboardKind);
  const pad = pinPad(device, systemClock);
  const counts: number[] = [];
  const ask = () =>
    pad.enter({ minDigits: 6, maxDigits: 6, timeoutMs: 10_000, onCount: (count) => counts.push(count) });
  const type = (reports: Uint8Array[]): void => reports.forEach((report) => rig.report(report));

  const first = ask();
  expect(await ask()).toEqual({ ok: false, fault: { kind: "pin-pad-busy" } });
  type([...textReports("12399"), ...keyReports(eraseUsage), ...textReports("86"), ...keyReports(enterUsage)]);
  const entered = await first;
  if (!entered.ok) throw new Error(entered.fault.kind);
  expect(counts).toEqual([1, 2, 3, 4, 5, 4, 5, 6]);
  expect(`${JSON.stringify({ pin: entered.value })} ${String(entered.value)}`).toBe('{"pin":"[PIN]"} [PIN]');
  let lent = new Uint8Array();
  const text = await entered.value.use(async (digits) => {
    lent = digits as Uint8Array<ArrayBuffer>;
    return Buffer.from(digits).toString("latin1");
  });
  expect(text).toBe("123986");
  expect([...lent]).toEqual([0, 0, 0, 0, 0, 0]);
  await expect(entered.value.use(() => Promise.resolve())).rejects.toThrow("once");

  counts.length = 0;
  const second = ask();
  type(textReports("12"));
  await until("two digits lie there", () => counts.length === 2);
  await rig.unplug();
  expect(await second).toEqual({ ok: false, fault: { kind: "pin-pad-lost", detail: "offline" } });
  expect(await ask()).toEqual({ ok: false, fault: { kind: "pin-pad-lost", detail: "offline" } });
  await rig.plug();
  await online(device);
  counts.length = 0;
  const third = ask();
  type([...textReports("654321"), ...keyReports(enterUsage)]);
  expect(await third).toMatchObject({ ok: true, value: { length: 6 } });
  // Nothing of the entry that was lost lies in the new one.
  expect(counts).toEqual([1, 2, 3, 4, 5, 6]);
});

test("a scanner of usage page 8C gives whole texts, long ones too, and names what is garbled", async () => {
  const { rig, device } = await stand(posKind);
  const scans: Result<Scan, ScanFault>[] = [];
  scanner(device, systemClock, "hid-pos").onScan((scan) => scans.push(scan));
  const long = `CARDHALL1;${"凭证编号".repeat(40)};END`;
  for (const text of ["6901234567892", long])
    for (const report of posReports(text, "]Q1")) rig.report(report);
  rig.report(Uint8Array.from({ length: 64 }, (_, at) => (at === 0 ? 2 : at === 1 ? 57 : 0x41)));
  for (const report of posReports("after", "]C0")) rig.report(report);
  await until("four answers", () => scans.length === 4);
  expect(scans).toEqual([
    { ok: true, value: { text: "6901234567892", symbology: "]Q1" } },
    { ok: true, value: { text: long, symbology: "]Q1" } },
    { ok: false, fault: { kind: "scan-garbled" } },
    { ok: true, value: { text: "after", symbology: "]C0" } },
  ]);
});

test("a badge reader types its number; half a number is nobody's badge", async () => {
  const { rig, device } = await stand(keyboardKind);
  const typist = scanner(device, systemClock, "keyboard");
  const badges: string[] = [];
  const scans: Result<Scan, ScanFault>[] = [];
  typist.onScan((scan) => scans.push(scan));
  clerkBadge(typist).onBadge(({ number }) => badges.push(number));
  for (const report of textReports("04A1B2")) rig.report(report);
  await until("the pause ends it", () => scans.length === 1);
  for (const report of [...textReports("04A1B2C3"), ...keyReports(enterUsage)]) rig.report(report);
  await until("the badge", () => badges.length === 1);
  expect(scans).toEqual([
    { ok: false, fault: { kind: "scan-unfinished" } },
    { ok: true, value: { text: "04A1B2C3" } },
  ]);
  expect(badges).toEqual(["04A1B2C3"]);
});
