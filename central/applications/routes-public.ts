import { z } from "zod";
import { fail, ok, type Result } from "../../hardware/result.ts";
import { route, type Route } from "../api/route.ts";
import { businessNames } from "../../words/regional-rules.ts";
import { refuse, type Problem } from "../problems.ts";
import { isRestoring } from "../restore.ts";
import { decide as decideByRule, sentencesOf } from "../rules/explain.ts";
import { businesses, cancelReasons } from "../rules/rule-shape.ts";
import type { Tx } from "../store.ts";
import { withdraw } from "./decide.ts";
import type { IdentityCheck } from "./identity-check.ts";
import { applicationNumber } from "./numbers.ts";
import type { ApplicationParts } from "./parts.ts";
import { findForPublic, tailLength } from "./progress.ts";
import { isServed, submit, type Refused, type Wish } from "./submit.ts";
import type { ApplicationRow } from "./tables.ts";
import { phrase, publicView, publicViewOf, refusal, refusalIn } from "./view.ts";

/** Online (S3): is it open in my region, apply as a recognised person, follow, withdraw. */

const region = z.string().regex(/^\d{6}$/);
/** A province has some twenty cities. */
const regionsMax = 500;
const number = z.string().regex(applicationNumber);
/** What the platform that recognised the person says (identity-check.ts). */
const statement = z.string().min(1).max(4096);

const wish = z.strictObject({
  statement,
  business: z.enum(businesses),
  /** Of a medical account its region, of a transfer its destination. */
  office: region.exactOptional(),
  cardNumberTail: z.string().length(4).exactOptional(),
  reason: z.enum(cancelReasons).exactOptional(),
});

const answer = z.discriminatedUnion("result", [
  z.object({
    result: z.literal("accepted"),
    application: publicView,
    /** What this centre's way of recognising people is not. */
    warning: z.string().optional(),
  }),
  refusal,
]);

export const publicRoutes = (parts: ApplicationParts, identity: IdentityCheck): readonly Route[] => {
  const answered = async (
    tx: Tx,
    done: Result<ApplicationRow, Refused>,
  ): Promise<Result<z.input<typeof answer>, Problem>> => {
    if (!done.ok) return ok(refusalIn(done.fault));
    const application = await publicViewOf(tx, done.value);
    const { warning } = identity;
    return ok({ result: "accepted", application, ...(warning !== undefined && { warning }) });
  };

  return [
    route({
      name: "servedRegions",
      summary: "The regions whose cards this centre keeps",
      method: "GET",
      path: "/public/v1/regions",
      face: "public",
      answer: z.object({
        regions: z.array(z.object({ region, name: phrase })).max(regionsMax),
      }),
      async handle(tx) {
        const issuers = await tx.find("issuer", {}, { limit: regionsMax });
        const regions = issuers
          .filter(({ approved }) => approved === 1)
          .map(({ number: of, region_zh: zh, region_en: en }) => ({
            region: of,
            name: { zh, en },
          }));
        return ok({ regions });
      },
    }),
    route({
      name: "openServices",
      summary: "What may be asked for online in a region, what it needs and who agrees",
      method: "GET",
      path: "/public/v1/regions/:region",
      face: "public",
      params: z.object({ region }),
      answer: z.object({
        region,
        /** Who says who a person is: a page has to ask before it asks for anything else. */
        identity: z.enum(["platform", "anybody", "nobody"]),
        services: z.array(
          z.object({
            business: z.enum(businesses),
            name: phrase,
            open: z.boolean(),
            says: z.array(phrase),
          }),
        ),
      }),
      async handle(tx, { params, nowMs }) {
        if (!(await isServed(tx, params.region))) return refuse("not-found");
        const rules = parts.rules(params.region);
        const services = businesses.map((business) => {
          const asked = { business, channel: "online" } as const;
          const decision = decideByRule(rules, asked, undefined, nowMs);
          const says = [...sentencesOf(rules, asked, decision)];
          return { business, name: businessNames[business], open: decision.needed !== undefined, says };
        });
        return ok({ region: params.region, identity: identity.believes, services });
      },
    }),
    route({
      name: "applyOnline",
      summary: "Apply as the person whom the platform recognised",
      method: "POST",
      path: "/public/v1/applications",
      face: "public",
      body: wish,
      answer,
      async handle(tx, { body, nowMs }) {
        if (await isRestoring(tx)) return refuse("restoring");
        const { statement: said, ...asked } = body;
        const person = identity.personIn(said, nowMs);
        if (!person.ok) return answered(tx, fail({ code: "identity-not-verified" }));
        const papers = { documents: [] };
        const online: Wish = { ...asked, channel: "online", holder: person.value, papers };
        return answered(tx, await submit(tx, nowMs, online, { kind: "holder" }, parts));
      },
    }),
    route({
      name: "applicationProgress",
      summary: "How an application stands, by its number and the last six of the holder's number",
      method: "GET",
      path: "/public/v1/applications/:number",
      face: "public",
      params: z.object({ number }),
      query: z.object({ idTail: z.string().length(tailLength) }),
      answer: publicView,
      async handle(tx, { params, query, nowMs }) {
        const found = await findForPublic(tx, nowMs, { number: params.number, idTail: query.idTail });
        return found.ok ? ok(await publicViewOf(tx, found.value)) : found;
      },
    }),
    route({
      name: "withdrawOnline",
      summary: "Withdraw one's own application while nothing irreversible has begun",
      method: "POST",
      path: "/public/v1/applications/:number/withdrawal",
      face: "public",
      params: z.object({ number }),
      body: z.strictObject({ statement }),
      answer,
      async handle(tx, { params, body, nowMs }) {
        if (await isRestoring(tx)) return refuse("restoring");
        const person = identity.personIn(body.statement, nowMs);
        if (!person.ok) return answered(tx, fail({ code: "identity-not-verified" }));
        const row = await tx.get("application", { number: params.number });
        if (row?.holder_number !== person.value.nationalNumber) return refuse("not-found");
        return answered(tx, await withdraw(tx, nowMs, row, { kind: "holder" }));
      },
    }),
  ];
};
