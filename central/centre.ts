import type { z } from "zod";
import { ok, type Result } from "../hardware/result.ts";
import { hearDesk } from "./access/desks.ts";
import { encode } from "./answers.ts";
import { hearAgent } from "./applications/agent-shown.ts";
import { certificateText, printed, type SignCertificate } from "./certificates.ts";
import type { CentreClock } from "./clock.ts";
import { commandsAfter } from "./commands.ts";
import type { Header } from "./contract.ts";
import type { AgentShownAnswer, AgentShownRequest } from "./contract-agent.ts";
import type { Certificate, PrintedAnswer, PrintedRequest } from "./contract-certificate.ts";
import type {
  AuthoriseAnswer,
  AuthoriseRequest,
  FreezeAbsentAnswer,
  FreezeAbsentRequest,
  ObserveAnswer,
  ObserveRequest,
  QueryAnswer,
  ReportAnswer,
  ReportRequest,
  ReverseAnswer,
  ReverseRequest,
  ScriptAnswer,
  ScriptRequest,
} from "./contract-operation.ts";
import {
  healthAnswer,
  type BootAnswer,
  type BootRequest,
  type CommandsAnswer,
  type CommandsRequest,
  type DeskAnswer,
  type DeskRequest,
  type HealthAnswer,
  type TailAnswer,
  type TailRequest,
} from "./contract-terminal.ts";
import { begun, reported, spoken } from "./foreseen.ts";
import { boot, fence, mayFollow, mayRead } from "./fence.ts";
import { freezeAbsent } from "./freeze-absent.ts";
import { openGate, type Gate } from "./gate.ts";
import type { MacService } from "./hsm.ts";
import { takeNotice, type Notice, type NoticeAnswer } from "./notices.ts";
import { observe } from "./observe.ts";
import { authorise, query } from "./operations.ts";
import { reconcile, type Reconciled } from "./reconcile.ts";
import { refuse, type Answered, type Problem } from "./problems.ts";
import { regionalRules, type RulesOf } from "./regional-rules.ts";
import { report } from "./reports.ts";
import { approveReview, openReviews, type Review } from "./restore-review.ts";
import { takeTail } from "./restore-tail.ts";
import { isRestoring, markRestored, restorationOf, serves, type Restoration } from "./restore.ts";
import { reverse } from "./reversal.ts";
import { script, type SealedBy } from "./scripts.ts";
import type { Foresee, Store, Tx } from "./store.ts";
import { declareLost, release } from "./terminals.ts";
import { runNextTimer } from "./timers.ts";

type Of<Request, Answer> = (opId: string, request: Request) => Promise<Answered<Answer>>;
type Ask<Request, Answer> = (request: Request) => Promise<Answered<Answer>>;

/** The centre, one method a message: each is one transaction of the store. */
export type Centre = {
  readonly agentShown: Of<AgentShownRequest, AgentShownAnswer>;
  readonly authorise: Of<AuthoriseRequest, AuthoriseAnswer>;
  readonly freezeAbsent: Of<FreezeAbsentRequest, FreezeAbsentAnswer>;
  readonly script: Of<ScriptRequest, ScriptAnswer>;
  readonly report: Of<ReportRequest, ReportAnswer>;
  readonly reverse: Of<ReverseRequest, ReverseAnswer>;
  readonly printed: Of<PrintedRequest, PrintedAnswer>;
  readonly query: (opId: string) => Promise<Answered<QueryAnswer>>;
  readonly certificate: (opId: string) => Promise<Answered<Certificate>>;
  readonly observe: Ask<ObserveRequest, ObserveAnswer>;
  readonly boot: Ask<BootRequest, BootAnswer>;
  readonly journalTail: Ask<TailRequest, TailAnswer>;
  /** Answers at once; http.ts waits for the first command where `waitMs` asks it to. */
  readonly commands: Ask<CommandsRequest, CommandsAnswer>;
  readonly desk: Ask<DeskRequest, DeskAnswer>;
  readonly health: () => Promise<Answered<HealthAnswer>>;

  // What is not a terminal's to ask.

  /** Does what has come due: leases, alarms, lifts, lapses (A6). To be called each second. */
  readonly tick: () => Promise<void>;
  readonly notice: (notice: Notice) => Promise<NoticeAnswer>;
  /** A person has looked at a quarantined terminal; its disk begins anew. */
  readonly release: (terminalId: string, clerk: string) => Promise<"released" | "not-quarantined">;
  /** Its journal is gone for good: nobody waits for it any more. */
  readonly declareLost: (terminalId: string, clerk: string) => Promise<"lost" | "unknown-terminal">;
  /**
   * To be called once after the store was put back from a backup, before anybody is answered (A5 row 25). From
   * then on the centre only takes journals, until nothing of what it forgot is missing. `since`: terminals that
   * were put up after the backup.
   */
  readonly restored: (since?: readonly string[]) => Promise<void>;
  /** What it still waits for; undefined while it serves. */
  readonly restoration: () => Promise<Restoration | undefined>;
  /** What terminals' journals say beyond the backup, for a person to judge. */
  readonly reviews: () => Promise<readonly Review[]>;
  /** Takes up one card's operations as the journals tell them. */
  readonly approve: (cardRef: string, clerk: string) => Promise<number>;
  /** Brings a card into line whose newest look contradicted what is known of it. */
  readonly reconcile: (cardRef: string, clerk: string) => Promise<Reconciled>;
};

/** Timers done in one tick at most; the rest are as due at the next. */
const timersMax = 200;

/** What one centre decides for itself; each has a default that suits a simulation. */
type CentreWays = {
  readonly rules?: RulesOf;
  readonly sealedBy?: SealedBy;
  readonly gate?: Gate;
  /** Card scripts that one terminal may have in an hour; as many as it asks for when absent. */
  readonly scriptsPerHour?: number;
  /** What a certificate's QR code says; its number alone when absent. */
  readonly signed?: SignCertificate;
};

/**
 * The centre without HTTP: parsed messages in, answers out as `{ text, value }` or a problem.
 *
 * http.ts puts it behind Fastify. The simulator calls it directly, so that both run the same code:
 * `const centre = centreOver(memoryStore(), hsm, clock)`, seeded by `store.write((tx) => seed...(tx, nowMs))`.
 * `text` is what a terminal would get on the wire: compare it for byte-equal replays (I5), read `value`
 * otherwise. A bad body goes through `parsed(schema, body)` first, as http.ts does. A crash of the centre is a
 * `write` that throws after `work` (before the commit) or an answer that is dropped (after it); a restore from
 * a backup is `store.restore(snapshot)` followed by `centre.restored()`. Time passes for it by `tick()`.
 */
export function centreOver(
  store: Store,
  hsm: MacService,
  clock: CentreClock,
  { rules = regionalRules, sealedBy, gate = openGate, scriptsPerHour, signed }: CentreWays = {},
): Centre {
  const at = <Value>(work: (tx: Tx, nowMs: number) => Promise<Value>, foresee?: Foresee): Promise<Value> =>
    store.write((tx) => work(tx, clock.nowMs()), foresee);
  /** What may change something is heard of one process of each terminal only. */
  const fenced = <Value>(
    header: Header,
    work: (tx: Tx, nowMs: number) => Promise<Answered<Value>>,
    foresee: Foresee = spoken({ header }),
  ): Promise<Answered<Value>> =>
    at(async (tx, nowMs) => {
      const heard = await fence(tx, nowMs, header);
      return heard.ok ? work(tx, nowMs) : heard;
    }, foresee);
  /** What rests on all that ever happened is answered by a centre that has not forgotten any of it. */
  const whole =
    <Value>(work: (tx: Tx, nowMs: number) => Promise<Answered<Value>>) =>
    async (tx: Tx, nowMs: number): Promise<Answered<Value>> =>
      (await isRestoring(tx)) ? refuse("restoring") : work(tx, nowMs);
  const changing: typeof fenced = (header, work, foresee) => fenced(header, whole(work), foresee);
  const readable = <Value>(
    header: Header,
    work: (tx: Tx, nowMs: number) => Promise<Answered<Value>>,
    foresee: Foresee,
  ): Promise<Answered<Value>> =>
    at(async (tx, nowMs) => {
      const heard = await mayRead(tx, header);
      return heard.ok ? whole(work)(tx, nowMs) : heard;
    }, foresee);

  return {
    agentShown: (opId, request) =>
      changing(request.header, (tx, nowMs) => hearAgent(tx, nowMs, opId, request)),
    authorise: (opId, request) =>
      changing(
        request.header,
        (tx, nowMs) => authorise(tx, nowMs, opId, request, rules, gate),
        begun({ opId, header: request.header, cardRef: request.evidence.cardRef }),
      ),
    freezeAbsent: (opId, request) =>
      changing(
        request.header,
        (tx, nowMs) => freezeAbsent(tx, nowMs, opId, request, rules),
        begun({ opId, ...request }),
      ),
    script: (opId, request) =>
      changing(
        request.header,
        (tx, nowMs) => script(tx, nowMs, hsm, opId, request, sealedBy, scriptsPerHour),
        spoken({ opId, header: request.header, cardRef: request.evidence.cardRef }),
      ),
    report: (opId, request) =>
      changing(
        request.header,
        (tx, nowMs) => report(tx, nowMs, opId, request),
        reported({ opId, header: request.header, cardRef: cardIn(request) }),
      ),
    reverse: (opId, request) => changing(request.header, (tx, nowMs) => reverse(tx, nowMs, opId, request)),
    printed: (opId, request) => changing(request.header, (tx, nowMs) => printed(tx, nowMs, opId, request)),
    query: (opId) => at((tx) => query(tx, opId)),
    certificate: (opId) => at((tx) => certificateText(tx, opId, signed)),
    observe: (request) =>
      readable(
        request.header,
        (tx, nowMs) => observe(tx, nowMs, request, rules, gate),
        spoken({ header: request.header, cardRef: request.evidence.cardRef }),
      ),
    boot: (request) => at((tx, nowMs) => boot(tx, nowMs, request)),
    journalTail: (request) => fenced(request.header, (tx, nowMs) => takeTail(tx, nowMs, request)),
    commands: (request) =>
      at(async (tx) => {
        const heard = await mayFollow(tx, request.header);
        return heard.ok ? commandsAfter(tx, request) : heard;
      }),
    desk: (request) => fenced(request.header, (tx, nowMs) => hearDesk(tx, nowMs, request)),
    async health() {
      const missing = await at(restorationOf);
      const warnings = [...hsm.warnings, ...(missing === undefined ? [] : [restoringWarning(missing)])];
      return ok(encode(healthAnswer, { result: "ok", nowMs: clock.nowMs(), warnings }));
    },
    async tick() {
      // What came due while it could not know what had happened meanwhile waits as well.
      if (!(await at(serves))) return;
      for (let done = 0; done < timersMax; done++)
        if (!(await at((tx, nowMs) => runNextTimer(tx, nowMs, rules)))) return;
    },
    notice: (notice) => at((tx, nowMs) => takeNotice(tx, nowMs, notice, rules)),
    release: (terminalId, clerk) => at((tx, nowMs) => release(tx, nowMs, terminalId, clerk)),
    declareLost: (terminalId, clerk) => at((tx, nowMs) => declareLost(tx, nowMs, terminalId, clerk)),
    restored: (since) => at((tx, nowMs) => markRestored(tx, nowMs, since)),
    restoration: () => at(restorationOf),
    reviews: () => at(openReviews),
    approve: (cardRef, clerk) => at((tx, nowMs) => approveReview(tx, nowMs, cardRef, clerk, rules)),
    reconcile: (cardRef, clerk) => at((tx, nowMs) => reconcile(tx, nowMs, cardRef, clerk, rules)),
  };
}

const cardIn = ({ outcome }: ReportRequest): string | undefined =>
  outcome.kind === "seen" ? outcome.evidence.cardRef : undefined;

const restoringWarning = ({ terminals, reviews }: Restoration): string =>
  `restoring: ${String(terminals.length)} journals and ${String(reviews)} reviews are missing`;

/** A message by its schema, all its text storable. */
export function parsed<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): Result<z.output<Schema>, Problem> {
  const message = schema.safeParse(body);
  if (!message.success) return invalid(message.error);
  return isStorable(message.data) ? ok(message.data) : refuse("invalid-message", "text that is not Unicode");
}

/** Half a surrogate pair has no canonical JSON (RFC 8785 3.2.2.2), and PostgreSQL stores no NUL. */
function isStorable(value: unknown): boolean {
  let storable = true;
  JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === "string" && (each.includes("\0") || !each.isWellFormed())) storable = false;
    return each;
  });
  return storable;
}

/** Names where the message is wrong, never what stood there: it may be personal. */
export function invalid(error: z.ZodError) {
  const places = error.issues.slice(0, 8).map((issue) => `${issue.path.join(".") || "body"}: ${issue.code}`);
  return refuse("invalid-message", places.join("; "));
}
