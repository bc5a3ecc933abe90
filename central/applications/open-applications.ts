import type { JsonWebKey } from "node:crypto";
import type { FastifyBaseLogger } from "fastify";
import type { Gate } from "../gate.ts";
import { regionalRules, rulesOf } from "../regional-rules.ts";
import { rulesFor, type RuleSetOf } from "../rules/rule-set.ts";
import type { Store } from "../store.ts";
import { applicationGate } from "./gate.ts";
import { developmentIdentity, nobodyRecognised, signedIdentity } from "./identity-check.ts";
import type { ApplicationRouteParts } from "./routes.ts";
import { httpSettlement, type SettlementOffice } from "./settlement.ts";
import { tickApplications } from "./tick.ts";

export type ApplicationOptions = {
  /** Whom the centre asks what is still to be settled; its own ledger without it. */
  readonly settlement?: Omit<SettlementOffice, "fetch">;
  /** Whose statements say who applies online, and for whom they are made out. */
  readonly identity?: { readonly audience: string; readonly keys: readonly JsonWebKey[] };
};

/** By the shipped rules, with nothing outside of this machine. */
export const shippedApplications: ApplicationRouteParts = {
  rules: rulesFor,
  protocolRules: regionalRules,
  settlement: "ledger",
  identity: developmentIdentity,
};

type Applications = {
  readonly parts: ApplicationRouteParts;
  readonly gate: Gate;
  /** To be called each second. */
  readonly tick: (store: Store, nowMs: () => number) => Promise<void>;
};

/** Wires this room. The adapter that believes everybody is for a centre that only this machine can reach. */
export function openApplications(
  options: ApplicationOptions & { readonly onLoopback: boolean; readonly ruleSets: RuleSetOf },
  log: FastifyBaseLogger,
): Applications {
  const { identity, settlement, onLoopback, ruleSets } = options;
  const believing = onLoopback ? developmentIdentity : nobodyRecognised;
  const check = identity === undefined ? believing : signedIdentity(identity.audience, identity.keys);
  if (check.warning !== undefined) log.warn({ warning: check.warning }, "online applications");
  const parts: ApplicationRouteParts = {
    rules: ruleSets,
    protocolRules: rulesOf(ruleSets),
    settlement: settlement === undefined ? "ledger" : "asked",
    identity: check,
  };
  const offices = settlement && httpSettlement({ ...settlement, fetch });
  return {
    parts,
    gate: applicationGate(parts),
    tick: (store, nowMs) => tickApplications({ ...parts, store, nowMs }, offices),
  };
}
