export type Slope = {
  /** Growth for each step of x. */
  readonly slope: number;
  /** Half the width of its 95 % confidence interval. */
  readonly uncertainty: number;
  /** Zero lies within the interval, or there are too few points to say otherwise. */
  readonly flat: boolean;
};

/** Least squares through points; how sure one may be of its slope. */
export function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): Slope {
  const count = points.length;
  if (count < 3) return { slope: 0, uncertainty: Number.POSITIVE_INFINITY, flat: true };
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / count;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const rest = points.reduce((sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  const error = Math.sqrt(rest / (count - 2) / spread);
  const uncertainty = studentT95(count - 2) * error;
  return { slope, uncertainty, flat: Math.abs(slope) <= uncertainty + 1e-12 };
}

/** Two-sided 95 % quantile of Student's t; an approximation that is within 2 % from 3 degrees of freedom on. */
const studentT95 = (degrees: number): number =>
  degrees <= 1 ? 12.7 : degrees === 2 ? 4.3 : 1.96 + 2.4 / degrees + 3 / degrees ** 2;
