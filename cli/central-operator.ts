import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import type { Store } from "../central/store.ts";
import { faultResult, finish, type CommandResult } from "./output.ts";

/** What an operator does at the centre's own database: back up, put back, and decide what terminals cannot. */

type Place = { readonly database: string; readonly json?: boolean };
type Signed = Place & { readonly clerk: string };

export function operatorCommands(central: Command): void {
  const on = (name: string, description: string): Command =>
    central
      .command(name)
      .description(description)
      .option("--database <place>", "SQLite file, or postgresql://...", "central.db")
      .option("--json");
  const signed = (name: string, description: string): Command =>
    on(name, description).requiredOption("--clerk <name>", "who decides; stands in the audit trail");

  on(
    "backup <file>",
    "copy the database, in use or not, to a new file that knows that it is a backup",
  ).action(async (file: string, options: Place) =>
    finish(await backUp(options.database, file), options.json === true),
  );
  on(
    "restored",
    "say that the database was put back: nothing is begun until the terminals have told what they know",
  )
    .option("--since <terminal...>", "terminals that were put up after the backup was made")
    .action(async (options: Place & { readonly since?: readonly string[] }) =>
      finish(await restored(options.database, options.since ?? []), options.json === true),
    );
  on("restoration", "what a restored centre still waits for").action(async (options: Place) =>
    finish(await restoration(options.database), options.json === true),
  );
  signed("approve <card>", "take up what the journals told of one card (its reference)").action(
    async (cardRef: string, options: Signed) =>
      finish(await approve(cardRef, options), options.json === true),
  );
  signed(
    "reconcile <card>",
    "bring a card (its reference) into line that nothing known here explains: it never becomes looser by it",
  ).action(async (cardRef: string, options: Signed) =>
    finish(await reconcileCard(cardRef, options), options.json === true),
  );
  signed("lost <terminal>", "its journal is gone for good: nobody waits for it any more").action(
    async (terminalId: string, options: Signed) =>
      finish(await lost(terminalId, options), options.json === true),
  );
  signed(
    "free-print <operation>",
    "the lost terminal's journal shows that its original was never armed: print it elsewhere",
  ).action(async (opId: string, options: Signed) =>
    finish(await freePrint(opId, options), options.json === true),
  );
  signed("release <terminal>", "let a terminal that was shut out, or counted as lost, serve again").action(
    async (terminalId: string, options: Signed) =>
      finish(await release(terminalId, options), options.json === true),
  );
}

const freePrint = (opId: string, { database, clerk }: Signed): Promise<CommandResult> =>
  over(database, async (store, nowMs) => {
    const grant = await import("../central/print-grant.ts");
    const told = await store.write((tx) => grant.freePrint(tx, nowMs, opId, clerk));
    if (told !== "freed") return faultResult(told, opId);
    return { ok: true, json: { ok: true }, lines: ["the original is printed wherever the card comes next"] };
  });

async function backUp(database: string, file: string): Promise<CommandResult> {
  if (database.includes("://"))
    return faultResult("not-sqlite", "PostgreSQL has backups of its own: see docs/operations.md");
  const { backUpSqlite } = await import("../central/store-backup.ts");
  const copied = await backUpSqlite(database, file, Date.now());
  if (!copied.ok) return faultResult(copied.fault.kind, JSON.stringify(copied.fault));
  return { ok: true, json: { ok: true, file }, lines: [`${file}: a backup that knows that it is one`] };
}

/** Opens the database as the centre does, beside a centre that may be running. */
export async function over(
  database: string,
  work: (store: Store, nowMs: number) => Promise<CommandResult>,
): Promise<CommandResult> {
  const { openStore } = await import("../central/open-store.ts");
  const { newestAuditMs } = await import("../central/audit.ts");
  let broken: unknown;
  const opened = await openStore({ database, onBroken: (error) => (broken = error), pause: sleep });
  if (!opened.ok) return faultResult(opened.fault.kind, JSON.stringify(opened.fault));
  const store = opened.value;
  try {
    // The centre's clock never goes back, whatever this machine's says.
    const result = await work(store, Math.max(Date.now(), await newestAuditMs(store)));
    return broken === undefined ? result : faultResult("store-broken", "the disk failed: nothing is certain");
  } finally {
    await store.close();
  }
}

const restored = (database: string, since: readonly string[]): Promise<CommandResult> =>
  over(database, async (store, nowMs) => {
    const { markRestored } = await import("../central/restore.ts");
    await store.write((tx) => markRestored(tx, nowMs, since));
    const line = "marked as restored; `cardhall central restoration` says what it waits for";
    return { ok: true, json: { ok: true }, lines: [line] };
  });

const restoration = (database: string): Promise<CommandResult> =>
  over(database, async (store) => {
    const { restorationOf } = await import("../central/restore.ts");
    const { openReviews } = await import("../central/restore-review.ts");
    const found = await store.write(async (tx) => ({
      waits: await restorationOf(tx),
      reviews: await openReviews(tx),
    }));
    const { waits, reviews } = found;
    const terminals = waits?.terminals ?? [];
    return {
      ok: true,
      json: { ok: true, serves: waits === undefined, terminals, reviews },
      lines: [
        waits === undefined ? "the centre serves" : `waiting since ${new Date(waits.sinceMs).toISOString()}`,
        ...terminals.map(({ terminalId, state }) => `journal of ${terminalId} is missing (${state})`),
        ...reviews.map(
          ({ opId, cardRef, told }) =>
            `to approve: card ${cardRef}, ${told.kind ?? "?"}, epoch ${String(told.epoch)}, ` +
            `${told.ended ?? told.certificateNo ?? "waits for its card"} (${opId})`,
        ),
      ],
    };
  });

const approve = (cardRef: string, { database, clerk }: Signed): Promise<CommandResult> =>
  over(database, async (store, nowMs) => {
    const { approveReview } = await import("../central/restore-review.ts");
    const { regionalRules } = await import("../central/regional-rules.ts");
    const taken = await store.write((tx) => approveReview(tx, nowMs, cardRef, clerk, regionalRules));
    if (taken === 0) return faultResult("no-review", `nothing to approve for card ${cardRef}`);
    return { ok: true, json: { ok: true, taken }, lines: [`${String(taken)} operations taken up`] };
  });

const whyNot = {
  "unknown-card": "it is not in this register; its reference is the 32 digits that its reader shows",
  "nothing-contradicts": "it agrees with the register, or was not shown since; show it at a terminal first",
  "not-our-card":
    "another chip, a state it had left behind, or a spoilt record; withdraw it and have a new one made",
  restoring: "the centre waits for journals that may explain it; see `cardhall central restoration` first",
} as const;

const reconcileCard = (cardRef: string, { database, clerk }: Signed): Promise<CommandResult> =>
  over(database, async (store, nowMs) => {
    const { reconcile } = await import("../central/reconcile.ts");
    const { regionalRules } = await import("../central/regional-rules.ts");
    const told = await store.write((tx) => reconcile(tx, nowMs, cardRef, clerk, regionalRules));
    if (told !== "reconciled") return faultResult(told, `card ${cardRef}: ${whyNot[told]}`);
    return {
      ok: true,
      json: { ok: true },
      lines: ["show the card at any terminal: it is brought into line there"],
    };
  });

const lost = (terminalId: string, { database, clerk }: Signed): Promise<CommandResult> =>
  over(database, async (store, nowMs) => {
    const { declareLost } = await import("../central/terminals.ts");
    const told = await store.write((tx) => declareLost(tx, nowMs, terminalId, clerk));
    if (told !== "lost") return faultResult(told, terminalId);
    return { ok: true, json: { ok: true }, lines: [`${terminalId} counts as lost`] };
  });

const release = (terminalId: string, { database, clerk }: Signed): Promise<CommandResult> =>
  over(database, async (store, nowMs) => {
    const terminals = await import("../central/terminals.ts");
    const told = await store.write((tx) => terminals.release(tx, nowMs, terminalId, clerk));
    if (told !== "released") return faultResult(told, terminalId);
    return { ok: true, json: { ok: true }, lines: [`${terminalId} may serve again`] };
  });
