import { randomBytes } from "node:crypto";
import { pino } from "pino";
import { allRoutes } from "../routes.ts";
import type { Route } from "../api/route.ts";
import { centreOver } from "../centre.ts";
import { monotoneClock } from "../clock.ts";
import { developmentKeys } from "../development-keys.ts";
import { morningMs, openTestStore } from "../for-tests.ts";
import { buildHttp } from "../http.ts";
import { developmentPeople } from "./development-people.ts";
import { peopleFaces, type Rates } from "./people.ts";
import { sessionCookie, type SignInWay } from "./sign-in.ts";

export const ownOrigin = "http://127.0.0.1:8077";
export const bearer = "a-token-of-enough-length";

/** The whole centre without a socket: its people's faces over a store in memory, and a clock that is moved by hand. */
export async function peopleStand(
  told: {
    readonly routes?: readonly Route[];
    readonly way?: SignInWay;
    readonly rates?: Rates;
    readonly origins?: () => readonly string[];
    readonly trustedProxies?: readonly string[];
  } = {},
) {
  const store = await openTestStore();
  const state = { nowMs: morningMs };
  const logged: string[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void logged.push(line) });
  const clock = monotoneClock(() => state.nowMs, 0);
  const app = buildHttp({
    centre: centreOver(store, developmentKeys(), clock),
    pause: () => Promise.resolve(),
    token: bearer,
    log,
    ...(told.trustedProxies !== undefined && { trustedProxies: told.trustedProxies }),
    people: peopleFaces({
      store,
      nowMs: clock.nowMs,
      routes: told.routes ?? allRoutes(),
      origins: told.origins ?? (() => [ownOrigin]),
      mintToken: () => randomBytes(32).toString("base64url"),
      way: told.way ?? { kind: "development", people: developmentPeople },
      rates: told.rates ?? { public: 1e6, staff: 1e6, signIn: 1e6, authority: 1e6 },
    }),
  });
  await app.ready();

  type Headers = Readonly<Record<string, string>>;
  const host = new URL(ownOrigin).host;
  const get = (url: string, headers: Headers = {}) =>
    app.inject({ method: "GET", url, headers: { host, ...headers } });
  const post = (url: string, body: unknown, headers: Headers = {}) =>
    app.inject({
      method: "POST",
      url,
      headers: { host, "content-type": "application/json", ...headers },
      payload: typeof body === "string" ? body : JSON.stringify(body),
    });

  return {
    app,
    store,
    state,
    logged,
    get,
    post,
    /** Signs in as one of the demonstration's people; answers the header that carries the session. */
    async signIn(subject: string): Promise<{ readonly cookie: string }> {
      const answer = await post("/staff/v1/sign-in/development", { subject });
      const set = answer.cookies.find(({ name }) => name === sessionCookie);
      if (set === undefined) throw new Error(`${subject}: ${answer.body}`);
      return { cookie: `${sessionCookie}=${set.value}` };
    },
    async close() {
      await app.close();
      await store.close();
    },
  };
}
