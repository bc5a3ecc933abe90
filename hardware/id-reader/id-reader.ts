import { sleep, type Clock } from "../clock.ts";
import type { DeviceStatus, IdCard, IdCardReader, IdReaderFault } from "../ports.ts";
import type { ByteLink } from "../printer/byte-link.ts";
import { fail, ok, type Result } from "../result.ts";
import { parseIdCard } from "./card-layout.ts";
import { idReaderCommands, idReaderStatus, isCardTrouble, type IdReaderCommand } from "./commands.ts";
import { ga467Frame, ga467Framer } from "./ga467.ts";

type IdReaderOptions = {
  readonly name: string;
  readonly link: ByteLink;
  readonly clock: Clock;
  /** Between two questions for a card; GA 467 readers want 300 ms at least. */
  readonly findEveryMs?: number;
  /** Scales the deadlines of single questions, for tests. */
  readonly patience?: number;
};

type Answer = { readonly status: number; readonly data: Uint8Array };

/** Answers carry no name: after a silence the line must have been quiet for so long before the next question. */
const quietMs = 200;
const quietRoundsMax = 20;
/** A frame that broke on the line is asked for again; a reader that breaks more of them is out of order. */
const triesMost = 3;

/** A GA 467 reader at the end of a line: find, select, read. One question at a time, each with its deadline. */
export function idReader(options: IdReaderOptions): IdCardReader {
  const { name, link, clock, findEveryMs = 300, patience = 1 } = options;
  const framer = ga467Framer();
  let heardMs = clock.nowMs();
  let answerOwed = false;
  /** Bytes came since the question, whether or not they made a frame. */
  let stirred = false;
  let busy = false;
  let lastKnown: DeviceStatus["device"] = "starting";
  /** A look under way; a card is not kept waiting for long by it, and never refused because of it. */
  let looking: Promise<DeviceStatus> | undefined;
  let hear = (_heard: Answer | "broken" | "lost"): void => undefined;

  link.onBytes((bytes) => {
    heardMs = clock.nowMs();
    stirred = true;
    for (const piece of framer.feed(bytes)) {
      if (piece.kind === "broken") hear("broken");
      else {
        const [first, second, status] = piece.payload;
        if (first === 0 && second === 0 && status !== undefined)
          hear({ status, data: piece.payload.slice(3) });
        else hear("broken");
        piece.payload.fill(0);
      }
    }
  });
  link.onClosed(() => {
    framer.reset();
    hear("lost");
  });

  async function quiet(): Promise<void> {
    for (let round = 0; round < quietRoundsMax && answerOwed; round++) {
      await sleep(clock, quietMs);
      if (clock.nowMs() - heardMs >= quietMs) answerOwed = false;
    }
    framer.reset();
  }

  async function askOnce(command: IdReaderCommand): Promise<Result<Answer | "broken", IdReaderFault>> {
    await quiet();
    const timeoutMs = Math.ceil(command.timeoutMs * patience);
    let heard: Answer | "broken" | "lost" | undefined;
    stirred = false;
    const halfHeard = (): boolean => stirred;
    let wake = (): void => undefined;
    const answered = new Promise<void>((woken) => (wake = woken));
    hear = (what) => {
      // A broken frame is remembered; the whole one after it still counts.
      if (heard !== undefined && heard !== "broken") return;
      heard = what;
      if (what !== "broken") wake();
    };
    const written = await link.write(ga467Frame(command.bytes));
    if (!written.ok) hear("lost");
    // Only now: the line may have had to be opened first, and that is not the reader's time.
    const stop = clock.after(timeoutMs, wake);
    await answered;
    stop();
    hear = () => undefined;
    framer.reset();
    if (heard === "lost")
      return fail({ kind: "id-reader-lost", detail: written.ok ? "line lost" : written.fault.kind });
    if (heard !== undefined && heard !== "broken") return ok(heard);
    answerOwed = true;
    // Half a frame, or one swallowed by rubbish that looked like the beginning of a longer one, is a broken one.
    return heard === "broken" || halfHeard()
      ? ok("broken")
      : fail({ kind: "id-reader-no-answer", during: command.name, timeoutMs });
  }

  /** Questions change nothing in the reader or on the card, so a broken answer may be asked for again. */
  async function ask(command: IdReaderCommand): Promise<Result<Answer, IdReaderFault>> {
    for (let tries = 1; tries <= triesMost; tries++) {
      const answer = await askOnce(command);
      if (!answer.ok) return answer;
      if (answer.value === "broken") continue;
      const { status, data } = answer.value;
      if (status === idReaderStatus.checkByte || status === idReaderStatus.length) continue;
      const good = status === idReaderStatus.good || status === idReaderStatus.found;
      // A good answer of another length belongs to another question.
      if (good && data.length !== command.answerBytes) {
        data.fill(0);
        answerOwed = true;
        continue;
      }
      return ok(answer.value);
    }
    return fail({ kind: "id-card-garbled", expected: `an answer to ${command.name}` });
  }

  async function find(): Promise<Result<boolean, IdReaderFault>> {
    const found = await ask(idReaderCommands.find);
    if (!found.ok) return found;
    if (found.value.status === idReaderStatus.found) return ok(true);
    if (found.value.status === idReaderStatus.notFound) return ok(false);
    return refused(idReaderCommands.find, found.value.status);
  }

  async function readCard(): Promise<Result<IdCard, IdReaderFault>> {
    const selected = await ask(idReaderCommands.select);
    if (!selected.ok) return selected;
    if (selected.value.status !== idReaderStatus.good)
      return refused(idReaderCommands.select, selected.value.status);
    const read = await ask(idReaderCommands.read);
    if (!read.ok) return read;
    if (read.value.status !== idReaderStatus.good) return refused(idReaderCommands.read, read.value.status);
    const card = parseIdCard(read.value.data);
    read.value.data.fill(0);
    return card;
  }

  async function waitAndRead(
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Result<IdCard, IdReaderFault>> {
    const deadlineMs = clock.nowMs() + timeoutMs;
    for (;;) {
      const found = await find();
      if (!found.ok) return found;
      if (found.value) return readCard();
      if (signal?.aborted === true || clock.nowMs() + findEveryMs >= deadlineMs)
        return fail({ kind: "no-id-card" });
      await sleep(clock, findEveryMs);
    }
  }

  async function inTurn<Value>(
    work: () => Promise<Result<Value, IdReaderFault>>,
  ): Promise<Result<Value, IdReaderFault>> {
    if (busy) return fail({ kind: "id-reader-busy" });
    busy = true;
    try {
      return await work();
    } finally {
      busy = false;
    }
  }

  async function look(): Promise<DeviceStatus> {
    const answer = await inTurn(() => ask(idReaderCommands.status));
    lastKnown = deviceOf(answer);
    looking = undefined;
    return { name, device: lastKnown };
  }

  return {
    name,
    status() {
      // A reader at work is not disturbed: it is what it was when it was last asked.
      if (looking === undefined && busy) return Promise.resolve({ name, device: lastKnown });
      looking ??= look();
      return looking;
    },
    async read({ timeoutMs, signal }) {
      await looking;
      return inTurn(() => waitAndRead(timeoutMs, signal));
    },
    close: () => link.close(),
  };
}

/** Only the reader's own good word is `online`. */
function deviceOf(answer: Result<Answer, IdReaderFault>): DeviceStatus["device"] {
  if (answer.ok) return answer.value.status === idReaderStatus.good ? "online" : "offline";
  return answer.fault.kind === "id-reader-lost" ? "offline" : "unknown";
}

function refused(command: IdReaderCommand, status: number): Result<never, IdReaderFault> {
  const kind = isCardTrouble(status) ? "id-card-unreadable" : "id-reader-refused";
  return fail({ kind, during: command.name, status });
}
