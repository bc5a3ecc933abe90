/** Upper edges of the histogram's bars, in milliseconds; the last bar holds the rest. */
const latencyEdgesMs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000] as const;

type Latencies = {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** One count for each edge, and one for what took longer. */
  readonly bars: readonly number[];
};

/** What a series of times looks like; all zero for none. */
export function latenciesOf(timesMs: readonly number[]): Latencies {
  const sorted = timesMs.toSorted((one, other) => one - other);
  const at = (share: number): number => {
    const ms = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return Math.round(ms * 100) / 100;
  };
  const barOf = (ms: number): number => {
    const edge = latencyEdgesMs.findIndex((most) => ms <= most);
    return edge < 0 ? latencyEdgesMs.length : edge;
  };
  const bars = Array.from({ length: latencyEdgesMs.length + 1 }, () => 0);
  for (const ms of sorted) bars[barOf(ms)] = (bars[barOf(ms)] ?? 0) + 1;
  return { p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1), bars };
}
