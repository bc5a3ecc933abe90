import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/**
 * A HID device for the real node-hid without hardware: umockdev gives the process that is started with `env` a
 * hidraw node of its own. Debian: umockdev gir1.2-umockdev-1.0 python3-gi.
 */
export type FakeHidKind = {
  readonly vendorId: number;
  readonly productId: number;
  readonly usagePage: number;
  readonly usage: number;
  /** Bytes of an input report, without its number. */
  readonly inputBytes: number;
  /** Bytes of an output report, without its number. */
  readonly outputBytes: number;
  /** Absent for a device whose reports have no numbers. */
  readonly reportId?: number;
};

interface HidRig {
  /** For the process that is to see the device. */
  readonly env: Readonly<Record<string, string>>;
  report(bytes: Uint8Array): void;
  unplug(): Promise<void>;
  plug(): Promise<void>;
  onWrite(listener: (report: Uint8Array) => void): void;
  end(): Promise<void>;
}

/** The interpreter that Debian's python3-gi is made for; another one on the PATH may lack it. */
const python = "/usr/bin/python3";
const script = join(import.meta.dirname, "fake_hid.py");
const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, "0");
const little = (value: number, bytes: number): string =>
  Buffer.from(Array.from({ length: bytes }, (_, at) => (value >>> (8 * at)) & 0xff)).toString("hex");

function reportDescriptor(kind: FakeHidKind): string {
  const id = kind.reportId === undefined ? [] : [0x85, kind.reportId];
  const bytes = [
    ...[0x06, kind.usagePage & 0xff, kind.usagePage >> 8, 0x09, kind.usage, 0xa1, 0x01, ...id],
    ...[0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08],
    ...[0x09, 0x01, 0x95, kind.inputBytes, 0x81, 0x02],
    ...[0x09, 0x02, 0x95, kind.outputBytes, 0x91, 0x02, 0xc0],
  ];
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

function describe(kind: FakeHidKind, descriptor: string): string {
  const [vendor, product] = [hex(kind.vendorId, 4), hex(kind.productId, 4)];
  const usb = "/devices/pci0000:00/0000:00:14.0/usb1/1-2";
  const hid = `${usb}/1-2:1.0/0003:${vendor}:${product}.000@NUMBER@`;
  return [
    `P: ${usb}`,
    "E: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nE: DRIVER=usb",
    `E: PRODUCT=${vendor}/${product}/100`,
    `A: bcdDevice=0100\\n\nA: idVendor=${vendor}\\n\nA: idProduct=${product}\\n`,
    "A: manufacturer=Cardhall\\n\nA: product=Fake device\\n\nA: serial=SN0001\\n\n",
    `P: ${usb}/1-2:1.0`,
    "E: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\nE: DRIVER=usbhid\nA: bInterfaceNumber=00\\n\n",
    `P: ${hid}`,
    "E: SUBSYSTEM=hid\nE: DRIVER=hid-generic",
    `E: HID_ID=0003:0000${vendor}:0000${product}`,
    "E: HID_NAME=Cardhall Fake device\nE: HID_PHYS=usb-0000:00:14.0-2/input0\nE: HID_UNIQ=SN0001",
    `E: MODALIAS=hid:b0003g0001v0000${vendor}p0000${product}`,
    `H: report_descriptor=${descriptor}\n`,
    `P: ${hid}/hidraw/hidraw@NUMBER@`,
    "N: hidraw@NUMBER@",
    "E: SUBSYSTEM=hidraw\nE: DEVNAME=/dev/hidraw@NUMBER@\nE: MAJOR=243\nE: MINOR=@NUMBER@",
    `A: dev=243:@NUMBER@\\n\nL: device=../../../0003:${vendor}:${product}.000@NUMBER@\n`,
  ].join("\n");
}

/** The byte count of each answer is the size in the ioctl's number, so each must be exact. */
function ioctls(kind: FakeHidKind, descriptor: string): string {
  const size = descriptor.length / 2;
  const identity = little(3, 4) + little(kind.vendorId, 2) + little(kind.productId, 2);
  return [
    "@DEV /dev/hidraw@NUMBER@",
    `HIDIOCGRDESCSIZE 0 ${little(size, 4).toUpperCase()}`,
    `HIDIOCGRDESC 0 ${little(size, 4).toUpperCase()}${descriptor.padEnd(2 * 4096, "0")}`,
    `HIDIOCGRAWINFO 0 ${identity.toUpperCase()}`,
    "",
  ].join("\n");
}

export async function hidRig(kind: FakeHidKind): Promise<HidRig> {
  const dir = await mkdtemp(join(tmpdir(), "hid-"));
  const descriptor = reportDescriptor(kind);
  const files = { description: join(dir, "device"), ioctls: join(dir, "ioctls") };
  await writeFile(files.description, describe(kind, descriptor));
  await writeFile(files.ioctls, ioctls(kind, descriptor));
  const outputBytes = kind.outputBytes + 1;
  const fake = spawn(python, [script, files.description, files.ioctls, String(outputBytes)], {
    env: { ...process.env, TMPDIR: dir },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const writes: ((report: Uint8Array) => void)[] = [];
  const waiting: { readonly event: string; readonly wake: (dir: string) => void }[] = [];
  const gone = new Promise<void>((done) => fake.once("exit", () => done()));

  createInterface(fake.stdout).on("line", (line) => {
    const message = JSON.parse(line) as { ev: string; hex?: string; dir?: string };
    if (message.ev === "write")
      for (const listener of writes) listener(Uint8Array.from(Buffer.from(message.hex ?? "", "hex")));
    const at = waiting.findIndex(({ event }) => event === message.ev);
    if (at >= 0) waiting.splice(at, 1)[0]?.wake(message.dir ?? "");
  });
  const say = (message: object): void => void fake.stdin.write(`${JSON.stringify(message)}\n`);
  const hear = (event: string): Promise<string> =>
    Promise.race([
      new Promise<string>((wake) => waiting.push({ event, wake })),
      gone.then(() => Promise.reject(new Error("the fake HID device ended"))),
    ]);

  const testbed = await hear("ready");
  return {
    env: { LD_PRELOAD: "libumockdev-preload.so.0", UMOCKDEV_DIR: testbed },
    report: (bytes) => {
      say({ op: "report", hex: Buffer.from(bytes).toString("hex") });
    },
    async unplug() {
      const heard = hear("unplugged");
      say({ op: "unplug" });
      await heard;
    },
    async plug() {
      const heard = hear("plugged");
      say({ op: "plug" });
      await heard;
    },
    onWrite: (listener) => writes.push(listener),
    async end() {
      fake.kill("SIGKILL");
      await gone;
      await rm(dir, { recursive: true, force: true });
    },
  };
}
