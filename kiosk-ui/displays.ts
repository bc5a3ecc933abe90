/** A place on the desktop that all displays together make, in device-independent pixels. */
type Rectangle = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** What is needed of an Electron `Display`. */
export type Display = { readonly id: number; readonly label: string; readonly bounds: Rectangle };

/**
 * 11: where the kiosk stands, and what is covered so that no desktop shows beside it. `wanted` is the configured
 * display: its label as the system says it ("HDMI-A-1"), or its number counted from 1 at the left. A display that
 * is not there now gives way to the primary one: a hall with one dead screen still serves. Undefined: no display at all.
 */
export function placement(
  displays: readonly Display[],
  wanted: string | undefined,
  primaryId: number,
): { readonly kiosk: Rectangle; readonly covered: readonly Rectangle[] } | undefined {
  const fromLeft = [...displays].sort((one, other) => one.bounds.x - other.bounds.x);
  const chosen =
    fromLeft.find(({ label }) => label !== "" && label === wanted) ??
    fromLeft[Number(wanted) - 1] ??
    fromLeft.find(({ id }) => id === primaryId) ??
    fromLeft[0];
  if (chosen === undefined) return undefined;
  return {
    kiosk: chosen.bounds,
    covered: fromLeft.filter((display) => display !== chosen).map(({ bounds }) => bounds),
  };
}
