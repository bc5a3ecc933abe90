import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { z } from "zod";
import type { ApplicationOptions } from "../central/applications/open-applications.ts";

/** What `central serve` is told about other offices: who knows what is still owed, and who recognises people. */
export type ApplicationWords = {
  readonly settlementUrl?: string;
  readonly settlementTokenFile?: string;
  readonly identityKeys?: string;
  readonly identityAudience: string;
};

/** Longest wait for an office; what has not come by then is not known. */
const settlementTimeoutMs = 5000;

export const applicationWords = (command: Command): Command =>
  command
    .option("--settlement-url <url>", "ask this interface what is to be settled before a card is cancelled")
    .option("--settlement-token-file <file>", "the centre's bearer token there")
    .option("--identity-keys <file>", "JSON Web Key Set of the platform that recognises people online")
    .option("--identity-audience <name>", "whom the platform's statements are made out to", "cardhall");

/** Ed25519 public keys (RFC 8037); others in the set are of no use here. */
const keySet = z.object({
  keys: z
    .array(z.looseObject({ kty: z.string(), crv: z.string().optional(), x: z.string().optional() }))
    .max(32),
});

/** Throws when a file cannot be read or a URL would carry a token in the clear. */
export function applicationOptions(words: ApplicationWords): ApplicationOptions {
  const { settlementUrl, settlementTokenFile, identityKeys, identityAudience } = words;
  return {
    ...(settlementUrl !== undefined && {
      settlement: {
        url: safe(settlementUrl),
        token: settlementTokenFile === undefined ? "" : readFileSync(settlementTokenFile, "utf8").trim(),
        timeoutMs: settlementTimeoutMs,
      },
    }),
    ...(identityKeys !== undefined && {
      identity: { audience: identityAudience, keys: keysIn(readFileSync(identityKeys, "utf8")) },
    }),
  };
}

function keysIn(text: string) {
  const { keys } = keySet.parse(JSON.parse(text));
  const usable = keys.flatMap(({ kty, crv, x }) =>
    kty === "OKP" && crv === "Ed25519" && x !== undefined ? [{ kty, crv, x }] : [],
  );
  if (usable.length === 0) throw new Error("no Ed25519 key in the platform's key set");
  return usable;
}

function safe(url: string): string {
  const { protocol, hostname } = new URL(url);
  const onLoopback = hostname === "localhost" || /^127\./.test(hostname) || hostname === "[::1]";
  if (protocol !== "https:" && !onLoopback)
    throw new Error(`${url}: anything but HTTPS is for loopback only`);
  return url;
}
