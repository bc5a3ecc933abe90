import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { program, startChild, stopChild } from "../../cli/child.ts";
import type { DeviceConfig } from "../../daemon/device-config.ts";
import { openDevices, type Devices } from "../../daemon/devices.ts";
import { systemClock } from "../../hardware/clock.ts";
import { askControl } from "../../hardware/control-line.ts";
import { sampleIdCards } from "../../hardware/id-reader/sample-id-cards.ts";
import { virtualIdReader } from "../../hardware/id-reader/virtual-id-reader.ts";
import { type virtualLights } from "../../hardware/lights/virtual-lights.ts";
import { until } from "../stand.ts";
import { hidRig } from "./rigs/hid-rig.ts";
import { ptyRig } from "./rigs/pty.ts";
import { enterUsage, keyReports, textReports } from "./rigs/typing.ts";

/** The devices that lie on a counter, opened from a configuration as the daemon opens them. */
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "counter-"));
  ends.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

function open(config: Omit<DeviceConfig, "reader">, hidEnv?: Readonly<Record<string, string>>) {
  const dir = folder();
  const changes: string[] = [];
  const devices: Devices = openDevices(
    { reader: { name: "", socket: join(dir, "no-pcscd") }, ...config },
    {
      clock: systemClock,
      chance: () => 0.5,
      stateDir: dir,
      reader: (real) => real,
      printer: (real) => real,
      ...(hidEnv === undefined ? {} : { hidEnv }),
      onRung: () => undefined,
      onChange: (name, device) => changes.push(`${name} ${device}`),
    },
  );
  ends.push(() => devices.close());
  const is = (name: string) => devices.board.sights().find((sight) => sight.name === name);
  return { devices, changes, is, identity: devices.identity };
}

async function virtualCounter() {
  const dir = folder();
  const [idTty, scanTty, control] = ["id", "scan", "hands"].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  const words = ["virtual-counter", "--id-tty", idTty, "--scan-tty", scanTty, "--control", control];
  const child = await startChild([process.execPath, program, ...words], {
    name: "virtual counter",
    readyMs: 15_000,
    quiet: true,
  });
  ends.push(() => stopChild(child.process, 4_000));
  return {
    config: { idReader: { serial: idTty }, scanner: { serial: scanTty } },
    hand: (message: object) => askControl(control, message, 2_000),
  };
}

test("what is not configured is not fitted, and whoever asks is told so at once", async () => {
  const { identity, devices } = open({});
  expect(identity.fitted()).toEqual({ idReader: false, pinPad: false, scanner: false });
  const missing = { ok: false, fault: { kind: "not-fitted" } };
  expect(await identity.readIdCard({ timeoutMs: 5_000 })).toEqual(missing);
  expect(await identity.scanCode({ timeoutMs: 5_000 })).toEqual(missing);
  const pin = { timeoutMs: 5_000, minDigits: 6, maxDigits: 6, onCount: () => undefined };
  expect(await identity.enterPin(pin)).toEqual(missing);
  expect(devices.board.sights().map(({ name }) => name)).toEqual(["card-reader"]);
});

test("a visit reads an identity card and scans a paper at the hall's virtual counter", async () => {
  const { config, hand } = await virtualCounter();
  const { identity, is, devices } = open({ ...config, lights: { kind: "virtual" } });
  const lights = devices.lights as ReturnType<typeof virtualLights>;
  await until(
    "both are there",
    () => is("id-reader")?.device === "online" && is("scanner")?.device === "online",
  );

  const reading = identity.readIdCard({ timeoutMs: 10_000 });
  await until("the light asks", () => lights.shown()["id-reader"].flash === "medium");
  expect(await hand({ op: "place-id", card: "hong-kong-macao-taiwan" })).toMatchObject({ ok: true });
  expect(await reading).toEqual({ ok: true, value: sampleIdCards["hong-kong-macao-taiwan"] });
  expect(lights.shown()["id-reader"].flash).toBe("off");
  expect(await hand({ op: "place-id", card: "nobody" })).toMatchObject({ ok: false });

  // What was scanned before anybody asked is not the next person's.
  await hand({ op: "scan", text: "somebody else's" });
  // As long as the line takes: what is still on its way is scanned now.
  await new Promise((later) => setTimeout(later, 400));
  const scanning = identity.scanCode({ timeoutMs: 10_000 });
  expect(await identity.scanCode({ timeoutMs: 10_000 })).toEqual({
    ok: false,
    fault: { kind: "scanner-busy" },
  });
  await hand({ op: "scan", text: "委托书 WT-2026-0007" });
  expect(await scanning).toEqual({ ok: true, value: { text: "委托书 WT-2026-0007" } });
  expect(await identity.scanCode({ timeoutMs: 200 })).toEqual({
    ok: false,
    fault: { kind: "no-scan", timeoutMs: 200 },
  });
});

test("called off: the answer says so, the next reading waits for the line and reads", async () => {
  const { config, hand } = await virtualCounter();
  const { identity, is } = open(config);
  await until(
    "both are there",
    () => is("id-reader")?.device === "online" && is("scanner")?.device === "online",
  );
  const off = { ok: false, fault: { kind: "called-off" } };
  const visit = new AbortController();
  const reading = identity.readIdCard({ timeoutMs: 30_000, signal: visit.signal });
  const scanning = identity.scanCode({ timeoutMs: 30_000, signal: visit.signal });
  await new Promise((later) => setTimeout(later, 400));
  visit.abort();
  expect(await scanning).toEqual(off);
  const next = identity.readIdCard({ timeoutMs: 10_000 });
  expect(await reading).toEqual(off);
  await hand({ op: "place-id", card: "resident" });
  expect(await next).toMatchObject({ ok: true, value: { name: "赵春禾" } });
  expect(await identity.readIdCard({ timeoutMs: 10_000, signal: visit.signal })).toEqual(off);
});

test("an ID-card reader that is unplugged in the middle is seen on the board, counted, and read from again", async () => {
  const twin = virtualIdReader();
  const rig = await ptyRig((bytes) => twin.receive(bytes));
  ends.push(() => rig.end());
  const { identity, is } = open({ idReader: { serial: rig.tty } });
  await until("online", () => is("id-reader")?.device === "online");
  const reading = identity.readIdCard({ timeoutMs: 20_000 });
  await new Promise((later) => setTimeout(later, 300));
  await rig.pullOut();
  expect(await reading).toMatchObject({ ok: false, fault: { kind: "id-reader-lost" } });
  await until("the board says so", () => is("id-reader")?.device === "offline", 12_000);
  await rig.plugIn();
  const pluggedMs = performance.now();
  twin.place(sampleIdCards.resident);
  await until("it reads", async () => (await identity.readIdCard({ timeoutMs: 1_000 })).ok);
  const backMs = String(Math.round(performance.now() - pluggedMs));
  console.log(`ID-card reader: the next card is read ${backMs} ms after the plug is back`);
  await until("the board says so", () => is("id-reader")?.device === "online", 12_000);
  expect(is("id-reader")?.losses).toBe(1);
});

test("a PIN pad from the configuration: typed, lent once; unplugged and back", async () => {
  const kind = { vendorId: 0x0c2e, productId: 0x0903, usagePage: 1, usage: 6, inputBytes: 8, outputBytes: 8 };
  const rig = await hidRig(kind);
  ends.push(() => rig.end());
  const { identity, is } = open({ pinPad: { usb: "0C2E:0903" } }, rig.env);
  await until("online", () => is("pin-pad")?.device === "online");
  const counts: number[] = [];
  const pin = {
    timeoutMs: 10_000,
    minDigits: 6,
    maxDigits: 6,
    onCount: (count: number) => counts.push(count),
  };
  const type = (): void => {
    for (const report of [...textReports("123986"), ...keyReports(enterUsage)]) rig.report(report);
  };
  const entering = identity.enterPin(pin);
  type();
  const entered = await entering;
  if (!entered.ok) throw new Error(entered.fault.kind);
  expect(counts).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await entered.value.use((digits) => Promise.resolve(digits.length))).toBe(6);

  const visit = new AbortController();
  const off = identity.enterPin({ ...pin, signal: visit.signal });
  visit.abort();
  expect(await off).toEqual({ ok: false, fault: { kind: "called-off" } });

  await rig.unplug();
  await until("lost", () => is("pin-pad")?.device === "offline");
  expect(await identity.enterPin(pin)).toMatchObject({ ok: false, fault: { kind: "pin-pad-lost" } });
  await rig.plug();
  const pluggedMs = performance.now();
  await until("back", () => is("pin-pad")?.device === "online");
  console.log(`PIN pad: back ${String(Math.round(performance.now() - pluggedMs))} ms after the plug is`);
  const again = identity.enterPin(pin);
  type();
  expect(await again).toMatchObject({ ok: true, value: { length: 6 } });
  expect(is("pin-pad")?.losses).toBe(1);
});

test("the doctor's list of HID devices is the kernel's: numbers, name, and whether they may be opened", async () => {
  const kind = { vendorId: 0x0c2e, productId: 0x0903, usagePage: 1, usage: 6, inputBytes: 8, outputBytes: 8 };
  const rig = await hidRig(kind);
  ends.push(() => rig.end());
  const nodes = new URL("../../hardware/hid/hidraw-nodes.ts", import.meta.url).href;
  const look = `const { hidrawNodes } = await import(process.argv[1]); console.log(JSON.stringify(hidrawNodes()));`;
  const looked = (): unknown =>
    JSON.parse(
      execFileSync(process.execPath, ["--input-type=module", "-e", look, nodes], {
        env: { ...process.env, ...rig.env },
        encoding: "utf8",
      }),
    );
  expect(looked()).toEqual([
    { node: "/dev/hidraw0", usb: "0c2e:0903", model: "Cardhall Fake device", mayOpen: true },
  ]);
  await rig.unplug();
  expect(looked()).toEqual([]);
});
