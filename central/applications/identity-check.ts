import { createPublicKey, verify, type JsonWebKey } from "node:crypto";
import { z } from "zod";
import { nationalNumberHolds } from "../../card/codes.ts";
import { fail, ok, type Result } from "../../hardware/result.ts";
import type { Person } from "./submit.ts";

type IdentityFault = "not-a-statement" | "not-signed-by-the-platform" | "for-another-service" | "expired";

/**
 * Whether a living person stands behind an online request (S3). The person is recognised by a platform of its own (the
 * national one, the region's app); what comes here is that platform's statement, which is checked without asking
 * anybody, so that no transaction waits for a network.
 */
export type IdentityCheck = {
  /** Whose word is believed: a platform's, anybody's (development), or nobody's. */
  readonly believes: "platform" | "anybody" | "nobody";
  /** Said wherever people might take it for more than it is; absent for a real one. */
  readonly warning?: string;
  readonly personIn: (statement: string, nowMs: number) => Result<Person, IdentityFault>;
};

/** How far ahead a statement may be dated: two machines' clocks are never quite the same. */
const aheadMs = 60_000;
/** However long the platform says that it holds, no longer than this after it was made. */
const holdsMaxMs = 15 * 60_000;

const claims = z.object({
  sub: z.string().refine(nationalNumberHolds),
  name: z.string().trim().min(1).max(50),
  aud: z.string(),
  /** Seconds since 1970 (RFC 7519 4.1). */
  iat: z.number(),
  exp: z.number(),
});

/** A JSON Web Token signed with Ed25519 (RFC 7519, RFC 8037), by one of the platform's keys. */
export function signedIdentity(audience: string, keys: readonly JsonWebKey[]): IdentityCheck {
  const publicKeys = keys.map((key) => createPublicKey({ key, format: "jwk" }));
  if (publicKeys.some((key) => key.asymmetricKeyType !== "ed25519"))
    throw new Error("the identity platform's keys: only Ed25519 keys sign statements");
  return {
    believes: "platform",
    personIn(statement, nowMs) {
      const [header = "", payload = "", signature = "", ...rest] = statement.split(".");
      const alg = z.object({ alg: z.literal("EdDSA") }).safeParse(jsonIn(header));
      if (rest.length > 0 || !alg.success) return fail("not-a-statement");
      const signed = Buffer.from(`${header}.${payload}`, "ascii");
      const bytes = Buffer.from(signature, "base64url");
      if (!publicKeys.some((key) => verify(null, signed, key, bytes)))
        return fail("not-signed-by-the-platform");
      const said = claims.safeParse(jsonIn(payload));
      if (!said.success) return fail("not-a-statement");
      const { sub, name, aud, iat, exp } = said.data;
      if (aud !== audience) return fail("for-another-service");
      const [madeMs, endsMs] = [iat * 1000, Math.min(exp * 1000, iat * 1000 + holdsMaxMs)];
      return madeMs > nowMs + aheadMs || endsMs <= nowMs
        ? fail("expired")
        : ok({ nationalNumber: sub, name });
    },
  };
}

/** Believes whatever it is told: for development, where no platform can be reached. */
export const developmentIdentity: IdentityCheck = {
  believes: "anybody",
  warning: "Identity is not verified here: a development adapter believes whatever it is told.",
  personIn(statement) {
    const said = claims.pick({ sub: true, name: true }).safeParse(jsonIn(statement));
    return said.success
      ? ok({ nationalNumber: said.data.sub, name: said.data.name })
      : fail("not-a-statement");
  },
};

/** Where no platform is configured and strangers can reach the centre: nobody applies online. */
export const nobodyRecognised: IdentityCheck = {
  believes: "nobody",
  warning: "Nobody can apply online: no platform is configured that recognises people.",
  personIn: () => fail("not-signed-by-the-platform"),
};

/** JSON behind base64url; undefined for whatever is none. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
