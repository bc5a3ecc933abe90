import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sha256 } from "../answers.ts";
import { morningMs, openTestStore } from "../for-tests.ts";
import { enrol, offer, renew } from "./enrolment.ts";
import { certificateLifeMs, newRequest, openTerminalAuthority } from "./terminal-authority.ts";

test("a terminal that asks for certificates without end has twenty, and more once they have run out", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cardhall-renewal-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const authority = await openTerminalAuthority(join(folder, "authority.pem"), morningMs);
  const store = await openTestStore();
  onTestFinished(() => store.close());
  const { request } = await newRequest("T-1");
  const offered = { terminalId: "T-1", tokenHash: sha256("a token") };
  await store.write((tx) => offer(tx, morningMs, offered, { subject: "dev-operator" }));
  const enrolNow = () => store.write((tx) => enrol(tx, morningMs, { token: "a token", request }, authority));
  expect(await enrolNow()).toMatchObject({ ok: true });
  const held = () => store.write((tx) => tx.find("terminal_certificate", { terminal_id: "T-1" }));
  const renewAt = async (nowMs: number) => {
    const [row] = await held();
    if (row === undefined) throw new Error("nothing to renew");
    return store.write((tx) => renew(tx, nowMs, row, authority));
  };
  for (let n = 0; n < 19; n++) expect(await renewAt(morningMs + n)).toMatchObject({ ok: true });
  const refused = { ok: false, fault: { code: "rate-limited" } };
  expect(await renewAt(morningMs)).toEqual(refused);
  expect(await enrolNow()).toEqual(refused);
  expect(await held()).toHaveLength(20);
  expect(await renewAt(morningMs + certificateLifeMs + 1000)).toMatchObject({ ok: true });
});
