import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Route } from "../api/route.ts";
import type { Store } from "../store.ts";
import { developmentPeople } from "./development-people.ts";
import type { OidcOptions } from "./oidc.ts";
import { peopleFaces, type Rates } from "./people.ts";
import type { SignInWay } from "./sign-in.ts";

export type PeopleOptions = {
  /**
   * How the staff signs in. `development` checks nobody's identity, and is taken on loopback only; absent:
   * nobody can sign in.
   */
  readonly signIn?: { readonly kind: "development" } | ({ readonly kind: "oidc" } & OidcOptions);
  /** `https://...` by which browsers reach the centre behind its proxy; the listening address when absent. */
  readonly publicUrl?: string;
  readonly rates?: Rates;
};

type People = {
  readonly mount: (scope: FastifyInstance) => Promise<void>;
  /** To be told where the centre listens, before anybody is answered. */
  readonly listening: (url: string) => void;
};

/** Wires the faces of people and authorities. Throws when what was asked for would let strangers in. */
export async function openPeople(
  options: PeopleOptions & { readonly host: string },
  parts: {
    readonly store: Store;
    readonly nowMs: () => number;
    readonly mintToken: () => string;
    readonly routes: readonly Route[];
    readonly log: FastifyBaseLogger;
  },
): Promise<People> {
  const { signIn, publicUrl, host, rates } = options;
  if (signIn?.kind === "development") {
    if (!isLoopback(host)) throw new Error(`development sign-in on ${host}: it is for loopback only`);
    parts.log.warn("development sign-in: nobody's identity is checked");
  }
  if (signIn?.kind === "oidc" && !isSafe(new URL(signIn.issuer)))
    throw new Error(`the identity provider at ${signIn.issuer}: anything but HTTPS is for loopback only`);
  let origins: readonly string[] = publicUrl === undefined ? [] : [new URL(publicUrl).origin];
  const { store, nowMs, mintToken, routes } = parts;
  const way = await wayOf(signIn);
  return {
    mount: peopleFaces({
      store,
      nowMs,
      routes,
      origins: () => origins,
      mintToken,
      ...(way !== undefined && { way }),
      ...(rates !== undefined && { rates }),
    }),
    listening(url) {
      const { origin, port } = new URL(url);
      // A machine's own browser may call it either way.
      const own = isLoopback(host) ? [origin, `http://localhost:${port}`] : [origin];
      origins = publicUrl === undefined ? own : [new URL(publicUrl).origin, ...own];
    },
  };
}

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);

const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === "https:" || (protocol === "http:" && isLoopback(hostname));

async function wayOf(signIn: PeopleOptions["signIn"]): Promise<SignInWay | undefined> {
  if (signIn === undefined) return undefined;
  if (signIn.kind === "development") return { kind: "development", people: developmentPeople };
  // Loaded where it is used: a centre on one machine starts without it.
  const { oidcSignIn } = await import("./oidc.ts");
  return { kind: "oidc", oidc: oidcSignIn(signIn) };
}
