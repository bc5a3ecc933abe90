import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { over } from "./central-operator.ts";
import { faultResult, finish, type CommandResult } from "./output.ts";

type Options = {
  readonly database: string;
  readonly seed: string;
  readonly holders: string;
  readonly personalKeyFile?: string;
  readonly json?: boolean;
};

const holdersMax = 20_000;

/** `cardhall central seed`: a province's three issuers and their holders, all invented, in an empty database. */
export function seedCommand(central: Command): void {
  central
    .command("seed")
    .description("fill an empty database with three issuers, their holders and what happened to their cards")
    .option("--database <place>", "SQLite file, or postgresql://...", "central.db")
    .option("--seed <number>", "the same number gives the same people", "1")
    .option("--holders <number>", `up to ${String(holdersMax)}`, "200")
    .option(
      "--personal-key-file <file>",
      "seals personal fields, made when absent; beside SQLite's file by itself",
    )
    .option("--json")
    .action(async (options: Options) => finish(await seed(options), options.json === true));
}

async function seed(options: Options): Promise<CommandResult> {
  const [number, holders] = [Number(options.seed), Number(options.holders)];
  if (!Number.isSafeInteger(number) || !Number.isSafeInteger(holders) || holders < 1 || holders > holdersMax)
    return faultResult("not-a-number", `--seed is a whole number, --holders one up to ${String(holdersMax)}`);
  const { database } = options;
  const ringFile =
    options.personalKeyFile ?? (database.includes("://") ? undefined : `${database}.personal-key`);
  if (ringFile === undefined) return faultResult("what-key", "--personal-key-file is needed with PostgreSQL");
  const { ringIn } = await import("../central/proof/key-files.ts");
  const { sealedStore } = await import("../central/proof/sealed-store.ts");
  const { seedRegion } = await import("../central/seed-region.ts");
  return over(database, async (plain, nowMs) => {
    const ring = ringIn(ringFile, () => randomBytes(32));
    const store = sealedStore(plain, ring, () => randomBytes(12));
    const seeded = await store.write((tx) => seedRegion(tx, nowMs, { seed: number, holders }));
    if (!seeded.ok) return faultResult(seeded.fault, `${database} knows issuers already`);
    const { issuers, clerks } = seeded.value;
    return {
      ok: true,
      json: { ok: true, ...seeded.value },
      lines: [
        `issuers ${issuers.join(" ")}, ${String(holders)} holders`,
        ...clerks.map(({ subject, name, office }) => `clerk ${subject} ${name} (${office})`),
      ],
    };
  });
}
