import fastify from "fastify";
import { targetOf, type OperationKind } from "../../card/life.ts";
import { ok } from "../../hardware/result.ts";
import { developmentPeople } from "../access/development-people.ts";
import { mount } from "../api/mount.ts";
import { centreOver } from "../centre.ts";
import type { Reason } from "../contract.ts";
import {
  cannedHsm,
  chipOf,
  headerOf,
  lookAt,
  morningMs,
  openTestStore,
  opIdOf,
  seen,
  writeAll,
  type Chip,
} from "../for-tests.ts";
import { refuse, type Answered } from "../problems.ts";
import { rulesOf } from "../regional-rules.ts";
import { rulesFor } from "../rules/rule-set.ts";
import type { RegionalRuleSet } from "../rules/rule-shape.ts";
import { applicationGate } from "./gate.ts";
import { developmentIdentity } from "./identity-check.ts";
import { applicationRoutes } from "./routes.ts";
import type { SettlementPort } from "./settlement.ts";
import { tickApplications } from "./tick.ts";

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** What a route answered: its status, and its body with the parts that tests read. */
type Said = {
  readonly status: number;
  readonly result?: string;
  readonly code?: string;
  readonly [part: string]: unknown;
};

const value = <Value>(answered: Answered<Value>): Value => {
  if (!answered.ok) throw new Error(answered.fault.code);
  return answered.value.value;
};

/**
 * The centre with its applications over HTTP, without a socket: callers are named by a header here, what proves them
 * is tested in its own room. The card is a chip without bytes, and the clock is moved by hand.
 */
export async function applicationStand(
  told: {
    readonly rules?: (rules: RegionalRuleSet) => RegionalRuleSet;
    readonly offices?: SettlementPort;
  } = {},
) {
  const store = await openTestStore();
  const state = { nowMs: morningMs };
  const nowMs = () => state.nowMs;
  const rules = (region: string): RegionalRuleSet => (told.rules ?? ((same) => same))(rulesFor(region));
  const settlement = told.offices === undefined ? "ledger" : "asked";
  const parts = { rules, protocolRules: rulesOf(rules), settlement, identity: developmentIdentity } as const;
  const gate = applicationGate(parts);
  const centre = centreOver(store, cannedHsm(), { nowMs }, { rules: parts.protocolRules, gate });
  const app = fastify();
  mount(app, applicationRoutes(parts), {
    store,
    nowMs,
    staffOf(request) {
      const staff = developmentPeople.find(({ subject }) => subject === request.headers["x-staff"]);
      return Promise.resolve(staff === undefined ? refuse("unauthorised") : ok(staff));
    },
    authorityOf: (request) =>
      Promise.resolve(ok(String(request.headers["x-authority"] ?? "public-security"))),
  });

  let keys = 0;
  async function ask(method: "GET" | "POST", url: string, body: unknown, who = "nobody"): Promise<Said> {
    const key = `0b6f4d8e-58a4-4c93-9d4c-${(++keys).toString(16).padStart(12, "0")}`;
    const headers = { "x-staff": who, "idempotency-key": key, "content-type": "application/json" };
    const payload = method === "POST" ? { payload: JSON.stringify(body ?? {}) } : {};
    const answer = await app.inject({ method, url, headers, ...payload });
    return { ...answer.json<Record<string, unknown>>(), status: answer.statusCode };
  }

  const chip = chipOf("card-1");
  const { cardRef } = lookAt(chip);
  const card = async () => {
    const row = await store.write((tx) => tx.get("card", { card_ref: cardRef }));
    if (row === undefined) throw new Error("no card");
    return row;
  };
  const { national_number: nationalNumber, holder_name: name } = await card();

  const stand = {
    app,
    store,
    state,
    centre,
    parts,
    chip,
    cardRef,
    card,
    holder: { nationalNumber, name },
    statement: Buffer.from(JSON.stringify({ sub: nationalNumber, name })).toString("base64url"),
    post: (url: string, body?: unknown, who?: string) => ask("POST", url, body, who),
    get: (url: string, who?: string) => ask("GET", url, undefined, who),
    /** Claims and decides, as one clerk. */
    async decide(number: string, decision: object, who: string): Promise<Said> {
      const claimed = await ask("POST", `/staff/v1/applications/${number}/claim`, {}, who);
      if (claimed.result !== "accepted") return claimed;
      return ask("POST", `/staff/v1/applications/${number}/decision`, decision, who);
    },
    async application(number: string) {
      const row = await store.write((tx) => tx.get("application", { number }));
      if (row === undefined) throw new Error(`no application ${number}`);
      return row;
    },
    async states(number: string) {
      const steps = await store.write((tx) => tx.find("application_step", { number }));
      return steps.map((step) => `${step.state} by ${step.who}`);
    },
    async after(ms: number) {
      state.nowMs += ms;
      await centre.tick();
      await tickApplications({ ...parts, store, nowMs }, told.offices);
    },
    async observe(of: Chip = chip) {
      const answer = value(await centre.observe({ header: headerOf(), evidence: lookAt(of) }));
      if (answer.result !== "known") throw new Error(answer.code);
      return answer;
    },
    authorise: async (n: number, kind: OperationKind, reason: Reason) =>
      value(await centre.authorise(opIdOf(n), { header: headerOf(), kind, reason, evidence: lookAt(chip) })),
    report: async (opId: string, epoch: number) =>
      value(await centre.report(opId, { header: headerOf(), epoch, outcome: seen(chip) })),
    script: async (opId: string, epoch: number) => {
      const session = { attempt: 1, challenge: "1122334455667788", evidence: lookAt(chip) };
      return value(await centre.script(opId, { header: headerOf(), epoch, ...session }));
    },
    reverse: async (opId: string, epoch: number) =>
      value(await centre.reverse(opId, { header: headerOf(), epoch, scripts: 0, evidence: lookAt(chip) })),
    /** A whole operation at a terminal. */
    async perform(n: number, kind: OperationKind, reason: Reason) {
      const answer = await stand.authorise(n, kind, reason);
      if (answer.result !== "authorised") throw new Error(JSON.stringify(answer));
      return stand.finish(opIdOf(n), answer.epoch, kind);
    },
    /** Writes the chip for an operation that waits for it, and reports what was read back. */
    async finish(opId: string, epoch: number, kind: OperationKind) {
      writeAll(chip, opId, epoch, targetOf[kind]);
      const reported = await stand.report(opId, epoch);
      if (reported.result !== "done") throw new Error(JSON.stringify(reported));
      return reported.certificateNo;
    },
    async close() {
      await app.close();
      await store.close();
    },
  };
  return stand;
}

export type ApplicationStand = Awaited<ReturnType<typeof applicationStand>>;

/** The number of an application that was taken in. */
export function numberIn(said: Said): string {
  const application = said["application"];
  if (typeof application === "object" && application !== null && "number" in application)
    return String(application.number);
  throw new Error(JSON.stringify(said));
}

export const [clerk1, clerk2, supervisor] = ["dev-clerk-1", "dev-clerk-2", "dev-supervisor-1"] as const;

/** Invented, with the check character that GB 11643 gives. */
export const agentOfHolder = {
  name: "赵明远",
  nationalNumber: "110105199003072215",
  powerOfAttorney: { scanReference: "POA-2026-0031", validFrom: "2026-02-01", validUntil: "2026-03-31" },
};
