import type { z } from "zod";
import type { Centre } from "../centre.ts";
import { agentShownAnswer, agentShownRequest, photoBodyLimit } from "../contract-agent.ts";
import { certificate, printedAnswer, printedRequest } from "../contract-certificate.ts";
import {
  authoriseAnswer,
  authoriseRequest,
  freezeAbsentAnswer,
  freezeAbsentRequest,
  observeAnswer,
  observeRequest,
  queryAnswer,
  reportAnswer,
  reportRequest,
  reverseAnswer,
  reverseRequest,
  scriptAnswer,
  scriptRequest,
} from "../contract-operation.ts";
import {
  bootAnswer,
  bootRequest,
  commandsAnswer,
  commandsRequest,
  deskAnswer,
  deskRequest,
  healthAnswer,
  tailAnswer,
  tailRequest,
} from "../contract-terminal.ts";
import { signedSnapshot, type SignedSnapshot } from "../contract-registry.ts";
import { refuse, type Answered } from "../problems.ts";

/** What a message's handler works with beside what was sent. */
export type TerminalParts = {
  readonly centre: Centre;
  /** Waits between two looks for commands. */
  readonly pause: (ms: number) => Promise<void>;
  /** The signed list of issuers that terminals carry (registry/snapshot.ts); absent: none is given out. */
  readonly issuers?: () => Promise<Answered<SignedSnapshot>>;
};

/** One message of the terminals' protocol (contract.ts): http.ts serves the list, openapi.ts describes it. */
type TerminalMessage = {
  readonly name: string;
  readonly summary: string;
  /** With `:opId` where it is about one operation. */
  readonly path: string;
  /** Absent: a GET. */
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
  /** Bytes; 64 KiB unless told otherwise. */
  readonly bodyLimit?: number;
  readonly ask: (parts: TerminalParts, opId: string, body: unknown) => Promise<Answered<unknown>>;
};

/** A message whose handler sees what its schema promises. */
const message = <Body extends z.ZodType>(
  told: Omit<TerminalMessage, "body" | "ask"> & {
    readonly body: Body;
    readonly ask: (parts: TerminalParts, opId: string, body: z.output<Body>) => Promise<Answered<unknown>>;
  },
): TerminalMessage => told as unknown as TerminalMessage;

const operation = "/v1/operations/:opId";

export const terminalMessages: readonly TerminalMessage[] = [
  message({
    name: "agentShown",
    summary: "Who acts for the holder, as their identity card names them, before it is asked for",
    path: `${operation}/agent`,
    body: agentShownRequest,
    answer: agentShownAnswer,
    bodyLimit: photoBodyLimit,
    ask: ({ centre }, opId, body) => centre.agentShown(opId, body),
  }),
  message({
    name: "authorise",
    summary: "M1: authorise an operation on the card that was looked at",
    path: `${operation}/authorise`,
    body: authoriseRequest,
    answer: authoriseAnswer,
    ask: ({ centre }, opId, body) => centre.authorise(opId, body),
  }),
  message({
    name: "freezeAbsent",
    summary: "Freeze a card that is not there",
    path: `${operation}/freeze-absent`,
    body: freezeAbsentRequest,
    answer: freezeAbsentAnswer,
    ask: ({ centre }, opId, body) => centre.freezeAbsent(opId, body),
  }),
  message({
    name: "reverse",
    summary: "Take back an operation that never reached its card",
    path: `${operation}/reverse`,
    body: reverseRequest,
    answer: reverseAnswer,
    ask: ({ centre }, opId, body) => centre.reverse(opId, body),
  }),
  message({
    name: "script",
    summary: "M2: the sealed commands that this card session still needs",
    path: `${operation}/script`,
    body: scriptRequest,
    answer: scriptAnswer,
    ask: ({ centre }, opId, body) => centre.script(opId, body),
  }),
  message({
    name: "report",
    summary: "M3: what the card showed after the write",
    path: `${operation}/report`,
    body: reportRequest,
    answer: reportAnswer,
    ask: ({ centre }, opId, body) => centre.report(opId, body),
  }),
  message({
    name: "printed",
    summary: "A certificate lies on paper",
    path: `${operation}/printed`,
    body: printedRequest,
    answer: printedAnswer,
    ask: ({ centre }, opId, body) => centre.printed(opId, body),
  }),
  {
    name: "query",
    summary: "How an operation stands",
    path: operation,
    answer: queryAnswer,
    ask: ({ centre }, opId) => centre.query(opId),
  },
  {
    name: "certificate",
    summary: "The text of an operation's certificate",
    path: `${operation}/certificate`,
    answer: certificate,
    ask: ({ centre }, opId) => centre.certificate(opId),
  },
  message({
    name: "observe",
    summary: "What the centre holds of the card that was looked at",
    path: "/v1/cards/observe",
    body: observeRequest,
    answer: observeAnswer,
    ask: ({ centre }, _opId, body) => centre.observe(body),
  }),
  message({
    name: "boot",
    summary: "A new process of a terminal goes on from its journal",
    path: "/v1/terminals/boot",
    body: bootRequest,
    answer: bootAnswer,
    ask: ({ centre }, _opId, body) => centre.boot(body),
  }),
  message({
    name: "journalTail",
    summary: "Journal entries for a centre that was restored from a backup",
    path: "/v1/terminals/journal",
    body: tailRequest,
    answer: tailAnswer,
    ask: ({ centre }, _opId, body) => centre.journalTail(body),
  }),
  message({
    name: "commands",
    summary: "M8: what the terminal is to be told; waits for the first one where it is asked to",
    path: "/v1/commands",
    body: commandsRequest,
    answer: commandsAnswer,
    ask: untilCommanded,
  }),
  message({
    name: "desk",
    summary: "Where a desk terminal's screen is, and whose the code is that a page showed it",
    path: "/v1/desk",
    body: deskRequest,
    answer: deskAnswer,
    ask: ({ centre }, _opId, body) => centre.desk(body),
  }),
  {
    name: "issuers",
    summary: "The issuers there are and what is approved for them, signed, for terminals to carry with them",
    path: "/v1/registry/snapshot",
    answer: signedSnapshot,
    ask: ({ issuers }) => issuers?.() ?? Promise.resolve(refuse("unknown-operation")),
  },
  {
    name: "health",
    summary: "The centre's clock and its warnings",
    path: "/v1/health",
    answer: healthAnswer,
    ask: ({ centre }) => centre.health(),
  },
];

/** How often a question that waits looks again. */
const lookMs = 500;

/** The long poll of M8: the first command that comes, or nothing when the time is over. */
async function untilCommanded(
  { centre, pause }: TerminalParts,
  _opId: string,
  request: z.output<typeof commandsRequest>,
): Promise<Answered<unknown>> {
  for (let waitedMs = 0; ; waitedMs += lookMs) {
    const answered = await centre.commands(request);
    const some = !answered.ok || answered.value.value.commands.length > 0;
    if (some || waitedMs >= (request.waitMs ?? 0)) return answered;
    await pause(lookMs);
  }
}
