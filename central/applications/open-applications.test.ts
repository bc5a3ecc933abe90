import { generateKeyPairSync } from "node:crypto";
import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { peopleStand } from "../access/for-tests.ts";
import { rulesFor } from "../rules/rule-set.ts";
import { openApplications, type ApplicationOptions } from "./open-applications.ts";

let stand: Awaited<ReturnType<typeof peopleStand>> | undefined;
afterEach(async () => {
  await stand?.close();
  stand = undefined;
});

function opened(options: ApplicationOptions & { readonly onLoopback: boolean }) {
  const warned: string[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => void warned.push(line) });
  return { ...openApplications({ ...options, ruleSets: rulesFor }, log), warned: warned.join("") };
}

test("who is believed online: anybody on this machine, nobody elsewhere, a platform where there is one", () => {
  const alone = opened({ onLoopback: true });
  expect(alone.warned).toContain("believes whatever it is told");
  expect(alone.parts.settlement).toBe("ledger");
  expect(opened({ onLoopback: false }).warned).toContain("Nobody can apply online");
  const { publicKey } = generateKeyPairSync("ed25519");
  const keys = [publicKey.export({ format: "jwk" })];
  const real = opened({
    onLoopback: false,
    identity: { audience: "cardhall", keys },
    settlement: { url: "https://settlement.example/", token: "t", timeoutMs: 1000 },
  });
  expect(real.warned).toBe("");
  expect(real.parts).toMatchObject({ settlement: "asked" });
});

test("through the centre's real doors: strangers see what is public, clerks their queue, authorities need a signature", async () => {
  stand = await peopleStand();
  expect((await stand.get("/public/v1/regions/371700")).json()).toMatchObject({ region: "371700" });
  expect((await stand.get("/staff/v1/applications")).statusCode).toBe(401);
  const session = await stand.signIn("dev-clerk-1");
  expect((await stand.get("/staff/v1/applications", session)).json()).toEqual({ items: [] });
  const auditor = await stand.signIn("dev-auditor");
  const key = { "idempotency-key": "0b6f4d8e-58a4-4c93-9d4c-000000000001" };
  const order = await stand.post(
    `/staff/v1/cards/${"0".repeat(32)}/replacement`,
    { kind: "ordered" },
    {
      ...auditor,
      ...key,
    },
  );
  expect(order.statusCode).toBe(403);
  const notice = await stand.post("/authorities/v1/notices", {}, key);
  expect(notice.statusCode).toBe(401);
});
