import { pino } from "pino";
import { expect } from "vitest";
import { verifyAudit } from "../../central/proof/audit-verify.ts";
import { centreOver } from "../../central/centre.ts";
import { monotoneClock } from "../../central/clock.ts";
import { developmentKeys } from "../../central/development-keys.ts";
import { morningMs, openTestStore } from "../../central/for-tests.ts";
import { buildHttp } from "../../central/http.ts";
import type { SealedBy } from "../../central/scripts.ts";
import { seedDemonstration } from "../../central/seed.ts";
import type { Store } from "../../central/store.ts";

const token = "a-token-of-enough-length";

/** A message lost on its way there, or its answer on the way back; nothing gets through after it. */
type Cut = { readonly n: number; readonly when: "before" | "after" };

/** The real centre, HTTP and all, without a socket; its store is in memory, SQLite unless another one is given. */
export async function testCentre(given?: Store, sealedBy?: SealedBy) {
  const store = given ?? (await openTestStore());
  if (given !== undefined) await store.write((tx) => seedDemonstration(tx, morningMs));
  const state = { nowMs: morningMs };
  const log = pino({ level: "silent" });
  const clock = monotoneClock(() => state.nowMs, 0);
  const centre = centreOver(store, developmentKeys(), clock, sealedBy === undefined ? {} : { sealedBy });
  const app = buildHttp({
    centre,
    pause: () => Promise.resolve(),
    token,
    log,
  });

  /** One terminal's line to the centre. */
  function line() {
    let cut: Cut | undefined;
    let asked = 0;
    const lineFetch: typeof fetch = async (input, init = {}) => {
      const n = asked++;
      if (cut !== undefined && (n > cut.n || (n === cut.n && cut.when === "before")))
        throw new TypeError("cut");
      const { method = "GET", headers, body } = init;
      const answer = await app.inject({
        method: method === "POST" ? "POST" : "GET",
        url: new URL(input as string).pathname,
        headers: headers as Record<string, string>,
        ...(typeof body === "string" ? { payload: body } : {}),
      });
      if (cut?.n === n) throw new TypeError("cut");
      return new Response(answer.body, { status: answer.statusCode });
    };
    return {
      fetch: lineFetch,
      /** Counts from 0 again. */
      cut(next: Cut | undefined) {
        cut = next;
        asked = 0;
      },
      asked: () => asked,
      wasCut: () => cut !== undefined && asked > cut.n,
    };
  }

  return {
    token,
    line,
    store,
    /** What the centre holds of one card, its operations and their papers. */
    async books(cardRef: string) {
      return store.write(async (tx) => ({
        card: (await tx.get("card", { card_ref: cardRef })) ?? expect.fail("no such card"),
        operations: (await tx.find("operation", { card_ref: cardRef })).sort((a, b) => a.epoch - b.epoch),
        prints: await tx.find("print", {}),
        alarms: await tx.find("audit", { event: "alarm" }),
      }));
    },
    over: centre,
    /** Time passes for the centre, and what has come due is done. */
    async after(ms: number) {
      state.nowMs += ms;
      await centre.tick();
    },
    release: (terminalId: string) => centre.release(terminalId, "a clerk"),
    auditHolds: async () => (await verifyAudit(store)).ok,
    async close() {
      await app.close();
      await store.close();
    },
  };
}
