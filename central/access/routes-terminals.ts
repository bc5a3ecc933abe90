import { z } from "zod";
import { ok } from "../../hardware/result.ts";
import { pageOf, pageQuery, paged } from "../api/page.ts";
import { route, type Route } from "../api/route.ts";
import { atMs } from "../contract.ts";
import { terminalName } from "../contract-enrolment.ts";
import { refuse } from "../problems.ts";
import { offer, quarantine, revoke } from "./enrolment.ts";

/** Why a person shuts a terminal out. */
const quarantineReasons = ["opened", "copied", "stolen", "taken-away", "misbehaves"] as const;

const terminalView = z.object({
  terminalId: z.string(),
  /** Absent while it has never spoken. */
  state: z.enum(["serving", "quarantined", "lost"]).optional(),
  /** How many disks it has had. */
  lineage: z.number().int().optional(),
  /** Newest place of its journal. */
  seq: z.number().int().optional(),
  /** The end of its newest certificate that is not revoked; absent for one on the centre's own machine. */
  certifiedUntilMs: atMs.optional(),
  /** The office on whose desk it stands; absent for a kiosk. */
  deskOf: z.string().optional(),
});

const terminalParams = z.object({ terminalId: terminalName });
const onTerminal = z.object({ result: z.literal("done") });
const watchers = ["technician", "operator", "supervisor", "auditor"] as const;
const keepers = ["technician", "operator"] as const;

/** Fingerprint of the authority of enrolled terminals; nothing where none are listened to. */
export type AuthorityNow = () => string | undefined;

/** Which terminals are let in; applications/routes-operator.ts has what lets one serve again. */
export function terminalRoutes(authority: AuthorityNow): readonly Route[] {
  return [
    route({
      name: "listTerminals",
      summary: "Terminals that have spoken, with their standing and their certificates",
      method: "GET",
      path: "/staff/v1/terminals",
      face: "staff",
      roles: watchers,
      query: pageQuery,
      answer: pageOf(terminalView),
      async handle(tx, { query: { cursor, limit } }) {
        const after = cursor === undefined ? {} : { after: cursor };
        const rows = await tx.find("terminal", {}, { ...after, limit: limit + 1 });
        const views = [];
        for (const { terminal_id, state, lineage, seq } of rows) {
          const held = await tx.find("terminal_certificate", { terminal_id, revoked_at_ms: null });
          const ends = held.map((row) => row.expires_at_ms);
          const certified = ends.length > 0 && { certifiedUntilMs: Math.max(...ends) };
          const desk = await tx.get("desk", { terminal_id });
          const placed = desk && { deskOf: desk.office };
          views.push({ terminalId: terminal_id, state, lineage, seq, ...certified, ...placed });
        }
        return ok(paged(views, limit, { item: (view) => view, cursor: (view) => view.terminalId }));
      },
    }),
    route({
      name: "offerEnrolment",
      summary: "Let a terminal enrol with the token of this SHA-256, once, within a day",
      method: "POST",
      path: "/staff/v1/terminals/:terminalId/enrolment",
      face: "staff",
      roles: ["operator"],
      params: terminalParams,
      body: z.strictObject({ tokenHash: z.string().regex(/^[0-9a-f]{64}$/) }),
      answer: z.object({
        result: z.enum(["offered", "hash-taken"]),
        expiresMs: atMs.optional(),
        /** The token's last part; absent where no enrolled terminal is listened to. */
        authority: z.string().optional(),
      }),
      async handle(tx, { caller: { staff }, nowMs, params, body }) {
        const taken = await tx.get("enrolment", { token_hash: body.tokenHash });
        if (taken !== undefined) return ok({ result: "hash-taken" as const });
        const { expiresMs } = await offer(tx, nowMs, { ...params, ...body }, staff);
        const known = authority();
        return ok({
          result: "offered" as const,
          expiresMs,
          ...(known !== undefined && { authority: known }),
        });
      },
    }),
    route({
      name: "quarantineTerminal",
      summary: "Shut a terminal out until somebody has looked at it",
      method: "POST",
      path: "/staff/v1/terminals/:terminalId/quarantine",
      face: "staff",
      roles: keepers,
      params: terminalParams,
      body: z.strictObject({ because: z.enum(quarantineReasons) }),
      answer: onTerminal,
      async handle(tx, { caller: { staff }, nowMs, params, body }) {
        const told = await quarantine(tx, nowMs, params.terminalId, body.because, staff);
        return told === "unknown-terminal" ? refuse("not-found") : ok({ result: "done" as const });
      },
    }),
    route({
      name: "revokeTerminal",
      summary: "End a terminal's certificates at once, and shut it out",
      method: "POST",
      path: "/staff/v1/terminals/:terminalId/revoke",
      face: "staff",
      roles: ["operator"],
      params: terminalParams,
      answer: onTerminal,
      async handle(tx, { caller: { staff }, nowMs, params: { terminalId } }) {
        const told = await revoke(tx, nowMs, terminalId, staff);
        return told === "unknown-terminal" ? refuse("not-found") : ok({ result: "done" as const });
      },
    }),
  ];
}
