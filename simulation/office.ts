import type { FreezeForm } from "../central/contract.ts";
import type { SimCard } from "./cards.ts";
import type { CentreHost } from "./centre.ts";
import type { PlannedNotice } from "./plan.ts";
import type { Scene } from "./scene.ts";

const clerkMsMax = 12 * 3_600_000;

/** What clerks do at the centre's own desks, over a line that does not fail. */
export function officeOf(scene: Scene, centre: CentreHost, mintOpId: () => string) {
  const { world, reached } = scene;
  const header = {
    v: 1,
    terminalId: "D-1",
    bootId: "0b6f4d8e-58a4-4c93-9d4c-ffffffffffff",
    journal: { seq: 0, head: "0".repeat(64) },
  };

  async function freezeAbsent(card: SimCard, wish: string, freeze: FreezeForm): Promise<void> {
    const opId = mintOpId();
    const body = {
      header,
      cardRef: card.cardRef,
      reason: "misuse-suspected",
      freeze,
      holderProof: "seen at the desk",
    };
    await centre.ask({ name: "freeze-absent", opId, body, terminalId: "D-1", wish });
  }

  return {
    async take({ what, name }: PlannedNotice, card: SimCard): Promise<void> {
      reached.state(`office ${what}`);
      world.note(`office ${what} ${card.id}`);
      if (what === "freeze-absent") return freezeAbsent(card, name, "formal");
      if (what === "freeze-absent-temporary") return freezeAbsent(card, name, "temporary");
      await centre.act((real) => real.notice({ noticeId: mintOpId(), cardRef: card.cardRef, kind: what }));
    },
    /** A clerk hears of a terminal that may not serve, goes there and lets it in again. */
    quarantined(terminalId: string): void {
      reached.state("quarantined");
      world.after(scene.chanceFor(`clerk ${terminalId}`).below(clerkMsMax), () => {
        void centre.act((real) => real.release(terminalId, "clerk"));
      });
    },
    /** What terminals told of a time that a restored centre has forgotten: a clerk takes it up, card by card. */
    async review(): Promise<void> {
      await centre.act(async (real) => {
        const reviews = await real.reviews();
        for (const cardRef of new Set(reviews.map((review) => review.cardRef))) {
          reached.state("review approved");
          await real.approve(cardRef, "clerk");
        }
      });
    },
    async releaseAll(terminalIds: readonly string[]): Promise<void> {
      for (const terminalId of terminalIds) await centre.act((real) => real.release(terminalId, "clerk"));
    },
  };
}
