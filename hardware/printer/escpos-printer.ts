import { sleep, type Clock } from "../clock.ts";
import type { PrinterFault, PrinterStatus, PrintJob, PrintOutcome, ReceiptPrinter } from "../ports.ts";
import { ok, type Result } from "../result.ts";
import type { ByteLink, LinkFault } from "./byte-link.ts";
import {
  answerParser,
  decodeRealTime,
  faultOf,
  realTimeQuestions,
  type RealTimeBytes,
} from "./escpos-status.ts";

export type EscposPrinterOptions = {
  readonly name: string;
  readonly link: ByteLink;
  readonly clock: Clock;
  /**
   * How this model proves that a job is out; set at commissioning, because a printer that does not know
   * GS ( H may print its bytes. `paper-sensor` (GS r 1) proves less: processed, and no fault to be seen after.
   * `by-model` asks who it is before the first job (GS I) and trusts those known to know GS ( H.
   */
  readonly confirmation?: Confirmation | "by-model";
  /** A real-time answer takes milliseconds; a USB converter adds up to 16. */
  readonly answerTimeoutMs?: number;
  /** From the last byte written to the confirmation. A long certificate takes about 5 s. */
  readonly confirmTimeoutMs?: number;
  /** Between two looks at the printer while a job is out. */
  readonly lookEveryMs?: number;
};

type Confirmation = "job-id" | "paper-sensor";

/** As the printer names itself; empty for what it did not say. */
type PrinterIdentity = { readonly maker: string; readonly model: string };

export interface EscposPrinter extends ReceiptPrinter {
  /** GS I 66 and 67. A printer that is stopped is silent about itself, so empty is not "knows nothing". */
  identify(): Promise<PrinterIdentity>;
  recall(jobId: string): Promise<PrintOutcome>;
}

/** `id`: what the printer sends back. `sensor`: the GS r byte that stands for it where there are no ids. */
type SentJob = { readonly id: string; confirmed: boolean; sensor?: number };
type Look = { readonly status: PrinterStatus; readonly bytes: RealTimeBytes; readonly fault?: PrinterFault };

/** No more than this many callers wait for their turn. */
const turnsMax = 16;
/** Ids that came for no job we know: one of them may be that of a job before our start. */
const strangersMax = 16;
/** Jobs remembered, so that none of them is sent again and their late ids are understood. */
const jobsKeptMax = 64;
const quietMs = 20;
const quietRoundsMax = 10;
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** DLE DC4 8: clears the buffers, so that half a job does not run into the next one. */
const clearBuffers = Uint8Array.of(0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08);
/** GS r 1: paper sensor, answered in its turn after everything before it. */
const askPaperSensor = [0x1d, 0x72, 0x01];
/** GS ( H function 48: the printer sends the id back when everything before it is printed. */
const askJobId = (id: string): number[] => [0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, ...Buffer.from(id, "latin1")];

/**
 * An ESC/POS printer at the end of a line. A job goes out at most once for as long as this object lives: asked
 * again for a job already sent, it says what has become known of it and sends nothing. A copy is another job.
 */
export function escposPrinter(options: EscposPrinterOptions): EscposPrinter {
  const { name, link, clock } = options;
  const { answerTimeoutMs = 500, confirmTimeoutMs = 15_000, lookEveryMs = 500 } = options;
  const parser = answerParser();
  const jobs = new Map<string, SentJob>();
  const wakers = new Set<() => void>();
  let confirmation: Confirmation = options.confirmation === "paper-sensor" ? "paper-sensor" : "job-id";
  let modelAsked = options.confirmation !== "by-model";
  let realTimeByte: number | undefined;
  let textAnswer: string | undefined;
  let strangers: string[] = [];
  let heardMs = clock.nowMs();
  /** Counts losses of the line: a job is only proven on the line it went out on. */
  let losses = 0;
  let jobOut: SentJob | undefined;
  /** Ended without proof, and not for a cause after which the printer goes on by itself. */
  let doubtful: SentJob | undefined;
  /** The answer to a question may still be on its way. */
  let answerOwed = false;
  /** GS r answers carry no name; those of earlier jobs come first. */
  let sensorsOwed = 0;
  let turns = 0;
  let lastTurn: Promise<unknown> = Promise.resolve();

  link.onBytes((bytes) => {
    heardMs = clock.nowMs();
    for (const answer of parser.feed(bytes)) {
      if (answer.kind === "real-time") realTimeByte = answer.byte;
      if (answer.kind === "text") textAnswer = answer.text;
      if (answer.kind === "job-id") confirmId(answer.id);
      if (answer.kind === "buffered" && sensorsOwed > 0) confirmSensor(answer.byte);
    }
    wake();
  });
  link.onClosed(() => {
    losses++;
    parser.reset();
    wake();
  });

  function wake(): void {
    for (const waker of wakers) waker();
  }
  function confirmId(id: string): void {
    const known = [...jobs.values()].filter((job) => job.id === id);
    for (const job of known) job.confirmed = true;
    if (known.length === 0) strangers = [...strangers, id].slice(-strangersMax);
  }
  function confirmSensor(byte: number): void {
    if (--sensorsOwed > 0 || jobOut === undefined) return;
    jobOut.sensor = byte;
    jobOut.confirmed = true;
  }
  /** Waits until `done`, asked again at each answer and each loss of the line, or until the deadline. */
  function until(done: () => boolean, timeoutMs: number): Promise<void> {
    if (done()) return Promise.resolve();
    return new Promise((end) => {
      const finish = (): void => {
        stop();
        wakers.delete(waker);
        end();
      };
      const waker = (): void => {
        if (done()) finish();
      };
      const stop = clock.after(timeoutMs, finish);
      wakers.add(waker);
    });
  }

  /** A late answer to an earlier question must not answer the next one (escpos-rs 18, python-escpos 143). */
  async function drain(): Promise<void> {
    const pauseMs = answerOwed ? answerTimeoutMs : quietMs;
    for (let round = 0; round < quietRoundsMax; round++) {
      await sleep(clock, pauseMs);
      if (clock.nowMs() - heardMs >= pauseMs) break;
    }
    // While a job is out, an unfinished answer may be its id.
    if (jobOut === undefined) parser.reset();
    answerOwed = false;
  }

  async function ask(question: number): Promise<Result<number | undefined, LinkFault>> {
    const lossesBefore = losses;
    realTimeByte = undefined;
    const sent = await link.write(Uint8Array.of(0x10, 0x04, question));
    if (!sent.ok) return sent;
    await until(() => realTimeByte !== undefined || losses !== lossesBefore, answerTimeoutMs);
    return ok(realTimeByte);
  }

  /** Asks one thing at a time, once more after a first silence: an answer does not say which question it belongs to. */
  async function look(): Promise<Look> {
    const bytes: RealTimeBytes = {};
    let askedAgain = false;
    for (const question of realTimeQuestions) {
      if (answerOwed || question === 1) await drain();
      let answer = await ask(question);
      if (answer.ok && answer.value === undefined && !askedAgain) {
        // A busy machine delays one answer (seen in the soak): nobody goes without paper for that.
        askedAgain = true;
        answerOwed = true;
        await drain();
        answer = await ask(question);
      }
      if (!answer.ok) {
        const fault = offline(answer.fault);
        return { status: { ...decodeRealTime({}), device: "offline" }, bytes: {}, fault };
      }
      if (answer.value !== undefined) bytes[question] = answer.value;
      else answerOwed = true;
      // Silence at the first question is silence: three more deadlines would only make a person wait.
      if (question === 1 && answerOwed) break;
    }
    const status = decodeRealTime(bytes);
    const fault = faultOf(status);
    return { status, bytes, ...(fault && { fault }) };
  }

  async function askText(which: number): Promise<string> {
    if (answerOwed) await drain();
    const heard = (): string | undefined => textAnswer;
    textAnswer = undefined;
    const lossesBefore = losses;
    const sent = await link.write(Uint8Array.of(0x1d, 0x49, which));
    if (!sent.ok) return "";
    await until(() => heard() !== undefined || losses !== lossesBefore, answerTimeoutMs);
    // An old model answers late or never; its answer must not be taken for the next one.
    if (heard() === undefined) answerOwed = true;
    return heard() ?? "";
  }
  async function identify(): Promise<PrinterIdentity> {
    const maker = await askText(66);
    // Who does not answer the first question does not know the second.
    return { maker, model: maker === "" ? "" : await askText(67) };
  }

  async function print(job: PrintJob): Promise<PrintOutcome> {
    const earlier = jobs.get(job.jobId);
    if (earlier !== undefined) return lookBack(earlier);
    const { fault } = await look();
    if (fault !== undefined) return { kind: "not-started", fault };
    if (!modelAsked) {
      const identity = await identify();
      confirmation = knowsJobIds(identity) ? "job-id" : "paper-sensor";
      // Silence is asked about again before the next job; this one has the proof that every printer gives.
      modelAsked = identity.maker !== "";
    }
    if (doubtful?.confirmed === false) {
      const cleared = await link.write(clearBuffers);
      if (!cleared.ok) return { kind: "not-started", fault: offline(cleared.fault) };
      await drain();
      sensorsOwed = 0;
    }
    doubtful = undefined;
    const sent: SentJob = { id: freeId(job.jobId, jobs), confirmed: false };
    jobs.set(job.jobId, sent);
    for (const oldest of [...jobs.keys()].slice(0, -jobsKeptMax)) jobs.delete(oldest);
    jobOut = sent;
    const outcome = await send(job, sent);
    jobOut = undefined;
    if (outcome.kind === "not-started") jobs.delete(job.jobId);
    if (outcome.kind === "unconfirmed" && !goesOnByItself(outcome.fault)) doubtful = sent;
    return outcome;
  }

  async function send(job: PrintJob, sent: SentJob): Promise<PrintOutcome> {
    const lossesBefore = losses;
    const ask = confirmation === "job-id" ? askJobId(sent.id) : askPaperSensor;
    if (confirmation === "paper-sensor") sensorsOwed++;
    const written = await link.write(Uint8Array.from([...job.bytes, ...ask]));
    if (!written.ok && written.fault.kind === "link-down") {
      if (confirmation === "paper-sensor") sensorsOwed--;
      return { kind: "not-started", fault: offline(written.fault) };
    }
    // The line may stand still because the printer does: what the printer says comes before what the line says.
    const outcome = await confirm(sent, () => losses !== lossesBefore);
    if (written.ok || outcome.kind === "printed" || goesOnByItself(outcome.fault)) return outcome;
    return { kind: "unconfirmed", fault: offline(written.fault) };
  }

  /** Looks at the printer while it prints, so that an empty roll is known before the deadline. */
  async function confirm(sent: SentJob, lost: () => boolean): Promise<PrintOutcome> {
    const deadlineMs = clock.nowMs() + confirmTimeoutMs;
    const settled = (): boolean => sent.confirmed || lost();
    while (clock.nowMs() < deadlineMs) {
      await until(settled, Math.min(lookEveryMs, deadlineMs - clock.nowMs()));
      if (sent.confirmed && confirmation === "job-id")
        return { kind: "printed", proof: `GS ( H id ${sent.id}` };
      if (lost()) return { kind: "unconfirmed", fault: lineLost };
      const { fault, bytes } = await look();
      if (fault === undefined && sent.confirmed) return { kind: "printed", proof: proofOf(sent, bytes) };
      if (fault === undefined || fault.kind === "printer-unknown" || lost()) continue;
      // The cut and the end of the roll come together: the id has one more moment.
      await until(settled, answerTimeoutMs);
      if (sent.confirmed && confirmation === "job-id") continue;
      return { kind: "unconfirmed", fault };
    }
    const detail = `no confirmation within ${String(confirmTimeoutMs)} ms`;
    return { kind: "unconfirmed", fault: { kind: "printer-unknown", detail } };
  }

  const proofOf = (sent: SentJob, bytes: RealTimeBytes): string =>
    confirmation === "job-id"
      ? `GS ( H id ${sent.id}`
      : `GS r 1 byte ${hex(sent.sensor)}, DLE EOT ${realTimeQuestions.map((at) => hex(bytes[at])).join(" ")}`;

  /** A job already sent: its late id may have come, after a refill for one. */
  async function lookBack(sent: SentJob): Promise<PrintOutcome> {
    const { fault, bytes } = await look();
    if (sent.confirmed) return { kind: "printed", proof: `${proofOf(sent, bytes)}, late` };
    const detail = "sent before, not confirmed";
    return { kind: "unconfirmed", fault: fault ?? { kind: "printer-unknown", detail } };
  }

  /** Its id is made of the job's name, so it is known again; a printer that was without paper sends it late. */
  async function recall(jobId: string): Promise<PrintOutcome> {
    const known = jobs.get(jobId);
    if (known !== undefined) return lookBack(known);
    const sent: SentJob = { id: freeId(jobId, jobs), confirmed: false };
    sent.confirmed = strangers.includes(sent.id);
    jobs.set(jobId, sent);
    const outcome = await lookBack(sent);
    // Half of what an earlier run sent may still lie in the printer's buffer.
    if (outcome.kind === "unconfirmed" && !goesOnByItself(outcome.fault)) doubtful = sent;
    return outcome;
  }

  /** One question or job at a time. */
  function inTurn<Answer>(work: () => Promise<Answer>, refused: Answer): Promise<Answer> {
    if (turns >= turnsMax) return Promise.resolve(refused);
    turns++;
    const turn = lastTurn.then(work).finally(() => turns--);
    lastTurn = turn.catch(() => undefined);
    return turn;
  }

  return {
    name,
    status: () => inTurn(async () => (await look()).status, decodeRealTime({})),
    print: (job) =>
      inTurn(() => print(job), {
        kind: "not-started",
        fault: { kind: "printer-unknown", detail: "too many jobs wait" },
      }),
    identify: () => inTurn(identify, { maker: "", model: "" }),
    recall: (jobId) =>
      inTurn(() => recall(jobId), {
        kind: "unconfirmed",
        fault: { kind: "printer-unknown", detail: "too many jobs wait" },
      }),
    close: () => link.close(),
  };
}

/** Epson's thermal models since the TM-T88IV and our own virtual one; not its impact printers. */
const knowsJobIds = ({ maker, model }: PrinterIdentity): boolean =>
  maker === "CARDHALL" || (maker === "EPSON" && /^TM-[TmLPJ]/.test(model) && !/^TM-T88I{1,3}$/.test(model));

const lineLost: PrinterFault = { kind: "printer-offline", detail: "line lost while printing" };
const hex = (byte: number | undefined): string => byte?.toString(16).padStart(2, "0") ?? "--";

function offline(fault: LinkFault): PrinterFault {
  const detail =
    fault.kind === "write-timeout" ? `write took over ${String(fault.timeoutMs)} ms` : fault.detail;
  return { kind: "printer-offline", detail: `${fault.kind}: ${detail}` };
}

/** After a refill or a closed cover the printer goes on where it stopped; clearing its buffer would lose paper. */
function goesOnByItself(fault: PrinterFault): boolean {
  switch (fault.kind) {
    case "paper-out":
    case "cover-open":
    case "cutter-fault":
      return true;
    case "printer-offline":
    case "printer-unknown":
      return false;
  }
}

/** Four characters from the job's name (FNV-1a), never one that an earlier job still waits with. */
function freeId(jobId: string, jobs: ReadonlyMap<string, SentJob>): string {
  const taken = new Set([...jobs.values()].map((job) => job.id));
  for (let salt = 0; salt <= jobsKeptMax; salt++) {
    let hash = 0x811c9dc5 ^ salt;
    for (const byte of Buffer.from(jobId)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    let id = "";
    for (let rest = hash, digit = 0; digit < 4; digit++, rest = Math.floor(rest / alphabet.length))
      id += alphabet.charAt(rest % alphabet.length);
    if (!taken.has(id)) return id;
  }
  throw new Error("more jobs are remembered than there are salts");
}
