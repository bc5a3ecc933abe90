import { nothingRun, summed } from "../simulation/campaign-sum.ts";
import type { Campaign } from "../simulation/campaign.ts";

/** Some seeds in a row. */
export type Stretch = { readonly from: number; readonly seeds: number };
/** Where seeds run: this thread, or one of its own. */
export type Lane = (stretch: Stretch) => Promise<Campaign>;

/** A moment's work: what is told of a run, and what a run that is stopped still finishes. */
const stretchSeeds = 50;
const failuresEnough = 5;

type Laned = {
  readonly run: Campaign;
  /** All seeds below this one have run; absent where a run ended in the middle of a stretch. */
  readonly next?: number;
};

/** Runs seeds in all lanes at once, stretch by stretch, until they are done, time is up, or somebody says stop. */
export async function runLanes(
  lanes: readonly Lane[],
  options: {
    readonly from: number;
    readonly seeds: number;
    readonly forMs?: number;
    readonly watchMs: () => number;
    readonly stopped: () => boolean;
    readonly onStretch: (soFar: Campaign) => void;
  },
): Promise<Laned> {
  const { from, seeds, forMs = Infinity, watchMs, stopped, onStretch } = options;
  const beganMs = watchMs();
  const so = { far: nothingRun(), next: from, whole: true };
  const goesOn = (): boolean =>
    so.next < from + seeds &&
    !stopped() &&
    so.far.failures.length < failuresEnough &&
    watchMs() - beganMs < forMs;

  async function follow(lane: Lane): Promise<void> {
    while (goesOn()) {
      const stretch = { from: so.next, seeds: Math.min(stretchSeeds, from + seeds - so.next) };
      so.next += stretch.seeds;
      const part = await lane(stretch);
      if (part.schedules < stretch.seeds) so.whole = false;
      so.far = summed(so.far, part);
      onStretch(so.far);
    }
  }

  await Promise.all(lanes.map(follow));
  return { run: so.far, ...(so.whole ? { next: so.next } : {}) };
}
