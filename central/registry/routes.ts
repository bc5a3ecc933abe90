import { z } from "zod";
import { ok } from "../../hardware/result.ts";
import { pageOf, pageQuery, paged } from "../api/page.ts";
import { route, type Route } from "../api/route.ts";
import { refuse } from "../problems.ts";
import type { Tx } from "../store.ts";
import {
  applyForDesign,
  applyForIssuer,
  resubmit,
  type Registered,
  type RegistryParts,
} from "./applications.ts";
import { cardRoutes } from "./card-routes.ts";
import { issuerDetails, reportKinds } from "./model.ts";
import { report } from "./reports.ts";
import { file, review, reviewDecisions, withdraw } from "./reviews.ts";
import {
  answerOf,
  applicationBrief,
  applicationView,
  briefOf,
  issuerBrief,
  issuerBriefOf,
  issuerView,
  refusedBy,
  viewOf,
  viewOfIssuer,
} from "./view.ts";

const number = z.string().regex(/^\d{6}$/);
const applicationNo = z.string().regex(/^\d{6}-\d{4,8}$/);
const words = z.string().trim().min(1).max(500);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const registered = answerOf(z.object({ application: applicationView }));
const ofIssuer = answerOf(z.object({ issuer: issuerView }));

const told = async (tx: Tx, outcome: Registered) =>
  ok(
    outcome.ok
      ? { result: "accepted" as const, application: await viewOf(tx, outcome.value) }
      : refusedBy(outcome.fault),
  );

async function issuerTold(tx: Tx, issuerNumber: string) {
  const row = await tx.get("issuer", { number: issuerNumber });
  return row === undefined ? refuse("not-found") : ok(await viewOfIssuer(tx, row));
}

/** Who may issue cards, with what face and file structure, and who decided it; and the cards themselves. */
export const registryRoutes = (parts: RegistryParts): readonly Route[] => [
  route({
    name: "listIssuers",
    summary: "The issuers there are",
    method: "GET",
    path: "/staff/v1/registry/issuers",
    face: "staff",
    query: pageQuery,
    answer: pageOf(issuerBrief),
    handle: async (tx, { query: { cursor, limit } }) => {
      const after = cursor === undefined ? {} : { after: cursor };
      const rows = await tx.find("issuer", {}, { ...after, limit: limit + 1 });
      return ok(paged(rows, limit, { item: issuerBriefOf, cursor: (row) => row.number }));
    },
  }),
  route({
    name: "showIssuer",
    summary: "One issuer: what is approved for it, what it reported, what it applied for",
    method: "GET",
    path: "/staff/v1/registry/issuers/:number",
    face: "staff",
    params: z.object({ number }),
    answer: issuerView,
    handle: (tx, { params }) => issuerTold(tx, params.number),
  }),
  route({
    name: "listRegistryApplications",
    summary: "What issuers apply for, by number",
    method: "GET",
    path: "/staff/v1/registry/applications",
    face: "staff",
    query: pageQuery.extend({ region: number.optional() }),
    answer: pageOf(applicationBrief),
    handle: async (tx, { query: { cursor, limit, region } }) => {
      const after = cursor === undefined ? {} : { after: cursor };
      const where = region === undefined ? {} : { region };
      const rows = await tx.find("registry_application", where, { ...after, limit: limit + 1 });
      return ok(paged(rows, limit, { item: briefOf, cursor: (row) => row.application_no }));
    },
  }),
  route({
    name: "showRegistryApplication",
    summary: "One application with its timeline",
    method: "GET",
    path: "/staff/v1/registry/applications/:applicationNo",
    face: "staff",
    params: z.object({ applicationNo }),
    answer: applicationView,
    handle: async (tx, { params }) => {
      const row = await tx.get("registry_application", { application_no: params.applicationNo });
      return row === undefined ? refuse("not-found") : ok(await viewOf(tx, row));
    },
  }),
  route({
    name: "applyForIssuer",
    summary: "A city or a province applies to issue cards",
    method: "POST",
    path: "/staff/v1/registry/applications",
    face: "staff",
    roles: ["operator"],
    body: z.strictObject({ region: number, details: issuerDetails }),
    answer: registered,
    handle: async (tx, { caller, nowMs, body }) =>
      told(tx, await applyForIssuer(tx, nowMs, body, caller.staff)),
  }),
  route({
    name: "applyForDesign",
    summary: "An issuer applies for a card face or a file structure, new or changed",
    method: "POST",
    path: "/staff/v1/registry/issuers/:number/designs",
    face: "staff",
    roles: ["operator"],
    params: z.object({ number }),
    body: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("card-face"), name: z.string().trim().min(1).max(64), hash: sha256 }),
      z.strictObject({ kind: z.literal("file-structure"), name: z.string().regex(/^[\w.-]{1,64}$/) }),
    ]),
    answer: registered,
    handle: async (tx, { caller, nowMs, params, body }) =>
      told(tx, await applyForDesign(tx, nowMs, { ...body, ...params }, caller.staff, parts)),
  }),
  route({
    name: "resubmitRegistryApplication",
    summary: "What was returned comes again, put right",
    method: "POST",
    path: "/staff/v1/registry/applications/:applicationNo/resubmit",
    face: "staff",
    roles: ["operator"],
    params: z.object({ applicationNo }),
    body: z.strictObject({ details: issuerDetails.exactOptional(), hash: sha256.exactOptional() }),
    answer: registered,
    handle: async (tx, { caller, nowMs, params, body }) =>
      told(tx, await resubmit(tx, nowMs, { ...params, ...body }, caller.staff, parts)),
  }),
  route({
    name: "reviewRegistryApplication",
    summary: "The province's preliminary review, or the ministry's approval",
    method: "POST",
    path: "/staff/v1/registry/applications/:applicationNo/review",
    face: "staff",
    roles: ["supervisor"],
    params: z.object({ applicationNo }),
    body: z.strictObject({ decision: z.enum(reviewDecisions), why: words.exactOptional() }),
    answer: registered,
    handle: async (tx, { caller, nowMs, params, body }) =>
      told(tx, await review(tx, nowMs, { ...params, ...body }, caller.staff, parts)),
  }),
  route({
    name: "fileIssuer",
    summary: "An approved issuer was filed with the National IC Card Registration Center",
    method: "POST",
    path: "/staff/v1/registry/applications/:applicationNo/file",
    face: "staff",
    roles: ["operator", "supervisor"],
    params: z.object({ applicationNo }),
    body: z.strictObject({ filingNo: z.string().regex(/^[\w/-]{1,40}$/) }),
    answer: registered,
    handle: async (tx, { caller, nowMs, params, body }) =>
      told(tx, await file(tx, nowMs, { ...params, ...body }, caller.staff)),
  }),
  route({
    name: "withdrawIssuer",
    summary: "The ministry takes its approval of an issuer back",
    method: "POST",
    path: "/staff/v1/registry/issuers/:number/withdraw",
    face: "staff",
    roles: ["supervisor"],
    params: z.object({ number }),
    body: z.strictObject({ why: words }),
    answer: ofIssuer,
    handle: async (tx, { caller, nowMs, params, body }) => {
      const outcome = await withdraw(tx, nowMs, { ...params, ...body }, caller.staff);
      if (!outcome.ok) return ok(refusedBy(outcome.fault));
      const issuer = await issuerTold(tx, params.number);
      return issuer.ok ? ok({ result: "accepted" as const, issuer: issuer.value }) : issuer;
    },
  }),
  route({
    name: "reportOfIssuer",
    summary: "Another supplier or product, or more cards than planned, told for the record",
    method: "POST",
    path: "/staff/v1/registry/issuers/:number/reports",
    face: "staff",
    roles: ["operator"],
    params: z.object({ number }),
    body: z.strictObject({ kind: z.enum(reportKinds), detail: words }),
    answer: ofIssuer,
    handle: async (tx, { caller, nowMs, params, body }) => {
      const outcome = await report(tx, nowMs, { ...params, ...body }, caller.staff);
      if (!outcome.ok) return ok(refusedBy(outcome.fault));
      const issuer = await issuerTold(tx, params.number);
      return issuer.ok ? ok({ result: "accepted" as const, issuer: issuer.value }) : issuer;
    },
  }),
  ...cardRoutes,
];
