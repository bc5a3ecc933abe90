import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { targetOf, type OperationKind } from "../card/life.ts";
import { chipOf, headerOf, lookAt, opIdOf, seen, writeAll } from "../central/for-tests.ts";
import { startCentral } from "../central/main.ts";
import { proofOptions, proofWords, type ProofWords } from "./central-proof.ts";
import { certificateCommand } from "./certificate.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cardhall-certificate-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true });
});

/** The centre as `cardhall central serve` with these words is one. */
async function centre(...words: readonly string[]) {
  const told = proofWords(new Command()).parse(words, { from: "user" }).opts<ProofWords>();
  const database = join(folder, "central.db");
  return startCentral({
    ...proofOptions(told, database),
    database,
    tokenFile: join(folder, "token"),
    port: 0,
    seed: true,
    logLevel: "silent",
  });
}

async function asTerminal<Answer>(url: string, path: string, body?: object): Promise<Answer> {
  const token = readFileSync(join(folder, "token"), "utf8").trim();
  const answer = await fetch(`${url}/v1/operations/${path}`, {
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Answer;
}

const signedOf = async (url: string, opId: string) =>
  (await asTerminal<{ readonly signed: string }>(url, `${opId}/certificate`)).signed;

/** A whole operation as a terminal does it; answers what its certificate's QR code says. */
async function perform(url: string, chip: ReturnType<typeof chipOf>, kind: OperationKind, opId: string) {
  const header = headerOf();
  const reason = kind === "freeze" ? "other" : "card-found";
  const asked = { header, kind, reason, evidence: lookAt(chip) };
  const begun = await asTerminal<{ readonly epoch: number }>(url, `${opId}/authorise`, asked);
  writeAll(chip, opId, begun.epoch, targetOf[kind]);
  const report = { header, epoch: begun.epoch, outcome: seen(chip) };
  expect(await asTerminal(url, `${opId}/report`, report)).toMatchObject({ result: "done" });
  return signedOf(url, opId);
}

/** What the public page is told, which asks the centre. */
const online = async (url: string, text: string): Promise<unknown> => {
  const address = `${url}/public/v1/certificates/verify?text=${encodeURIComponent(text)}`;
  return (await fetch(address)).json();
};

/** `cardhall certificate verify`, with nothing but the keys that were published. */
function offline(text: string): unknown {
  const said = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const program = new Command();
  certificateCommand(program);
  program.parse(["certificate", "verify", text, "--keys", join(folder, "keys.json"), "--json"], {
    from: "user",
  });
  const [[line] = []] = said.mock.calls;
  said.mockRestore();
  return { ...(JSON.parse(String(line)) as object), exitCode: process.exitCode };
}

test("a centre that goes over to SM2: new paper and old are true, at the centre and without a network", async () => {
  const chip = chipOf("card-1");
  const before = await centre();
  const old = await perform(before.url, chip, "freeze", opIdOf(1));
  await before.close();
  expect(old.startsWith("CH2|ed25519|371700-")).toBe(true);

  const after = await centre("--certificate-signature", "sm2");
  const fresh = await perform(after.url, chip, "unfreeze", opIdOf(2));
  expect(fresh.startsWith("CH2|sm2|371700-")).toBe(true);
  expect(statSync(join(folder, "central.db.certificate-key-sm2")).mode & 0o777).toBe(0o600);
  // An SM2 signature differs each time; a copy of the paper is as true as its original.
  const again = await signedOf(after.url, opIdOf(2));
  expect(again).not.toBe(fresh);
  for (const text of [fresh, again])
    expect(await online(after.url, text)).toMatchObject({
      result: "true",
      kind: "unfreeze",
      overtaken: false,
    });
  expect(await online(after.url, old)).toMatchObject({ result: "true", kind: "freeze", overtaken: true });
  const changed = fresh.replace("|unfreeze|", "|freeze|");
  expect(await online(after.url, changed)).toEqual({ result: "not-true", because: "signature-wrong" });

  const published = await (await fetch(`${after.url}/public/v1/certificate-keys`)).text();
  expect(published).not.toContain('"d"');
  await after.close();
  writeFileSync(join(folder, "keys.json"), published);
  expect(offline(fresh)).toMatchObject({ ok: true, kind: "unfreeze", algorithm: "sm2", exitCode: 0 });
  expect(offline(old)).toMatchObject({ ok: true, kind: "freeze", algorithm: "ed25519", exitCode: 0 });
  expect(offline(changed)).toMatchObject({ ok: false, fault: "signature-wrong", exitCode: 1 });
});

test("only the two algorithms are taken", () => {
  const words = proofWords(new Command().exitOverride().configureOutput({ writeErr: () => undefined }));
  expect(() => words.parse(["--certificate-signature", "rsa"], { from: "user" })).toThrow("ed25519, sm2");
});
