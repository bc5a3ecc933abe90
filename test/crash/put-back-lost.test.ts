import { copyFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { demonstrationHall } from "../../cli/hall.ts";
import { cardhall, until } from "../stand.ts";
import { centreBehind, type CentreBehind } from "./centre-behind.ts";
import { openCrashHall } from "./crash-hall.ts";
import { lifeAt } from "./crash-points.ts";
import { crashRun } from "./crash-run.ts";
import { auditHolds } from "./truth.ts";

type Restoration = { readonly serves: boolean; readonly terminals: readonly { readonly state: string }[] };

test(
  "centre put back and the terminal's disk lost: what only the card knows, a clerk has reconciled",
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
    const disk = hall.stand.daemonConfig.stateDir;
    const backup = join(hall.stateDir, "backup.db");
    const central = (...words: string[]) => cardhall("central", ...words, "--database", database);
    const restoration = async () => (await central("restoration", "--json")).json as Restoration;
    const registered = () => hall.books((tx) => tx.get("card", { card_ref: run.card().ref }));
    const onCard = () => hall.imageOf(run.card().id).life;
    try {
      const [freeze, unfreeze] = [lifeAt(0), lifeAt(1)];
      await run.count(freeze);
      expect(await central("backup", backup)).toMatchObject({ code: 0 });
      await run.count(unfreeze);
      expect(onCard()).toBe("active");

      // The card is unfrozen, and neither the centre nor the terminal remembers.
      await run.switchedOff(() => {
        const journal = readdirSync(disk).filter((name) => name.startsWith("journal"));
        expect(journal.length).toBeGreaterThan(0);
        for (const name of journal) rmSync(join(disk, name), { recursive: true });
      });
      await behind?.stoppedFor(() => {
        for (const suffix of ["-wal", "-shm"]) rmSync(`${database}${suffix}`, { force: true });
        copyFileSync(backup, database);
      });
      await until("the centre has shut the terminal out", async () =>
        (await restoration()).terminals.some(({ state }) => state === "quarantined"),
      );
      expect(await central("release", demonstrationHall.terminalId, "--clerk", "7")).toMatchObject({
        code: 0,
      });
      await until("the centre serves", async () => (await restoration()).serves);

      expect((await run.visitFor(freeze)).fault).toBe("card-contradicts-centre");
      expect(await registered()).toMatchObject({ legal: "frozen" });
      expect(await central("reconcile", run.card().ref, "--clerk", "7")).toMatchObject({ code: 0 });
      await run.visitFor(freeze);
      expect(onCard()).toBe("frozen");
      expect(await registered()).toMatchObject({ legal: "frozen", current_op: null, epoch: 3 });
      // From here on as ever, and once more only what contradicts is reconciled.
      await run.visitFor(unfreeze);
      expect(onCard()).toBe("active");
      expect(await registered()).toMatchObject({ legal: "active", epoch: 4 });
      const again = await central("reconcile", run.card().ref, "--clerk", "7", "--json");
      expect(again.json).toMatchObject({ fault: "nothing-contradicts" });
      expect(await auditHolds(hall)).toBe(true);
    } finally {
      await run.stop();
      await behind?.close();
      await hall.close();
    }
  },
);
