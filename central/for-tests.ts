import type { Evidence, Life, ScriptStep, StatusRecord, Target } from "../card/life.ts";
import { targetOf, type OperationKind } from "../card/life.ts";
import { defaultCards } from "../card/virtual/default-cards.ts";
import { ok } from "../hardware/result.ts";
import type { Header, Reason } from "./contract.ts";
import type {
  AuthoriseAnswer,
  ObserveAnswer,
  QueryAnswer,
  ReportAnswer,
  ReportRequest,
  ScriptAnswer,
} from "./contract-operation.ts";
import type { HsmFault, MacOrder, MacService } from "./hsm.ts";
import { observe } from "./observe.ts";
import { authorise, query } from "./operations.ts";
import type { Answered } from "./problems.ts";
import { opTagOf } from "./register.ts";
import { report } from "./reports.ts";
import { script } from "./scripts.ts";
import { seedDemonstration } from "./seed.ts";
import { at, freshCopy } from "./postgres-for-tests.ts";
import { openPostgres } from "./store-postgres.ts";
import { openSqlite } from "./store-sqlite.ts";
import type { Store } from "./store.ts";

/** 2026-03-02 10:30:15 in Asia/Shanghai. */
export const morningMs = Date.UTC(2026, 2, 2, 2, 30, 15);

export const opIdOf = (n: number): string =>
  `019cac61-c368-7c41-8a1b-2c3d4e5f${n.toString(16).padStart(4, "0")}`;

export const headerOf = (terminalId = "T-1"): Header => ({
  v: 1,
  terminalId,
  bootId: "0b6f4d8e-58a4-4c93-9d4c-1f2e3d4c5b6a",
  journal: { seq: 1, head: "ab" },
});

/**
 * A store with the demonstration in it: SQLite, or a database of its own on the server that the suite "postgres"
 * started (vitest.config.ts). A test that names a file is about SQLite.
 */
export async function openTestStore(file?: string): Promise<Store> {
  const server = process.env["CARDHALL_TEST_POSTGRES"];
  const opened =
    file === undefined && server !== undefined
      ? await openPostgres(at(await freshCopy(server)))
      : openSqlite({ file: file ?? ":memory:" });
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  await opened.value.write((tx) => seedDemonstration(tx, morningMs));
  return opened.value;
}

/** What a card would show: a chip without bytes, for tests of the centre alone. */
export type Chip = { life: Life; record: StatusRecord | "garbled" | "unreadable"; id: string };

export function chipOf(id: string): Chip {
  const issuer = person(id).cardRef.slice(0, 6);
  const record = {
    epoch: 0,
    target: "active",
    opTag: "0".repeat(16),
    time: "20220315000000",
    region: issuer,
  };
  return { id, life: "active", record: record as StatusRecord };
}

function person(id: string) {
  const card = defaultCards.find((each) => each.id === id);
  if (card === undefined) throw new Error(`no default card ${id}`);
  return card.person;
}

const statusWords: Readonly<Record<Life, string>> = {
  active: "6115",
  frozen: "6283",
  cancelled: "9303",
  "card-blocked": "6A81",
  unknown: "6F00",
};

export function lookAt(chip: Chip, resetBeforeRead = true): Evidence {
  const { cardRef, atr } = person(chip.id);
  return {
    cardRef,
    atr,
    profile: "cn-ssc-2.00-3des",
    life: chip.life,
    selectStatusWord: statusWords[chip.life],
    record: chip.record,
    resetBeforeRead,
  };
}

/** Half of a write: the record only, as a torn freeze or cancel leaves it. */
export function writeRecord(chip: Chip, opId: string, epoch: number, target: Target): void {
  const region = person(chip.id).cardRef.slice(0, 6);
  chip.record = { epoch, target, opTag: opTagOf(opId), time: "20260302103015", region };
}

/** The whole of a write. */
export function writeAll(chip: Chip, opId: string, epoch: number, target: Target): void {
  if (!(target === "cancelled" && chip.life === "frozen")) writeRecord(chip, opId, epoch, target);
  chip.life = target;
}

const cannedStep: ScriptStep = { name: "APPLICATION BLOCK", apdu: "841E0000040F3CDA20", allowed: ["9000"] };

export function cannedHsm(): MacService & { readonly orders: MacOrder[]; fault?: HsmFault } {
  const orders: MacOrder[] = [];
  return {
    warnings: [],
    orders,
    issuerScript(order) {
      orders.push(order);
      if (this.fault !== undefined) return Promise.resolve({ ok: false as const, fault: this.fault });
      return Promise.resolve(ok([cannedStep]));
    },
  };
}

const defaultReason = {
  freeze: "misuse-suspected",
  unfreeze: "card-found",
  cancel: "settled-abroad",
} as const;

/** The centre as a terminal meets it, without HTTP. `text` is the answer's bytes or `problem CODE`. */
export function counterOver(store: Store, hsm: MacService = cannedHsm()) {
  type AuthoriseParts = [
    opId: string,
    kind: OperationKind,
    evidence: Evidence,
    reason?: Reason,
    terminalId?: string,
  ];
  type ScriptParts = [opId: string, epoch: number, attempt: number, evidence: Evidence, challenge?: string];
  type ReportParts = [opId: string, epoch: number, outcome: ReportRequest["outcome"], terminalId?: string];
  const state = { nowMs: morningMs };
  const text = (answered: Answered<unknown>) =>
    answered.ok ? answered.value.text : `problem ${answered.fault.code}`;
  const parsed = <Answer>(body: string) =>
    (body.startsWith("problem") ? { result: body } : JSON.parse(body)) as Answer;

  const authoriseText = async (...[opId, kind, evidence, reason, terminalId]: AuthoriseParts) => {
    const request = { header: headerOf(terminalId), kind, reason: reason ?? defaultReason[kind], evidence };
    return text(await store.write((tx) => authorise(tx, state.nowMs, opId, request)));
  };
  const scriptText = async (...[opId, epoch, attempt, evidence, challenge]: ScriptParts) => {
    const session = { attempt, challenge: challenge ?? "1122334455667788" };
    const request = { header: headerOf(), epoch, ...session, evidence };
    return text(await store.write((tx) => script(tx, state.nowMs, hsm, opId, request)));
  };
  const reportText = async (...[opId, epoch, outcome, terminalId]: ReportParts) => {
    const request = { header: headerOf(terminalId), epoch, outcome };
    return text(await store.write((tx) => report(tx, state.nowMs, opId, request)));
  };
  const asked = async (...of: AuthoriseParts): Promise<AuthoriseAnswer> => parsed(await authoriseText(...of));
  const told = async (...of: ReportParts): Promise<ReportAnswer> => parsed(await reportText(...of));

  return {
    state,
    authoriseText,
    scriptText,
    reportText,
    authorise: asked,
    report: told,
    script: async (...of: ScriptParts): Promise<ScriptAnswer> => parsed(await scriptText(...of)),
    query: async (opId: string): Promise<QueryAnswer> =>
      parsed(text(await store.write((tx) => query(tx, opId)))),
    observe: async (evidence: Evidence): Promise<ObserveAnswer> => {
      const request = { header: headerOf(), evidence };
      return parsed(text(await store.write((tx) => observe(tx, state.nowMs, request))));
    },
    /** A whole operation without a fault, on the chip and at the centre; answers its certificate number. */
    async perform(chip: Chip, kind: OperationKind, opId: string): Promise<string> {
      const authorised = await asked(opId, kind, lookAt(chip));
      if (authorised.result !== "authorised") throw new Error(JSON.stringify(authorised));
      writeAll(chip, opId, authorised.epoch, targetOf[kind]);
      const reported = await told(opId, authorised.epoch, seen(chip));
      if (reported.result !== "done") throw new Error(JSON.stringify(reported));
      return reported.certificateNo;
    },
  };
}

export const seen = (chip: Chip, resetBeforeRead = true): ReportRequest["outcome"] => ({
  kind: "seen",
  evidence: lookAt(chip, resetBeforeRead),
  statusWords: ["9000"],
});

export const rowsOf = {
  async card(store: Store, chip: Chip) {
    const row = await store.write((tx) => tx.get("card", { card_ref: lookAt(chip).cardRef }));
    if (row === undefined) throw new Error("no such card");
    return row;
  },
  async events(store: Store) {
    const rows = await store.write((tx) => tx.find("audit", {}));
    return rows.map((row) => row.event);
  },
};
