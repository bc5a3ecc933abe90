import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cardhall, until } from "../stand.ts";
import { centreBehind, type CentreBehind } from "./centre-behind.ts";
import { openCrashHall } from "./crash-hall.ts";
import { lifeAt } from "./crash-points.ts";
import { crashRun } from "./crash-run.ts";
import { auditHolds } from "./truth.ts";

type Restoration = { serves: boolean; terminals: unknown[]; reviews: { cardRef: string }[] };

test(
  "the centre's process put back from its own backup, as the operator's page says: all agree again, and nothing is lost",
  { timeout: 300_000 },
  async () => {
    let behind: CentreBehind | undefined;
    const hall = await openCrashHall({
      cards: 2,
      async centreUrl(stand, stateDir) {
        behind = await centreBehind(stand, stateDir);
        return behind.url;
      },
    });
    const run = crashRun(hall);
    const database = join(hall.stateDir, "centre.db");
    const backup = join(hall.stateDir, "backup.db");
    const restoration = async (): Promise<Restoration> =>
      (await cardhall("central", "restoration", "--database", database, "--json")).json as Restoration;
    try {
      const [freeze, unfreeze] = [lifeAt(0), lifeAt(1)];
      await run.count(freeze);
      expect(await cardhall("central", "backup", backup, "--database", database)).toMatchObject({ code: 0 });
      await run.count(unfreeze);

      await behind?.stoppedFor(() => {
        for (const suffix of ["-wal", "-shm"]) rmSync(`${database}${suffix}`, { force: true });
        copyFileSync(backup, database);
      });
      expect((await run.visitFor(freeze)).fault).toBe("centre-restoring");
      await until("the terminal has handed in its journal", async () => {
        const { terminals } = await restoration();
        return terminals.length === 0;
      });
      const { serves, reviews } = await restoration();
      expect(serves).toBe(false);
      expect(reviews.length).toBe(1);
      const cardRef = reviews[0]?.cardRef ?? "";
      const approved = await cardhall("central", "approve", cardRef, "--clerk", "7", "--database", database);
      expect(approved.code).toBe(0);
      await until("the centre serves", async () => (await restoration()).serves);

      const after = await run.through(freeze, "after the centre was put back", async () => {
        await run.visitFor(freeze);
        return true;
      });
      expect(after).toMatchObject({ wrong: [], originals: 1, copies: 0 });
      expect(await auditHolds(hall)).toBe(true);
    } finally {
      await run.stop();
      await behind?.close();
      await hall.close();
    }
  },
);
