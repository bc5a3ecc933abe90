import type { Centre } from "../central/centre.ts";
import type { SimCard } from "./cards.ts";
import type { CentreHost } from "./centre.ts";
import type { PlannedNotice } from "./plan.ts";
import type { Scene } from "./scene.ts";

const clerkMsMax = 12 * 3_600_000;
const tryAgainMs = 3 * 3_600_000;

/** Something that an office has to get through to the centre: tried until it is taken, and kept on file. */
type Errand = { readonly tell: () => Promise<boolean>; taken: boolean };

/** What clerks do at the centre's own desks, over a line that does not fail. */
export function officeOf(scene: Scene, centre: CentreHost, mintOpId: () => string) {
  const { world, faults, reached } = scene;
  const errands: Errand[] = [];
  let mending = false;

  async function run(errand: Errand): Promise<void> {
    if (errand.taken) return;
    errand.taken = await errand.tell();
    if (!errand.taken && !faults.stopped()) world.after(tryAgainMs, () => void run(errand));
  }

  function errandOf({ what }: PlannedNotice, { cardRef }: SimCard): Errand {
    const noticeId = mintOpId();
    const tell = async (): Promise<boolean> => {
      const told = await centre.act((real) => real.notice({ noticeId, cardRef, kind: what }));
      return told?.result === "noted";
    };
    return { tell, taken: false };
  }

  /** What terminals told of a time that a restored centre has forgotten: a clerk takes it up, card by card. */
  async function review(real: Centre): Promise<void> {
    const reviews = await real.reviews();
    for (const cardRef of new Set(reviews.map((each) => each.cardRef))) {
      reached.state("review approved");
      await real.approve(cardRef, "clerk");
    }
  }

  /** Until the centre serves again a clerk looks in: who is shut out is let in, and what was told is judged. */
  async function mendRestored(): Promise<void> {
    const serves = await centre.act(async (real) => {
      const missing = await real.restoration();
      for (const { terminalId, state } of missing?.terminals ?? [])
        if (state === "quarantined") await real.release(terminalId, "clerk");
      if (missing?.terminals.length === 0) await review(real);
      await real.tick();
      return missing === undefined;
    });
    mending = serves !== true;
    if (mending) world.after(tryAgainMs, () => void mendRestored());
  }

  return {
    take(notice: PlannedNotice, card: SimCard): Promise<void> {
      reached.state(`office ${notice.what}`);
      world.note(`office ${notice.what} ${card.id}`);
      const errand = errandOf(notice, card);
      errands.push(errand);
      return run(errand);
    },
    /** A restored centre has forgotten what offices told it since, too: each tells it again from its files. */
    restored(): void {
      for (const errand of errands) {
        errand.taken = false;
        world.after(tryAgainMs, () => void run(errand));
      }
      if (!mending) void mendRestored();
    },
    /** A clerk hears of a terminal that may not serve, goes there and lets it in again. */
    quarantined(terminalId: string): void {
      reached.state("quarantined");
      world.after(scene.chanceFor(`clerk ${terminalId}`).below(clerkMsMax), () => {
        void centre.act((real) => real.release(terminalId, "clerk"));
      });
    },
    /** A card that contradicts the centre, its holder and a clerk. True when it is to be shown again. */
    async reconcile({ cardRef }: SimCard): Promise<boolean> {
      const told = await centre.act((real) => real.reconcile(cardRef, "clerk"));
      if (told === "reconciled") reached.state("card reconciled");
      return told === "reconciled";
    },
    /** Everything that waits for a clerk is done: terminals are let in, reviews judged, errands run. */
    async tidy(terminalIds: readonly string[]): Promise<void> {
      for (const terminalId of terminalIds) await centre.act((real) => real.release(terminalId, "clerk"));
      await centre.act(review);
      await centre.act((real) => real.tick());
      for (const errand of errands) await run(errand);
    },
  };
}
