import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { pino } from "pino";
import { newestAuditMs } from "./audit.ts";
import { centreOver } from "./centre.ts";
import { monotoneClock } from "./clock.ts";
import { developmentKeys } from "./development-keys.ts";
import { buildHttp } from "./http.ts";
import { seedDemonstration } from "./seed.ts";
import { openStore } from "./store-sql.ts";

export type CentralOptions = {
  /** Made with mode 0600 when absent; `:memory:` for a centre that forgets. */
  readonly databaseFile: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Loopback unless told otherwise. */
  readonly host?: string;
  /** The terminals' bearer token, or a file that holds it (made with mode 0600 when absent). */
  readonly token?: string;
  readonly tokenFile?: string;
  /** Fills an empty store with the demonstration's issuers and cards. */
  readonly seed?: boolean;
  /** Terminals whose cards a PSAM of their own seals; the HSM seals for all others. */
  readonly psamTerminals?: readonly string[];
  /** pino's level; `info` unless told otherwise. Logs go to stderr. */
  readonly logLevel?: string;
  /** The disk failed: the process has to end. Throws out of any context unless told otherwise. */
  readonly onBroken?: (error: unknown) => void;
  /** Milliseconds since 1970; the machine's clock unless told otherwise. */
  readonly wallMs?: () => number;
};

export type Central = { readonly url: string; readonly close: () => Promise<void> };

/** Starts the centre. Throws when it cannot be started: nothing is served from half a centre. */
export async function startCentral(options: CentralOptions): Promise<Central> {
  const log = pino({ name: "central", level: options.logLevel ?? "info" }, pino.destination(2));
  const token = options.token ?? tokenFrom(options.tokenFile);
  const onBroken = (error: unknown) => {
    log.fatal({ err: error }, "the store is broken: the centre stops");
    if (options.onBroken !== undefined) return options.onBroken(error);
    // Uncaught on purpose. A process that lost its disk must not go on answering.
    setImmediate(() => {
      throw error;
    });
  };

  const opened = openStore({ file: options.databaseFile, onBroken });
  if (!opened.ok) throw new Error(`the centre's store: ${JSON.stringify(opened.fault)}`);
  const store = opened.value;
  const clock = monotoneClock(options.wallMs ?? (() => Date.now()), await newestAuditMs(store));
  const hsm = developmentKeys();
  for (const warning of hsm.warnings) log.warn({ warning }, "published test keys: never for real cards");

  const centre = centreOver(store, hsm, clock, undefined, (terminalId) =>
    options.psamTerminals?.includes(terminalId) === true ? "psam" : "hsm",
  );
  const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
  const app = buildHttp({ centre, pause, token, log });
  try {
    if (options.seed === true) await store.write((tx) => seedDemonstration(tx, clock.nowMs()));
    const url = await app.listen({ port: options.port, host: options.host ?? "127.0.0.1" });
    log.info({ url }, "the centre listens");
    const ticking = everySecond(
      () => centre.tick(),
      (error) => log.error({ err: error }, "a timer met a bug"),
    );
    return {
      url,
      async close() {
        await ticking.stop();
        await app.close();
        await store.close();
      },
    };
  } catch (error) {
    await app.close();
    await store.close();
    throw error;
  }
}

/** One round at a time, and the next a second after it; a store that is busy is tried again then. */
function everySecond(work: () => Promise<void>, onError: (error: unknown) => void) {
  let round: Promise<void> = Promise.resolve();
  let next: ReturnType<typeof setTimeout>;
  const wait = (): void => {
    next = setTimeout(() => {
      round = work().catch(onError).finally(wait);
    }, 1000);
    next.unref();
  };
  wait();
  return {
    async stop() {
      clearTimeout(next);
      await round;
      clearTimeout(next);
    },
  };
}

function tokenFrom(file: string | undefined): string {
  if (file === undefined) throw new Error("the centre needs a token or a token file");
  try {
    // `wx` never writes over a token that terminals use already.
    writeFileSync(file, `${randomBytes(32).toString("base64url")}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const token = readFileSync(file, "utf8").trim();
  if (token.length < 16) throw new Error(`token file ${file}: shorter than 16 characters`);
  return token;
}
