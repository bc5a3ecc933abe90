import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  issuerSnapshot,
  signedSnapshot,
  type IssuerSnapshot,
  type SignedSnapshot,
} from "../central/contract-registry.ts";
import type { Clock } from "../hardware/clock.ts";
import type { CentreClient } from "./central-client.ts";
import { writePrivate } from "./private-files.ts";

/** The registry's issuers, which a terminal carries with it for when the centre cannot be asked. */
export type IssuerList = {
  /** As the registry names them; undefined for an issuer that it does not know. */
  nameOf(issuerNumber: string): { readonly regionZh: string; readonly regionEn: string } | undefined;
  /** Asks for a newer list, unless that was done within the hour. Without an answer the old one stays. */
  refresh(): Promise<void>;
};

const refreshMs = 3_600_000;

/**
 * Kept in `file` as it was signed. The first key that was heard is the only one that is believed from then on; a
 * list that its signature does not fit, or that is older than the one at hand, is not taken.
 */
export function issuerList(parts: {
  readonly file: string;
  readonly centre: Pick<CentreClient, "issuers">;
  readonly clock: Clock;
  readonly warn: (what: string) => void;
}): IssuerList {
  const { file, centre, clock, warn } = parts;
  let kept = keptIn(file);
  let askedAtMs: number | undefined;

  return {
    nameOf: (issuerNumber) => kept?.snapshot.issuers.find(({ number }) => number === issuerNumber),
    async refresh() {
      const nowMs = clock.nowMs();
      if (askedAtMs !== undefined && nowMs - askedAtMs < refreshMs) return;
      askedAtMs = nowMs;
      const answered = await centre.issuers();
      if (!answered.ok) return;
      const snapshot = readSnapshot(answered.value);
      if (snapshot === undefined) return warn("its signature does not fit");
      if (kept !== undefined && kept.publicKey !== answered.value.publicKey)
        return warn("signed by another key");
      if (kept !== undefined && snapshot.madeAtMs < kept.snapshot.madeAtMs)
        return warn("older than the one at hand");
      kept = { snapshot, publicKey: answered.value.publicKey };
      try {
        writePrivate(file, JSON.stringify(answered.value));
      } catch {
        // This process has it all the same; a full disk is the journal's to tell.
        warn("could not be kept");
      }
    },
  };
}

type Kept = { readonly snapshot: IssuerSnapshot; readonly publicKey: string };

/** Nothing where there is no file, or what is in it is not what was signed. */
function keptIn(file: string): Kept | undefined {
  try {
    const signed = signedSnapshot.parse(JSON.parse(readFileSync(file, "utf8")));
    const snapshot = readSnapshot(signed);
    return snapshot && { snapshot, publicKey: signed.publicKey };
  } catch {
    return undefined;
  }
}

function readSnapshot({ text, signature, publicKey }: SignedSnapshot): IssuerSnapshot | undefined {
  try {
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: publicKey }, format: "jwk" });
    const holds = verify(null, Buffer.from(text, "utf8"), key, Buffer.from(signature, "base64url"));
    return holds ? issuerSnapshot.parse(JSON.parse(text)) : undefined;
  } catch {
    return undefined;
  }
}
