import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bearer, peopleStand } from "../access/for-tests.ts";
import { chipOf, headerOf, lookAt, rowsOf } from "../for-tests.ts";
import { verifyAudit } from "../proof/audit-verify.ts";
import { rulesFor } from "../rules/rule-set.ts";
import { comparePresent, presentStructures } from "./designs.ts";
import { office, qingdao } from "./for-tests.ts";
import { registryRoutes } from "./routes.ts";

/** Whole ways through the registry, as people's requests over HTTP, and what a terminal is told meanwhile. */

let stand: Awaited<ReturnType<typeof peopleStand>>;
let sessions: Record<keyof typeof office, { readonly cookie: string }>;
let structures: Map<string, string>;
beforeEach(async () => {
  structures = new Map(presentStructures);
  stand = await peopleStand({
    routes: registryRoutes({ rules: rulesFor, structures }),
    way: { kind: "development", people: Object.values(office) },
  });
  const signedIn = await Promise.all(
    Object.entries(office).map(async ([name, { subject }]) => [name, await stand.signIn(subject)] as const),
  );
  sessions = Object.fromEntries(signedIn) as typeof sessions;
});
afterEach(() => stand.close());

type Answer = {
  readonly result?: string;
  readonly code?: string;
  readonly application?: {
    readonly applicationNo: string;
    readonly state: string;
    readonly timeline: object[];
  };
};

const ask = async (who: keyof typeof office, path: string, body?: object) => {
  const url = `/staff/v1/registry/${path}`;
  const headers = sessions[who];
  if (body === undefined) return (await stand.get(url, headers)).json<Answer>();
  return (await stand.post(url, body, { ...headers, "idempotency-key": randomUUID() })).json<Answer>();
};

/** What a terminal hears of the first card of Heze. */
const observed = async () => {
  const evidence = lookAt(chipOf("card-1"));
  const authorization = `Bearer ${bearer}`;
  const answer = await stand.post("/v1/cards/observe", { header: headerOf(), evidence }, { authorization });
  return answer.json<{ readonly result: string; readonly code?: string }>();
};

const profile = "cn-ssc-2.00-3des";

/** The centre was started anew on the profiles that it has now. */
const startAnew = () => stand.store.write((tx) => comparePresent(tx, stand.state.nowMs, structures));

test("a changed file structure blocks its cards until it is approved again", async () => {
  expect((await observed()).result).toBe("known");

  structures.set(profile, "0".repeat(64));
  await startAnew();
  expect(await observed()).toEqual({ result: "refused", code: "profile-not-approved" });
  expect(await ask("city", "issuers/371700")).toMatchObject({
    designs: expect.arrayContaining([{ kind: "file-structure", name: profile, inForce: false }]),
  });

  const applied = await ask("city", "issuers/371700/designs", { kind: "file-structure", name: profile });
  expect(applied).toMatchObject({ result: "accepted", application: { state: "province-review" } });
  const path = `applications/${applied.application?.applicationNo ?? ""}/review`;
  const agreed = { decision: "agree" };
  expect(await ask("province", path, { decision: "return" })).toMatchObject({ code: "reason-missing" });
  expect((await ask("province", path, agreed)).application?.state).toBe("ministry-review");
  expect((await observed()).code).toBe("profile-not-approved");

  expect((await ask("ministry", path, agreed)).application?.state).toBe("approved");
  expect((await observed()).result).toBe("known");
  await startAnew();
  expect((await observed()).result).toBe("known");
  expect(await verifyAudit(stand.store)).toMatchObject({ ok: true });
});

test("a file structure that is put back as it was approved frees its cards by itself", async () => {
  structures.delete(profile);
  await startAnew();
  expect((await observed()).code).toBe("profile-not-approved");
  structures.set(profile, presentStructures.get(profile) ?? "");
  await startAnew();
  expect((await observed()).result).toBe("known");
  const changes = (await rowsOf.events(stand.store)).filter((event) => event === "file-structure-changed");
  // Four of the demonstration's issuers have cards of this structure, and it changed twice.
  expect(changes).toHaveLength(4 * 2);
});

test("a city becomes an issuer: province, ministry, number, filing, and only then a file structure", async () => {
  const asked = { region: "370200", details: qingdao };
  expect(await ask("city", "applications", asked)).toMatchObject({ code: "not-your-office" });
  const applied = await ask("ministryToo", "applications", asked);
  const no = applied.application?.applicationNo ?? "";
  expect(no).toBe("370200-0001");
  const agreed = { decision: "agree" };
  const returned = { decision: "return", why: "发卡数量依据不足" };
  expect((await ask("province", `applications/${no}/review`, returned)).application?.state).toBe("returned");
  expect((await ask("ministryToo", `applications/${no}/resubmit`, {})).application?.state).toBe(
    "province-review",
  );
  await ask("province", `applications/${no}/review`, agreed);
  expect(await ask("ministryToo", `applications/${no}/review`, agreed)).toMatchObject({ code: "own-entry" });
  expect((await ask("ministry", `applications/${no}/review`, agreed)).application?.state).toBe("approved");
  expect(await ask("ministry", "issuers/370200")).toMatchObject({ number: "370200", approved: false });

  const design = { kind: "file-structure", name: "cn-ssc-3.00-3des" };
  expect(await ask("ministryToo", "issuers/370200/designs", design)).toMatchObject({
    code: "issuer-not-approved",
  });
  const filing = { filingNo: "NRC-2026-0417" };
  expect((await ask("ministry", `applications/${no}/file`, filing)).application?.state).toBe("filed");
  expect(await ask("ministryToo", "issuers/370200/designs", design)).toMatchObject({ result: "accepted" });

  const { timeline } = (await ask("province", `applications/${no}`)) as { timeline?: { state: string }[] };
  expect(timeline?.map(({ state }) => state)).toEqual([
    "province-review",
    "returned",
    "province-review",
    "ministry-review",
    "approved",
    "filed",
  ]);
});

test("an approval that is withdrawn stops the cards of that issuer", async () => {
  const answer = await ask("ministry", "issuers/371700/withdraw", { why: "抽查不合格" });
  expect(answer).toMatchObject({ result: "accepted", issuer: { approved: false } });
  expect(await observed()).toEqual({ result: "refused", code: "issuer-not-approved" });
  expect(await rowsOf.events(stand.store)).toContain("registry");
});

test("a report for the record asks nobody, and another city cannot make it", async () => {
  const told = { kind: "more-cards", detail: "追加 20 万张" };
  expect(await ask("otherCity", "issuers/371700/reports", told)).toMatchObject({ code: "not-your-office" });
  expect(await ask("city", "issuers/371700/reports", told)).toMatchObject({
    result: "accepted",
    issuer: { reports: [{ ...told, who: "city" }] },
  });
});

test("who has not the duty, and what is not there, are told so", async () => {
  const key = { "idempotency-key": randomUUID() };
  const url = "/staff/v1/registry/applications/371700-0001/review";
  const answer = await stand.post(url, { decision: "agree" }, { ...sessions.city, ...key });
  expect(answer.statusCode).toBe(403);
  const missing = await stand.get("/staff/v1/registry/issuers/999999", sessions.city);
  expect(missing.statusCode).toBe(404);
});
