import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { DeviceState } from "../hardware/ports.ts";
import type { DeviceName, DeviceSight } from "./device-board.ts";
import type { DeviceConfig } from "./device-config.ts";
import { examineDevices } from "./diagnostics-devices.ts";

const sight = (name: DeviceName, device: DeviceState, losses = 0): DeviceSight => ({
  name,
  device,
  model: "",
  losses,
});
const examined = (config: Omit<DeviceConfig, "reader">, sights: readonly DeviceSight[] = []) => {
  const { facts, found } = examineDevices({ reader: { name: "" }, ...config }, sights, []);
  return {
    facts,
    found: found.map(({ code, detail }) => (detail === undefined ? code : `${code} ${detail}`)),
  };
};

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "cardhall-devices-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test.each([
  ["psam-reader", "offline", 0, ["psam-reader-lost"]],
  ["clerk-reader", "unknown", 0, ["device-silent clerk-reader: unknown"]],
  ["id-reader", "unknown", 0, ["device-silent id-reader: unknown"]],
  ["scanner", "offline", 1, ["device-offline scanner: offline"]],
  ["pin-pad", "online", 3, ["device-unsteady pin-pad: 3"]],
  ["pin-pad", "online", 2, []],
  ["badge", "starting", 0, []],
  // These have findings of their own.
  ["card-reader", "offline", 0, []],
  ["printer", "unknown", 0, []],
] as const)("%s that is %s and was lost %d times: %j", (name, device, losses, codes) => {
  expect(examined({}, [sight(name, device, losses)]).found).toEqual(codes);
});

test("the cause is told, not what follows from it: a line that is gone is not called silent as well", () => {
  const gone = join(folder(), "ttyUSB7");
  const { found } = examined({ idReader: { serial: gone } }, [sight("id-reader", "offline")]);
  expect(found).toEqual([`line-missing id-reader: ${gone}`]);
});

test("each light's file is looked at, and what this terminal is not configured for is listed", () => {
  const leds = folder();
  mkdirSync(join(leds, "green"));
  writeFileSync(join(leds, "green", "brightness"), "0");
  const lights = (red: string): DeviceConfig["lights"] => ({
    kind: "leds",
    folders: { "card-reader": { green: join(leds, "green"), red } },
  });
  const well = lights(join(leds, "green"));
  const broken = lights(join(leds, "red"));
  if (well === undefined || broken === undefined) throw new Error("no lights");
  const { facts, found } = examined({ lights: well, pinPad: { usb: "ffff:fff0" } });
  expect(found).toEqual(["hid-missing pin-pad: ffff:fff0"]);
  expect(facts.notFitted).toEqual(["id-reader", "scanner", "badge"]);
  expect(examined({ lights: broken }).found).toEqual([`light-missing lights: ${join(leds, "red")}`]);
});
