import { existsSync } from "node:fs";
import { join } from "node:path";
import { hidrawNodes, mayOpen, type HidrawNode } from "../hardware/hid/hidraw-nodes.ts";
import { lineHolders } from "../hardware/host/line-holders.ts";
import type { DeviceName, DeviceSight } from "./device-board.ts";
import type { DeviceConfig, HidChoice } from "./device-config.ts";
import type { Found } from "./diagnostics-finding.ts";

/* What can be examined of the devices beside the card reader: their files, who may open them, who has, how they are. */

export type DeviceFacts = {
  /** As the running terminal sees them; empty while none runs. */
  readonly sights: readonly DeviceSight[];
  /** Devices that a terminal may have and this one is not configured for. */
  readonly notFitted: readonly DeviceName[];
  readonly hid: readonly HidrawNode[];
};

/** A device that goes away so often has a loose plug or a bad supply. */
const lossesMany = 3;

export function examineDevices(
  config: DeviceConfig,
  sights: readonly DeviceSight[],
  ours: readonly number[],
): { readonly facts: DeviceFacts; readonly found: Found[] } {
  const hid = hidrawNodes();
  const fitted = fittedOf(config);
  const atTheDoor = [
    ...linesOf(config).flatMap(([name, path]) => examineLine(name, path, ours)),
    ...hidsOf(config).flatMap(([name, choice]) => examineHid(name, choice, hid)),
    ...examineLeds(config),
  ];
  const found = [
    ...atTheDoor,
    // A device whose file is not there is silent too: the cause is told, not the consequence.
    ...sights.flatMap((sight) =>
      atTheDoor.some(({ detail }) => detail?.startsWith(`${sight.name}: `)) ? [] : judge(sight),
    ),
  ];
  return {
    facts: { sights, notFitted: optional.filter((name) => !fitted.includes(name)), hid },
    found,
  };
}

const optional: readonly DeviceName[] = ["id-reader", "pin-pad", "scanner", "badge", "lights"];

const fittedOf = (config: DeviceConfig): DeviceName[] => [
  ...[...linesOf(config), ...hidsOf(config)].map(([name]) => name),
  ...(config.lights === undefined ? [] : (["lights"] as const)),
];

function linesOf({ printer, idReader, scanner }: DeviceConfig): [DeviceName, string][] {
  return [
    ...(printer === undefined ? [] : ([["printer", printer.path]] satisfies [DeviceName, string][])),
    ...(
      [
        ["id-reader", idReader],
        ["scanner", scanner],
      ] as const
    ).flatMap(([name, choice]): [DeviceName, string][] =>
      choice !== undefined && "serial" in choice ? [[name, choice.serial]] : [],
    ),
  ];
}

function hidsOf({ idReader, pinPad, scanner, badge }: DeviceConfig): [DeviceName, HidChoice][] {
  return (
    [
      ["id-reader", idReader],
      ["pin-pad", pinPad],
      ["scanner", scanner],
      ["badge", badge],
    ] as const
  ).flatMap(([name, choice]): [DeviceName, HidChoice][] =>
    choice !== undefined && "usb" in choice ? [[name, choice]] : [],
  );
}

function examineLine(name: DeviceName, path: string, ours: readonly number[]): Found[] {
  if (!existsSync(path)) return [{ code: "line-missing", detail: `${name}: ${path}` }];
  if (!mayOpen(path)) return [{ code: "device-denied", detail: `${name}: ${path}` }];
  try {
    const holders = lineHolders(path, ours).map(({ program, pid }) => `${program} (${String(pid)})`);
    if (holders.length > 0) return [{ code: "line-held", detail: `${name}: ${path}, ${holders.join(", ")}` }];
  } catch {
    // A machine without /proc, or unplugged this moment: nobody can be named.
  }
  return [];
}

function examineHid(name: DeviceName, { usb }: HidChoice, nodes: readonly HidrawNode[]): Found[] {
  const alike = nodes.filter((node) => node.usb === usb.toLowerCase());
  if (alike.length === 0) return [{ code: "hid-missing", detail: `${name}: ${usb}` }];
  if (alike.some((node) => node.mayOpen)) return [];
  return [{ code: "device-denied", detail: `${name}: ${alike.map(({ node }) => node).join(", ")}` }];
}

function examineLeds({ lights }: DeviceConfig): Found[] {
  if (lights?.kind !== "leds") return [];
  const dark = Object.values(lights.folders)
    .flatMap((colours) => Object.values(colours))
    .filter((folder) => !mayOpen(join(folder, "brightness")));
  return dark.length === 0 ? [] : [{ code: "light-missing", detail: `lights: ${dark.join(", ")}` }];
}

/** The card reader, the printer and the lights have findings of their own. */
function judge({ name, device, losses }: DeviceSight): Found[] {
  if (name === "card-reader" || name === "printer" || name === "lights") return [];
  const detail = `${name}: `;
  switch (device) {
    case "starting":
      return [];
    case "offline":
      if (name === "psam-reader" || name === "clerk-reader") return [{ code: `${name}-lost` }];
      return [{ code: "device-offline", detail: `${detail}${device}` }];
    case "unknown":
      return [{ code: "device-silent", detail: `${detail}${device}` }];
    case "online":
      return losses < lossesMany ? [] : [{ code: "device-unsteady", detail: `${detail}${String(losses)}` }];
  }
}
