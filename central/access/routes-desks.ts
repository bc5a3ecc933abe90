import { z } from "zod";
import { ok } from "../../hardware/result.ts";
import { route, type Route } from "../api/route.ts";
import { terminalName } from "../contract-enrolment.ts";
import { refuse } from "../problems.ts";
import { askPairing, endDesk, leaveDesk, registerDesk, sitsAt } from "./desks.ts";

/** Terminals on clerks' desks: which they are, and who sits there. */

const onDesk = z.object({ terminalId: terminalName });
const clerks = ["clerk", "supervisor"] as const;
const desksMax = 500;
const placed = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("kiosk") }),
  z.strictObject({ kind: z.literal("desk"), office: z.string().regex(/^\d{6}$/) }),
]);

export const deskTerminalRoutes = (): readonly Route[] => [
  route({
    name: "placeTerminal",
    summary: "Say that a terminal stands on a clerk's desk of an office, or in a hall for everybody",
    method: "POST",
    path: "/staff/v1/terminals/:terminalId/place",
    face: "staff",
    roles: ["operator"],
    params: onDesk,
    body: placed,
    answer: z.object({ result: z.literal("done") }),
    async handle(tx, { caller: { staff }, nowMs, params: { terminalId }, body }) {
      if (body.kind === "kiosk") await endDesk(tx, nowMs, terminalId, staff);
      else await registerDesk(tx, nowMs, { terminalId, office: body.office }, staff);
      return ok({ result: "done" as const });
    },
  }),
  route({
    name: "desks",
    summary: "The desks of the clerk's office, with where their readers' pages are and who sits there",
    method: "GET",
    path: "/staff/v1/desks",
    face: "staff",
    roles: clerks,
    answer: z.object({
      items: z
        .array(
          z.object({
            terminalId: z.string(),
            office: z.string(),
            /** Absent while its terminal has not said so. */
            screenPort: z.number().int().optional(),
            clerk: z.string().optional(),
          }),
        )
        .max(desksMax),
    }),
    async handle(tx, { caller: { staff } }) {
      const rows = await tx.find("desk", {}, { limit: desksMax });
      const items = rows
        .filter((row) => sitsAt(row, staff))
        .map(({ terminal_id, office, screen_port, clerk }) => ({
          terminalId: terminal_id,
          office,
          ...(screen_port !== null && { screenPort: screen_port }),
          ...(clerk !== null && { clerk }),
        }));
      return ok({ items });
    },
  }),
  route({
    name: "pairDesk",
    summary: "The code of this SHA-256 was made by the clerk's page, for the terminal on its own machine",
    method: "POST",
    path: "/staff/v1/desks/:terminalId/pairing",
    face: "staff",
    roles: clerks,
    params: onDesk,
    body: z.strictObject({ codeHash: z.string().regex(/^[0-9a-f]{64}$/) }),
    answer: z.object({ result: z.literal("asked") }),
    async handle(tx, { caller: { staff }, nowMs, params, body }) {
      const asked = await askPairing(tx, nowMs, { ...params, ...body }, staff);
      return asked === "asked" ? ok({ result: asked }) : refuse("not-found");
    },
  }),
  route({
    name: "leaveDesk",
    summary: "The clerk gets up: the terminal is a kiosk until somebody sits down",
    method: "POST",
    path: "/staff/v1/desks/:terminalId/leave",
    face: "staff",
    roles: clerks,
    params: onDesk,
    body: z.strictObject({}),
    answer: z.object({ result: z.enum(["left", "not-there"]) }),
    handle: async (tx, { caller: { staff }, nowMs, params }) =>
      ok({ result: await leaveDesk(tx, nowMs, params.terminalId, staff) }),
  }),
];
