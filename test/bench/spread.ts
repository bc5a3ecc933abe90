/** Of a series of milliseconds: the middle, and what one of twenty is beyond. */
export type Spread = { readonly p50: number; readonly p95: number };

export const spread = (values: readonly number[]): Spread => ({
  p50: at(values, 0.5),
  p95: at(values, 0.95),
});

function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return Math.round(value * 10) / 10;
}
