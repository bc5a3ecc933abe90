import type { Clock } from "../hardware/clock.ts";
import type { CentreClient } from "./central-client.ts";
import type { Found } from "./diagnostics-finding.ts";

export type CentreFacts = {
  readonly url: string;
  readonly answer: "ok" | "unreachable" | "refused" | "garbled";
  readonly roundTripMs?: number;
  /** Positive: this machine's clock is ahead of the centre's. */
  readonly skewMs?: number;
};

/** Journal times and certificates lose their meaning beyond this. */
const skewMostMs = 30_000;

export async function examineCentre(
  centre: Pick<CentreClient, "health">,
  parts: { readonly url: string; readonly clock: Clock; readonly wallMs: () => number },
): Promise<{ readonly facts: CentreFacts; readonly found: Found[] }> {
  const { url, clock, wallMs } = parts;
  const startMs = clock.nowMs();
  const answered = await centre.health();
  const tookMs = clock.nowMs() - startMs;
  if (!answered.ok) {
    const { fault } = answered;
    switch (fault.kind) {
      case "centre-unreachable":
        return {
          facts: { url, answer: "unreachable" },
          found: [{ code: "centre-unreachable", detail: `${url}: ${fault.detail}` }],
        };
      case "centre-refused":
        return {
          facts: { url, answer: "refused" },
          found: [{ code: "centre-refused", detail: `${String(fault.status)} ${fault.code}` }],
        };
      case "centre-garbled":
        return {
          facts: { url, answer: "garbled" },
          found: [{ code: "centre-unreachable", detail: `${url}: something else answers` }],
        };
    }
  }
  // Half the round trip is the best guess of when the centre looked at its clock.
  const skewMs = Math.round(wallMs() - tookMs / 2 - answered.value.nowMs);
  const facts: CentreFacts = { url, answer: "ok", roundTripMs: Math.round(tookMs), skewMs };
  const found: Found[] =
    Math.abs(skewMs) > skewMostMs
      ? [{ code: "clock-skew", detail: `${String(Math.round(skewMs / 1000))} s` }]
      : [];
  return { facts, found };
}
