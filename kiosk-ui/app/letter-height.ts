/**
 * How large letters must be on a screen that cannot be enlarged by its user: EN 301 549 clause 5.1.4 asks for a mode
 * in which a capital H subtends 0.7 degrees at the viewing distance.
 */
export type Display = {
  /** Of the picture, as it hangs in the hall: across, in millimetres. */
  readonly widthMm: number;
  /** From the eye to the screen. */
  readonly distanceMm: number;
};

/** A 24-inch screen standing upright, at an arm's length: what a hall is assumed to have until it says otherwise. */
export const usualDisplay: Display = { widthMm: 299, distanceMm: 600 };

const leastDegrees = 0.7;
/** Height of a capital H in Noto Sans CJK, as part of its font size. */
export const capitalHeight = 0.733;

/** 5.1.4, formula: angle = 180 x H / (pi x D). */
export const letterHeightMm = (distanceMm: number): number => (leastDegrees * Math.PI * distanceMm) / 180;

/** The least font size in CSS pixels on a page that is `widthPx` across. */
export const leastFontPx = (display: Display, widthPx: number): number =>
  Math.ceil((letterHeightMm(display.distanceMm) / capitalHeight) * (widthPx / display.widthMm) * 10) / 10;
