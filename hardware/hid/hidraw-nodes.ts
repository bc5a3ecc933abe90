import { accessSync, constants, opendirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A HID device as the kernel lists it, and whether this user may use it. */
export type HidrawNode = {
  /** "/dev/hidraw0". */
  readonly node: string;
  /** Vendor and product, lower-case hex: "0c2e:0901". */
  readonly usb: string;
  readonly model: string;
  readonly mayOpen: boolean;
};

const listed = "/sys/class/hidraw";
const nodesMost = 64;

/** Reads what udev knows (`HID_ID=0003:00000C2E:00000901`); nothing is opened. Empty where there is no such list. */
export function hidrawNodes(): HidrawNode[] {
  return namesIn(listed).flatMap((name) => {
    try {
      const facts = readFileSync(join(listed, name, "device", "uevent"), "utf8");
      const id = /^HID_ID=[0-9A-F]+:0*([0-9A-F]{4}):0*([0-9A-F]{4})$/im.exec(facts);
      if (id?.[1] === undefined || id[2] === undefined) return [];
      const node = `/dev/${name}`;
      const model = /^HID_NAME=(.*)$/m.exec(facts)?.[1] ?? "";
      return [{ node, usb: `${id[1]}:${id[2]}`.toLowerCase(), model, mayOpen: mayOpen(node) }];
    } catch {
      // Unplugged while we looked.
      return [];
    }
  });
}

/** By opendir, which umockdev redirects for tests; readdirSync's scandir it does not. */
function namesIn(folder: string): string[] {
  const names: string[] = [];
  try {
    const entries = opendirSync(folder);
    for (
      let entry = entries.readSync();
      entry !== null && names.length < nodesMost;
      entry = entries.readSync()
    )
      names.push(entry.name);
    entries.closeSync();
  } catch {
    // No HID on this machine.
  }
  return names.sort();
}

/** Whether this user may read and write a device file. */
export function mayOpen(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
