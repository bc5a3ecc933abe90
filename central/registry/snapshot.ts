import { createPrivateKey, sign } from "node:crypto";
import { ok } from "../../hardware/result.ts";
import { canonical, encode } from "../answers.ts";
import { signedSnapshot, type IssuerSnapshot, type SignedSnapshot } from "../contract-registry.ts";
import type { Answered } from "../problems.ts";
import { issuerOf } from "../register.ts";
import type { Ed25519Jwk } from "../ed25519.ts";
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
