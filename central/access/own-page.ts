import type { FastifyRequest } from "fastify";
import { ok, type Result } from "../../hardware/result.ts";
import { refuse, type Problem } from "../problems.ts";

/**
 * Whether a request that may change something comes from the centre's own pages, or from no browser at all.
 * The cookie is SameSite=Strict; this holds where another site of the same registrable domain, or a page whose
 * name was bound anew to this machine's address, would get past that.
 */
export function fromOwnPage(
  { headers }: Pick<FastifyRequest, "headers">,
  origins: readonly string[],
): Result<undefined, Problem> {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return refuse("forbidden", "from another site");
  const { origin } = headers;
  if (origin !== undefined && !origins.includes(origin)) return refuse("forbidden", "from another origin");
  return ok(undefined);
}

/** Whether this is an address the centre is known by: a name bound anew to its address is none. */
export const knownHost = (host: string | undefined, origins: readonly string[]): boolean =>
  host !== undefined && origins.some((origin) => new URL(origin).host === host);
