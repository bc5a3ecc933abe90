import fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ok } from "../../hardware/result.ts";
import { decisions } from "../../words/regional-rules.ts";
import { mount } from "../api/mount.ts";
import { morningMs, openTestStore } from "../for-tests.ts";
import { refuse } from "../problems.ts";
import type { Store } from "../store.ts";
import { ruleRoutes } from "./routes.ts";
import { rulesFor } from "./rule-set.ts";

let store: Store;
let app: FastifyInstance;
beforeEach(async () => {
  store = await openTestStore();
  app = fastify();
  mount(app, ruleRoutes(rulesFor), {
    store,
    nowMs: () => morningMs,
    staffOf: () => Promise.resolve(ok({ subject: "s", name: "n", office: "*", roles: ["auditor"] })),
    authorityOf: () => Promise.resolve(refuse("unauthorised")),
  });
});
afterEach(async () => {
  await app.close();
  await store.close();
});

const get = async (url: string) => (await app.inject({ url })).json<Record<string, unknown>>();

test("each issuer's rules are listed with their version and what of them is not confirmed", async () => {
  const { items } = await get("/staff/v1/rules");
  const issuers = await store.write((tx) => tx.find("issuer", {}));
  expect(items).toEqual(
    issuers.map(({ number }) => {
      const { region, version, nameZh, nameEn, confirmed, unconfirmed } = rulesFor(number);
      return { issuerNumber: number, region, version, nameZh, nameEn, confirmed, unconfirmed };
    }),
  );
});

const explained = (region: string, query: string) => get(`/staff/v1/rules/${region}/explanation?${query}`);

test("a case is explained with its papers, who agrees, and the sentences a holder reads", async () => {
  const told = await explained("990500", "business=cancel&channel=counter&reason=settled-abroad");
  expect(told).toMatchObject({
    region: "990500",
    because: "after-two-approvals",
    needed: { approval: "four-eyes" },
  });
  expect(told["says"]).toContainEqual(decisions["after-two-approvals"]);
});

test("a card that has expired, or has a replacement on its way, changes the answer", async () => {
  const lift = "business=unfreeze&channel=counter&legal=frozen";
  expect(await explained("371700", lift)).toMatchObject({ because: "after-approval" });
  expect(await explained("371700", `${lift}&replacementOrdered=yes`)).toMatchObject({
    because: "replacement-ordered",
  });
  const expired = await explained("371700", `${lift}&expired=yes`);
  expect(expired).toMatchObject({ because: "card-expired" });
  expect(expired).not.toHaveProperty("needed");
});

test("what is no region or no business is told as such", async () => {
  expect(await explained("nowhere", "business=cancel&channel=counter")).toMatchObject({ status: 400 });
  expect(await explained("371700", "business=cancel&channel=pigeon")).toMatchObject({ status: 400 });
});
