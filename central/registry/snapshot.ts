import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { ok } from "../../hardware/result.ts";
import { canonical, encode } from "../answers.ts";
import { signedSnapshot, type IssuerSnapshot, type SignedSnapshot } from "../contract-registry.ts";
import type { Answered } from "../problems.ts";
import { issuerOf } from "../register.ts";
import { ed25519Jwk, type Ed25519Jwk } from "../rules/rule-signature.ts";
import type { Store } from "../store.ts";

/** What terminals carry with them of the registry, made and signed at each question: there are a few hundred issuers. */
export const snapshotOver =
  (store: Store, nowMs: () => number, key: Ed25519Jwk) => (): Promise<Answered<SignedSnapshot>> =>
    store.write(async (tx) => {
      const rows = await tx.find("issuer", {});
      const snapshot: IssuerSnapshot = {
        v: 1,
        madeAtMs: nowMs(),
        issuers: rows.map((row) => ({
          ...issuerOf(row),
          approved: row.approved === 1,
          profiles: row.profiles.split(" ").filter((each) => each !== ""),
        })),
      };
      const text = canonical(snapshot);
      const signature = sign(null, Buffer.from(text, "utf8"), createPrivateKey({ key, format: "jwk" }));
      return ok(
        encode(signedSnapshot, { text, signature: signature.toString("base64url"), publicKey: key.x }),
      );
    });

/** A key that is forgotten with the process: for a centre that forgets everything else too. */
export const passingKey = (): Ed25519Jwk =>
  ed25519Jwk.parse(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }));

/** The key in this file, made with mode 0600 when absent. Terminals hold later snapshots to it, so it is kept. */
export function snapshotKey(file: string): Ed25519Jwk {
  try {
    writeFileSync(file, `${JSON.stringify(passingKey())}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const key = ed25519Jwk.parse(JSON.parse(readFileSync(file, "utf8")));
  if (key.d === undefined) throw new Error(`${file}: no private key`);
  return key;
}
