import { accessSync, constants, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { lightPositions, type Light, type LightPosition, type StatusLights } from "../ports.ts";

/**
 * Lights that Linux knows as LEDs (leds-gpio and its like, Documentation/leds/leds-class.rst): each is a folder
 * with a file `brightness` that takes 0 or more. A position has one LED for each colour it can show.
 */
export type LedFolders = Readonly<
  Partial<Record<LightPosition, Readonly<Partial<Record<Light["colour"], string>>>>>
>;

const bright = "255";
const dark = "0";
/** Half a period. */
const flashMs: Readonly<Record<Light["flash"], number | undefined>> = {
  off: undefined,
  continuous: undefined,
  slow: 1_000,
  medium: 500,
  quick: 200,
};

export function ledLights(folders: LedFolders, clock: Clock): StatusLights {
  const flashing = new Map<LightPosition, () => void>();

  /** An LED that went away is dark; guidance never stops a visit. */
  function put(folder: string, brightness: string): void {
    try {
      writeFileSync(join(folder, "brightness"), brightness);
    } catch {
      // `status` tells of it.
    }
  }
  function show(position: LightPosition, light: Light, lit: boolean): void {
    for (const [colour, folder] of Object.entries(folders[position] ?? {}))
      put(folder, lit && colour === light.colour ? bright : dark);
  }
  function flash(position: LightPosition, light: Light, lit: boolean): void {
    show(position, light, lit);
    const halfMs = flashMs[light.flash];
    if (halfMs === undefined) return;
    flashing.set(
      position,
      clock.after(halfMs, () => flash(position, light, !lit)),
    );
  }
  const status = () => {
    const all = Object.values(folders).flatMap((colours) => Object.values(colours));
    const usable = all.filter(isUsable).length;
    const name = `${String(usable)} of ${String(all.length)} LEDs`;
    return { device: usable === all.length ? "online" : "offline", name } as const;
  };

  return {
    status,
    watch(listener) {
      listener(status());
      return () => undefined;
    },
    set(position, light) {
      flashing.get(position)?.();
      flashing.delete(position);
      flash(position, light, light.flash !== "off");
    },
    close() {
      for (const stop of flashing.values()) stop();
      flashing.clear();
      for (const position of lightPositions) show(position, { flash: "off", colour: "white" }, false);
      return Promise.resolve();
    },
  };
}

function isUsable(folder: string): boolean {
  try {
    accessSync(join(folder, "brightness"), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
