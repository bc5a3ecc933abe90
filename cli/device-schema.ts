import { z } from "zod";
import type { DeviceConfig } from "../daemon/device-config.ts";
import { lightPositions, type Light } from "../hardware/ports.ts";

/** The devices' part of the daemon's configuration; what each key means stands at `DeviceConfig`. */

const command = z.array(z.string()).min(1).max(8);
const readerName = z.string().min(1).max(128);
const serial = {
  serial: z.string().min(1),
  baudRate: z.number().int().min(1_200).max(921_600).exactOptional(),
};
const hid = {
  usb: z.string().regex(/^[0-9a-f]{4}:[0-9a-f]{4}$/i, "vendor:product in hex, as lsusb shows it"),
  serialNumber: z.string().min(1).exactOptional(),
  usagePage: z.number().int().min(0).max(0xffff).exactOptional(),
};
const colours = ["white", "green", "yellow", "red"] as const satisfies readonly Light["colour"][];
const ledFolders = z.partialRecord(z.enum(lightPositions), z.partialRecord(z.enum(colours), z.string()));

export const deviceSchema = {
  reader: z.strictObject({
    name: z.string(),
    socket: z.string().exactOptional(),
    others: z.array(z.string().min(1)).max(4).exactOptional(),
    mechanism: z.enum(["dip", "motor"]).exactOptional(),
    restart: command.exactOptional(),
  }),
  psam: z.strictObject({ name: readerName }).exactOptional(),
  clerk: z.strictObject({ name: readerName }).exactOptional(),
  printer: z.strictObject({ path: z.string() }).exactOptional(),
  idReader: z.union([z.strictObject(serial), z.strictObject(hid)]).exactOptional(),
  pinPad: z.strictObject(hid).exactOptional(),
  scanner: z
    .union([z.strictObject(serial), z.strictObject({ ...hid, dialect: z.enum(["hid-pos", "keyboard"]) })])
    .exactOptional(),
  badge: z.strictObject(hid).exactOptional(),
  lights: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("virtual") }),
      z.strictObject({ kind: z.literal("leds"), folders: ledFolders }),
    ])
    .exactOptional(),
  beep: command.exactOptional(),
  deskAlert: command.exactOptional(),
  headphones: z.string().min(1).exactOptional(),
  display: z
    .strictObject({ widthMm: z.number().min(100).max(5_000), distanceMm: z.number().min(100).max(5_000) })
    .exactOptional(),
  expects: z
    .array(z.enum(["touch", "sound"]))
    .max(2)
    .exactOptional(),
} satisfies { readonly [Key in keyof DeviceConfig]-?: z.ZodType<DeviceConfig[Key]> };
