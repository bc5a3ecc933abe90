import { pino } from "pino";
import { verifyAudit } from "../../central/audit.ts";
import { monotoneClock } from "../../central/clock.ts";
import { developmentKeys } from "../../central/development-keys.ts";
import { morningMs, openTestStore } from "../../central/for-tests.ts";
import { buildHttp } from "../../central/http.ts";

const token = "a-token-of-enough-length";

/** A message lost on its way there, or its answer on the way back; nothing gets through after it. */
export type Cut = { readonly n: number; readonly when: "before" | "after" };

/** The real centre, HTTP and all, without a socket; its store is in memory. */
export async function testCentre() {
  const store = await openTestStore();
  const log = pino({ level: "silent" });
  const clock = monotoneClock(() => morningMs, 0);
  const app = buildHttp({ store, hsm: developmentKeys(), clock, token, log });

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
        card: await tx
          .selectFrom("card")
          .selectAll()
          .where("card_ref", "=", cardRef)
          .executeTakeFirstOrThrow(),
        operations: await tx
          .selectFrom("operation")
          .selectAll()
          .where("card_ref", "=", cardRef)
          .orderBy("epoch")
          .execute(),
        prints: await tx.selectFrom("print").selectAll().execute(),
        alarms: await tx.selectFrom("audit").selectAll().where("event", "=", "alarm").execute(),
      }));
    },
    auditHolds: async () => (await verifyAudit(store)).ok,
    async close() {
      await app.close();
      await store.close();
    },
  };
}

export type TestCentre = Awaited<ReturnType<typeof testCentre>>;
