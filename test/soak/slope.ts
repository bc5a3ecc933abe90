export type Slope = {
  /** Growth for each step of x. */
  readonly slope: number;
  /** Ends of its 95 % confidence interval; without ends where there are too few points. */
  readonly low: number;
  readonly high: number;
  /** Told from zero and from what is negligible; too few points tell nothing. */
  readonly grows: boolean;
};

/** Least squares through points, and how sure one may be of the slope. A growth below `negligible` is none. */
export function slopeOf(
  points: readonly { readonly x: number; readonly y: number }[],
  negligible = 0,
): Slope {
  const count = points.length;
  if (count < 3)
    return { slope: 0, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, grows: false };
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / count;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const rest = points.reduce((sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  const error = Math.sqrt(rest / (count - 2) / spread);
  const half = studentT95(count - 2) * error;
  const [low, high] = [slope - half, slope + half];
  return { slope, low, high, grows: low > 1e-12 && slope >= negligible };
}

/** Two-sided 95 % quantile of Student's t; an approximation that is within 2 % from 3 degrees of freedom on. */
const studentT95 = (degrees: number): number =>
  degrees <= 1 ? 12.7 : degrees === 2 ? 4.3 : 1.96 + 2.4 / degrees + 3 / degrees ** 2;
