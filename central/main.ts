import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { pino } from "pino";
import { deskPorts } from "./access/desk-ports.ts";
import { registerDesk } from "./access/desks.ts";
import type { Enrolled, EnrolledOptions, openEnrolled } from "./access/open-enrolled.ts";
import { isLoopback, openPeople, type PeopleOptions } from "./access/open-people.ts";
import { openApplications, type ApplicationOptions } from "./applications/open-applications.ts";
import { newestAuditMs } from "./audit.ts";
import { centreOver } from "./centre.ts";
import { monotoneClock } from "./clock.ts";
import { buildHttp } from "./http.ts";
import { rulesOf } from "./regional-rules.ts";
import { mountPages, readPages } from "./pages.ts";
import { openProof, type ProofOptions } from "./proof/open-proof.ts";
import { openRegistry, type RegistryOptions } from "./registry/open-registry.ts";
import { allRoutes } from "./routes.ts";
import type { SealedBy } from "./scripts.ts";
import { seedDemonstration } from "./seed.ts";
import { fileBeside, openStore } from "./open-store.ts";
import { witnessed } from "./witness.ts";

export type CentralOptions = PeopleOptions &
  ApplicationOptions &
  RegistryOptions &
  ProofOptions & {
    /** SQLite's file (made with mode 0600 when absent; `:memory:` forgets), or `postgresql://...`. */
    readonly database: string;
    /**
     * Tells that the database was put back from a backup, so it is no part of one. Beside SQLite's file unless told
     * otherwise; with PostgreSQL none, and the operator says it.
     */
    readonly witnessFile?: string;
    /** 0 takes any free port. */
    readonly port: number;
    /** Loopback unless told otherwise; anywhere else no terminal is heard by its bearer. */
    readonly host?: string;
    /** The bearer token of terminals on this machine, or a file that holds it (made with mode 0600 when absent). */
    readonly token?: string;
    readonly tokenFile?: string;
    /** Listens for enrolled terminals as well (mutual TLS, signed messages). */
    readonly terminals?: EnrolledOptions;
    /** Where the built pages lie (desk, console, public page); without it only the API is answered. */
    readonly pagesFolder?: string;
    /** Fills an empty store with the demonstration's issuers and cards. */
    readonly seed?: boolean;
    /** Terminals whose cards a PSAM of their own seals; the HSM seals for all others. */
    readonly psamTerminals?: readonly string[];
    /** Terminals that stand on a clerk's desk, and whose; the console names others. */
    readonly deskTerminals?: readonly { readonly terminalId: string; readonly office: string }[];
    /** Addresses of proxies in front of the people's faces, whose word for a caller's address is taken. */
    readonly trustedProxies?: readonly string[];
    /** Card scripts that one terminal may have in an hour; as many as it asks for when absent. */
    readonly scriptsPerHour?: number;
    /** pino's level; `info` unless told otherwise. Logs go to stderr. */
    readonly logLevel?: string;
    /** The disk failed: the process has to end. Throws out of any context unless told otherwise. */
    readonly onBroken?: (error: unknown) => void;
    /** Milliseconds since 1970; the machine's clock unless told otherwise. */
    readonly wallMs?: () => number;
  };

type Central = {
  readonly url: string;
  /** Where enrolled terminals are listened to. */
  readonly terminalsUrl?: string;
  readonly close: () => Promise<void>;
};

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

  const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
  const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  const opened = await openStore({ database: options.database, onBroken, pause, turn });
  if (!opened.ok) throw new Error(`the centre's store: ${JSON.stringify(opened.fault)}`);
  const proof = openProof(options, { random: (bytes) => randomBytes(bytes), after });
  const store = proof.sealed(opened.value);
  const clock = monotoneClock(options.wallMs ?? (() => Date.now()), await newestAuditMs(store));
  const { hsm } = proof;
  for (const warning of hsm.warnings) log.warn({ warning }, "published test keys: never for real cards");

  const host = options.host ?? "127.0.0.1";
  const { nowMs } = clock;
  const { ruleSets, issuers, compare } = openRegistry(options, { store, nowMs });
  const applications = openApplications({ ...options, ruleSets, onLoopback: isLoopback(host) }, log);
  const sealedBy: SealedBy = (terminalId) =>
    options.psamTerminals?.includes(terminalId) === true ? "psam" : "hsm";
  const centre = centreOver(store, hsm, clock, {
    rules: rulesOf(ruleSets),
    sealedBy,
    gate: applications.gate,
    signed: proof.signed,
    ...(options.scriptsPerHour !== undefined && { scriptsPerHour: options.scriptsPerHour }),
  });
  let enrolled: Enrolled | undefined;
  const people = await openPeople(
    { ...options, host },
    {
      store,
      nowMs,
      mintToken,
      routes: allRoutes(applications.parts, proof.keys, () => enrolled?.fingerprint),
      log,
    },
  );
  const pages = options.pagesFolder === undefined ? undefined : readPages(options.pagesFolder);
  const app = buildHttp({
    centre,
    pause,
    issuers,
    log,
    ...(options.trustedProxies !== undefined && { trustedProxies: options.trustedProxies }),
    people: async (scope) => {
      await people.mount(scope);
      if (pages !== undefined) mountPages(scope, pages, deskPorts(store, nowMs));
    },
    // A bearer in the clear is nothing for a network: terminals elsewhere come with a certificate.
    ...(isLoopback(host) && { token }),
  });
  try {
    const witness = await witnessed(store, witnessFileOf(options), clock.nowMs());
    if (witness.restored)
      log.warn("put back from a backup: nothing is begun until the terminals have told what they know");
    if (options.seed === true) await store.write((tx) => seedDemonstration(tx, clock.nowMs()));
    const { deskTerminals = [] } = options;
    const self = { subject: "configuration" };
    for (const desk of deskTerminals) await store.write((tx) => registerDesk(tx, clock.nowMs(), desk, self));
    await compare();
    // A restoration for which nobody has to be waited ends here, and what came due meanwhile is done.
    await centre.tick();
    await witness.keep();
    const url = await app.listen({ port: options.port, host });
    people.listening(url);
    log.info({ url }, "the centre listens");
    enrolled = await openTerminals(options.terminals, { centre, pause, issuers, store, nowMs, log });
    const ticking = everySecond(
      async () => {
        await centre.tick();
        await applications.tick(store, nowMs);
        await proof.tick(store, nowMs);
        await witness.keep();
        await enrolled?.tick();
      },
      (error) => log.error({ err: error }, "a timer met a bug"),
    );
    return {
      url,
      ...(enrolled !== undefined && { terminalsUrl: enrolled.url }),
      async close() {
        await ticking.stop();
        await enrolled?.close();
        await app.close();
        proof.close();
        await witness.keep();
        await store.close();
      },
    };
  } catch (error) {
    await enrolled?.close();
    await app.close();
    proof.close();
    await store.close();
    throw error;
  }
}

async function openTerminals(
  options: EnrolledOptions | undefined,
  parts: Parameters<typeof openEnrolled>[1],
): Promise<Enrolled | undefined> {
  if (options === undefined) return undefined;
  // Loaded where it is used: certificates cost a centre on one machine half a second of its start.
  const opened = await (await import("./access/open-enrolled.ts")).openEnrolled(options, parts);
  parts.log.info({ url: opened.url }, "enrolled terminals are listened to");
  return opened;
}

const after = (ms: number, work: () => void): { readonly cancel: () => void } => {
  const timer = setTimeout(work, ms);
  return {
    cancel() {
      clearTimeout(timer);
    },
  };
};

/** 256 bits of chance. */
const mintToken = (): string => randomBytes(32).toString("base64url");

const witnessFileOf = ({ database, witnessFile }: CentralOptions): string | undefined =>
  witnessFile ?? fileBeside(database, "witness");

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
    writeFileSync(file, `${mintToken()}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const token = readFileSync(file, "utf8").trim();
  if (token.length < 16) throw new Error(`token file ${file}: shorter than 16 characters`);
  return token;
}
