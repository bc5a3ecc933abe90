import type { Evidence, OperationKind } from "../card/life.ts";
import { targetOf } from "../card/life.ts";
import { centreOver } from "./centre.ts";
import type { FreezeForm, Header } from "./contract.ts";
import type { ReportRequest } from "./contract-operation.ts";
import {
  cannedHsm,
  chipOf,
  headerOf,
  lookAt,
  morningMs,
  opIdOf,
  seen,
  writeAll,
  type Chip,
} from "./for-tests.ts";
import type { Answered } from "./problems.ts";
import { regionalRules, type RegionalRules } from "./regional-rules.ts";
import { seedDemonstration } from "./seed.ts";
import { memoryStore } from "./store-memory.ts";
import type { CardRow, TableName, Tables } from "./tables.ts";

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

const reasonFor = { freeze: "other", unfreeze: "card-found", cancel: "moved-away" } as const;

/** What a terminal hears: the answer, or `problem CODE`. */
export const heard = <Value>(answered: Answered<Value>): Value | string =>
  answered.ok ? answered.value.value : `problem ${answered.fault.code}`;

/** The whole centre over a store in memory, its clock in the test's hand. */
export async function protocolStand(change: Partial<RegionalRules> = {}) {
  const store = memoryStore();
  const state = { nowMs: morningMs };
  const rules = (region: string): RegionalRules => ({ ...regionalRules(region), ...change });
  const centre = centreOver(store, cannedHsm(), { nowMs: () => state.nowMs }, { rules });
  await store.write((tx) => seedDemonstration(tx, morningMs));
  const chip = chipOf("card-1");
  const { cardRef } = lookAt(chip);

  const rows = <Name extends TableName>(table: Name, where: Partial<Tables[Name]> = {}) =>
    store.write((tx) => tx.find(table, where));
  async function card(): Promise<CardRow> {
    const [row] = await rows("card", { card_ref: cardRef });
    if (row === undefined) throw new Error("no card");
    return row;
  }

  const stand = {
    store,
    state,
    centre,
    chip,
    cardRef,
    rows,
    card,
    events: async () => (await rows("audit")).map((row) => row.event),
    async after(ms: number) {
      state.nowMs += ms;
      await centre.tick();
    },
    async authorise(
      opId: string,
      kind: OperationKind,
      parts: {
        readonly freeze?: FreezeForm;
        readonly header?: Header;
        readonly evidence?: Evidence;
      } = {},
    ) {
      const { freeze, header = headerOf(), evidence = lookAt(chip) } = parts;
      const request = { header, kind, reason: reasonFor[kind], evidence };
      return heard(await centre.authorise(opId, { ...request, ...(freeze && { freeze }) }));
    },
    async freezeAbsent(opId: string, freeze: FreezeForm = "formal", header = headerOf()) {
      const request = { header, cardRef, reason: "misuse-suspected", freeze, holderProof: "desk 7" } as const;
      return heard(await centre.freezeAbsent(opId, request));
    },
    async script(opId: string, epoch: number, attempt = 1, header = headerOf()) {
      const session = { attempt, challenge: "1122334455667788", evidence: lookAt(chip) };
      return heard(await centre.script(opId, { header, epoch, ...session }));
    },
    async report(opId: string, epoch: number, outcome?: ReportRequest["outcome"], header = headerOf()) {
      return heard(await centre.report(opId, { header, epoch, outcome: outcome ?? seen(chip) }));
    },
    async reverse(
      opId: string,
      epoch: number,
      scripts: number,
      evidence = lookAt(chip),
      header = headerOf(),
    ) {
      return heard(await centre.reverse(opId, { header, epoch, scripts, evidence }));
    },
    query: async (opId: string) => heard(await centre.query(opId)),
    observe: async (of: Chip = chip, header = headerOf()) =>
      heard(await centre.observe({ header, evidence: lookAt(of) })),
    /** A whole operation without a fault. */
    async perform(opId: string, kind: OperationKind, freeze?: FreezeForm) {
      const answer = await stand.authorise(opId, kind, freeze === undefined ? {} : { freeze });
      if (typeof answer === "string" || answer.result !== "authorised")
        throw new Error(JSON.stringify(answer));
      writeAll(chip, opId, answer.epoch, targetOf[kind]);
      const reported = await stand.report(opId, answer.epoch);
      if (typeof reported === "string" || reported.result !== "done")
        throw new Error(JSON.stringify(reported));
      return reported;
    },
  };
  return stand;
}

export const [op1, op2, op3, op4] = [1, 2, 3, 4].map(opIdOf) as [string, string, string, string];
