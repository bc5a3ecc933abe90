import { ok, type Result } from "../hardware/result.ts";
import type { FaultCode } from "../words/errors.ts";
import type { WriteOutcome } from "./write-outcome.ts";
import { visitFaultOfWrite } from "./faults.ts";
import type { CardView, CertificateView, FileLine, ProvenView, ResultView } from "./screen.ts";
import type { Settled, TerminalSteps } from "./terminal-machine.ts";
import type {
  CardRead,
  PrintProgress,
  ReadProgress,
  VisitFault,
  WriteOrder,
  WriteProgress,
} from "./visit.ts";

/** What each step answers with. */
export type Answers = {
  start: Settled;
  settle: Settled;
  readCard: Result<CardRead, VisitFault>;
  readFiles: readonly FileLine[];
  prove: Result<ProvenView, VisitFault>;
  checkPrinter: FaultCode | undefined;
  writeCard: WriteOutcome;
  undo: Result<undefined, VisitFault>;
  orderCopy: Result<ResultView, VisitFault>;
  printCertificate: CertificateView;
};
type StepName = keyof Answers;
type Call = {
  readonly step: StepName;
  readonly answer: (value: never) => void;
  readonly bug: (error: Error) => void;
};

/** Steps that only a test answers: the work behind a machine's states, one call after another. */
export function fakeSteps() {
  const asked: StepName[] = [];
  const orders: WriteOrder[] = [];
  let waiting: Call[] = [];
  let forgotten = 0;
  let readProgress: ReadProgress = () => undefined;
  let writeProgress: WriteProgress = () => undefined;
  let printProgress: PrintProgress = () => undefined;

  const ask = <Step extends StepName>(step: Step): Promise<Answers[Step]> =>
    new Promise<Answers[Step]>((answer, bug) => {
      asked.push(step);
      waiting.push({ step, answer, bug });
    });
  function take(step: StepName): Call {
    // The newest: an older call of the same step belongs to a state that was left.
    const call = waiting.findLast((one) => one.step === step);
    if (call === undefined)
      throw new Error(
        `stand: nobody waits for ${step}, only for ${waiting.map((one) => one.step).join(", ")}`,
      );
    waiting = waiting.filter((one) => one !== call);
    return call;
  }

  const steps: TerminalSteps = {
    start: () => ask("start"),
    settle: () => ask("settle"),
    forgetVisit() {
      forgotten++;
    },
    readCard(progress = () => undefined) {
      readProgress = progress;
      return ask("readCard");
    },
    readFiles: () => ask("readFiles"),
    personal: () => personal,
    prove: () => ask("prove"),
    checkPrinter: () => ask("checkPrinter"),
    writeCard(order, progress) {
      orders.push(order);
      writeProgress = progress;
      return ask("writeCard");
    },
    faultOf: visitFaultOfWrite,
    undo: () => ask("undo"),
    orderCopy: () => ask("orderCopy"),
    printCertificate(_result, progress) {
      printProgress = progress;
      return ask("printCertificate");
    },
  };

  return {
    steps,
    /** Every step asked for so far, in order. */
    asked,
    /** How many visits were forgotten. */
    forgotten: () => forgotten,
    /** What each write was asked to do. */
    orders,
    readProgress: (...told: Parameters<ReadProgress>) => readProgress(...told),
    writeProgress: (...told: Parameters<WriteProgress>) => writeProgress(...told),
    printProgress: (...told: Parameters<PrintProgress>) => printProgress(...told),
    async answer<Step extends StepName>(step: Step, value: Answers[Step]): Promise<void> {
      (take(step).answer as (value: Answers[Step]) => void)(value);
      await quiet();
    },
    async bug(step: StepName): Promise<void> {
      take(step).bug(new Error(`a bug in ${step}`));
      await quiet();
    },
  };
}

/** Until every promise that can go on has gone on; the machines wait for nothing but answers and their clock. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
}

export const card: CardView = {
  issuer: { number: "371700", regionZh: "菏泽市", regionEn: "Heze" },
  holderMasked: "赵*禾",
  nationalNumberMasked: "371702********0028",
  cardNumberMasked: "H12***89",
  version: "3.00",
  issuedOn: "2024-01-02",
  expiresOn: "2034-01-02",
  expired: false,
  life: "active",
  legal: "active",
  atr: "3B00",
  profile: "default",
};

export const personal = { holder: "赵青禾", nationalNumber: "371702195001020028", cardNumber: "H12345689" };

/** A terminal with an ID-card reader and a scanner, in a region with temporary freezes. */
export const readWithAgents: Answers["readCard"] = ok({
  card,
  choices: [
    { kind: "freeze", temporaryUntil: "2026-03-09" },
    { kind: "cancel", agentPhoto: true },
  ],
  agentsServed: true,
  applications: [
    { number: "SQ-1", kind: "cancel", state: "awaiting-card", reason: "settled-abroad" },
    { number: "SQ-2", kind: "unfreeze", state: "awaiting-approval" },
  ],
  lastCertificateNo: "3717-2026-000000",
});

export const opId = "01990000-0000-7000-8000-000000000001";

export const result: ResultView = {
  kind: "cancel",
  opId,
  certificateNo: "3717-2026-000001",
  life: "cancelled",
  legal: "cancelled",
};

export const certificate: CertificateView = {
  certificateNo: result.certificateNo,
  svg: "<svg/>",
  print: "printed",
};

export const readOk: Answers["readCard"] = ok({
  card,
  choices: [{ kind: "freeze" }, { kind: "unfreeze", refusedBecause: "already-active" }, { kind: "cancel" }],
});

/** One of each way a write can end. */
export const outcomes = {
  done: {
    kind: "done",
    opId,
    operation: "cancel",
    certificateNo: result.certificateNo,
    life: "cancelled",
    legal: "cancelled",
  },
  rejected: { kind: "rejected", opId, code: "already-frozen" },
  resume: {
    kind: "resume",
    opId,
    pending: { opId, kind: "freeze", reason: "other", epoch: 2, target: "frozen" },
  },
  ended: { kind: "ended", opId },
  torn: {
    kind: "card-away",
    opId,
    operation: "cancel",
    fault: { kind: "torn", during: "APPLICATION BLOCK" },
  },
  otherCard: { kind: "card-away", opId, operation: "cancel", fault: { kind: "other-card" } },
  centreAway: { kind: "centre-away", opId, fault: { kind: "centre-unreachable", detail: "refused" } },
  contradiction: { kind: "contradiction", opId, because: "frozen, older epoch" },
  cardRefuses: { kind: "card-refuses", opId, statusWord: "6982" },
} as const satisfies Record<string, WriteOutcome>;
