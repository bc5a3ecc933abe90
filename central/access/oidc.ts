import * as client from "openid-client";
import { fail, ok, type Result } from "../../hardware/result.ts";
import type { SignInFaultCode } from "../../words/centre-access.ts";
import { rolesOf } from "./sessions.ts";
import type { Staff } from "./staff.ts";

export type OidcOptions = {
  /** The provider's issuer address; its discovery document lies below it. */
  readonly issuer: string;
  readonly clientId: string;
  /** Absent for a public client, which PKCE alone protects. */
  readonly clientSecret?: string;
  /** The claim that lists a person's roles, by the centre's own names; `roles` unless told otherwise. */
  readonly rolesClaim?: string;
  /** The claim with the number of the person's office, or `*`; `office` unless told otherwise. */
  readonly officeClaim?: string;
};

/** What the browser keeps of a sign-in under way; each part is used once. */
export type Attempt = { readonly state: string; readonly nonce: string; readonly verifier: string };

export type Oidc = {
  readonly begin: (
    redirectUri: string,
  ) => Promise<Result<{ readonly url: string; readonly attempt: Attempt }, SignInFaultCode>>;
  /** `returned`: the whole address at which the browser came back. */
  readonly finish: (returned: URL, attempt: Attempt) => Promise<Result<Staff, SignInFaultCode>>;
};

/**
 * Signing in by OpenID Connect: authorization code with PKCE (RFC 7636), state against a planted answer, nonce
 * against a replayed ID token. The provider is asked for its description at the first sign-in, so that a centre
 * starts, and serves its terminals, while the provider is away. Plain HTTP is taken as told: open-people.ts lets it
 * through for a provider on this machine.
 */
export function oidcSignIn(options: OidcOptions): Oidc {
  const issuer = new URL(options.issuer);
  let known: client.Configuration | undefined;
  const provider = async (): Promise<client.Configuration> =>
    (known ??= await client.discovery(
      issuer,
      options.clientId,
      options.clientSecret,
      options.clientSecret === undefined ? client.None() : undefined,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so that nobody overlooks it
      issuer.protocol === "http:" ? { execute: [client.allowInsecureRequests] } : {},
    ));

  return {
    async begin(redirectUri) {
      const config = await provider().catch(() => undefined);
      if (config === undefined) return fail("provider-unreachable");
      const attempt = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: "openid profile",
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: "S256",
      });
      return ok({ url: url.href, attempt });
    },

    async finish(returned, attempt) {
      const config = await provider().catch(() => undefined);
      if (config === undefined) return fail("provider-unreachable");
      let claims: client.IDToken | undefined;
      try {
        const tokens = await client.authorizationCodeGrant(config, returned, {
          pkceCodeVerifier: attempt.verifier,
          expectedState: attempt.state,
          expectedNonce: attempt.nonce,
          idTokenExpected: true,
        });
        claims = tokens.claims();
      } catch (error) {
        // Whatever the provider or a forged answer did, nobody is signed in by it.
        return fail(error instanceof TypeError ? "provider-unreachable" : "provider-refused");
      }
      return claims === undefined ? fail("provider-refused") : staffOfClaims(claims, options);
    },
  };
}

function staffOfClaims(
  claims: client.IDToken,
  { rolesClaim = "roles", officeClaim = "office" }: OidcOptions,
): Result<Staff, SignInFaultCode> {
  // OpenID Connect Core 2: a `sub` is 255 characters at most. Cut short it might be somebody else's.
  if (claims.sub.length > 255) return fail("provider-refused");
  const roles = rolesOf(claims[rolesClaim]);
  const office = claims[officeClaim];
  if (roles.length === 0 || typeof office !== "string" || !/^(\d{6}|\*)$/.test(office))
    return fail("no-role");
  const name = typeof claims["name"] === "string" ? claims["name"].slice(0, 64) : claims.sub;
  return ok({ subject: claims.sub, name, office, roles });
}
