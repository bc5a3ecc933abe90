import type { LedFolders } from "../hardware/lights/led-lights.ts";
import type { ReaderMechanism } from "./forgotten-card.ts";
import type { Frame } from "./screen.ts";

/** A device file; in production the one under /dev/serial/by-id, which stays the same. */
type SerialChoice = { readonly serial: string; readonly baudRate?: number };

/** A HID device by what `lsusb` shows, and more where two of a kind are plugged in. */
export type HidChoice = {
  /** Vendor and product in hex: "0c2e:0901". */
  readonly usb: string;
  readonly serialNumber?: string;
  readonly usagePage?: number;
};

/** Which devices a terminal has; what is absent here is not looked for. */
export type DeviceConfig = {
  /** `name`: part of the PC/SC reader's name, empty for the first; `socket`: another pcscd's than the system's. */
  readonly reader: {
    readonly name: string;
    readonly socket?: string;
    /** What other readers here are called that have no role below, so that none is taken for the holder's. */
    readonly others?: readonly string[];
    /** A command that restarts pcscd, where this user is permitted to: the ladder's third rung. */
    readonly restart?: readonly string[];
    /** A motor reader can take a forgotten card in; a dip reader, the default, cannot. */
    readonly mechanism?: ReaderMechanism;
  };
  /** The reader that holds this terminal's PSAM; absent: the centre's HSM seals. */
  readonly psam?: { readonly name: string };
  /** The reader for a clerk's own card. */
  readonly clerk?: { readonly name: string };
  /** A serial device file; absent: certificates are shown, not printed. */
  readonly printer?: { readonly path: string };
  readonly idReader?: SerialChoice | HidChoice;
  readonly pinPad?: HidChoice;
  readonly scanner?: SerialChoice | (HidChoice & { readonly dialect: "hid-pos" | "keyboard" });
  readonly badge?: HidChoice;
  readonly lights?: { readonly kind: "virtual" } | { readonly kind: "leds"; readonly folders: LedFolders };
  /** A command that makes one short sound, for a card that nobody takes. */
  readonly beep?: readonly string[];
  /** A command that calls the desk; it gets the alert's name and the seconds that the card lies there. */
  readonly deskAlert?: readonly string[];
  /** The input device that tells of the headphone socket (/dev/input/by-path/...-event): with it speech begins by itself. */
  readonly headphones?: string;
  /** The hall's screen and how far off people stand; a 24-inch one at 600 mm when absent. */
  readonly display?: NonNullable<Frame["display"]>;
  /** What this machine must have for its hall beside these: the doctor looks for it. */
  readonly expects?: readonly ("touch" | "sound")[];
};
