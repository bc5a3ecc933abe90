import type { CentreAddress } from "./centre-line.ts";
import type { DemoSockets } from "./demo-tray.ts";
import type { DeskConfig } from "./desk-main.ts";
import type { DeviceConfig } from "./device-config.ts";
import type { Frame } from "./screen.ts";
import type { StaffMember } from "./staff-code.ts";

/** How a terminal is put together; what `cardhall daemon --config FILE` reads. */
export type DaemonConfig = DeviceConfig & {
  /** Journal and screen sessions live here, readable by this user only. */
  readonly stateDir: string;
  /** Of the screen's address on loopback; 0 takes any free port. */
  readonly port: number;
  readonly hall: Frame["hall"];
  readonly centre: CentreAddress;
  /** Who may use diagnostics; nobody when absent. */
  readonly staff?: readonly StaffMember[];
  /** This terminal stands on a clerk's desk. */
  readonly desk?: DeskConfig;
  /** Only beside virtual devices. */
  readonly demo?: DemoSockets & { readonly paperDir: string };
  /** Where the address with a one-time code is left for the kiosk's shell (0600). */
  readonly kioskFile?: string;
  /** A command that starts the kiosk's shell anew when its page hangs, where the shell does not watch that file. */
  readonly screenRestart?: readonly string[];
  /** Unix socket for hall software that asks as `iReadCardBas` does; absent: no such door. */
  readonly hallSoftware?: { readonly socket: string };
};
