import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { virtualCard } from "../../card/virtual/card.ts";
import { defaultCards } from "../../card/virtual/default-cards.ts";
import { opIdOf } from "../../central/for-tests.ts";
import type { OperationKind } from "../../card/life.ts";
import { lifeOfLegal, reasonsFor, type Reason } from "../../central/contract.ts";
import { centreClient, type CentreClient } from "../../daemon/central-client.ts";
import { openSqliteJournal } from "../../daemon/journal-sqlite.ts";
import type { Journal } from "../../daemon/journal.ts";
import { terminalSteps } from "../../daemon/session-steps.ts";
import { virtualReader } from "../../hardware/reader/virtual-reader.ts";
import { testCentre } from "./centre.ts";
import { pilePrinter, ready, stoppableReader, type Paper } from "./devices.ts";
import { stopper, type Stop, type Stopper } from "./stop.ts";

/** A card that keeps what is written on it; its challenges differ each time. */
function cardOf(id: string) {
  const issued = defaultCards.find((card) => card.id === id);
  if (issued === undefined) throw new Error(`no card ${id}`);
  let challenges = 0;
  const card = virtualCard(issued.image(), (length) => {
    challenges += 1;
    return new Uint8Array(length).fill(challenges % 251).fill(challenges >> 8, 0, 1);
  });
  return { card, cardRef: issued.person.cardRef };
}

const bootIdOf = (n: number): string => `0b6f4d8e-58a4-4c93-9d4c-${n.toString(16).padStart(12, "0")}`;

/** Pauses between tries pass at once here; an answer's patience never ends. */
const hurriedClock = {
  nowMs: () => 0,
  after(delayMs: number, then: () => void) {
    if (delayMs < 5_000) queueMicrotask(then);
    return () => undefined;
  },
};

/**
 * One centre, one card, another card, and as many terminals as are booted: real code everywhere but the devices.
 * Papers lie on one pile; a paper that was not true when it came out is a lie and is kept as one.
 */
export async function openHall(cardId = "card-1") {
  const folder = mkdtempSync(join(tmpdir(), "cardhall-protocol-"));
  const centre = await testCentre();
  const running = new Set<{ kill(): void }>();
  const { card, cardRef } = cardOf(cardId);
  const papers: Paper[] = [];
  const lies: string[] = [];
  let minted = 0;
  let boots = 0;
  let closed = false;

  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    for (const terminal of running) terminal.kill();
    await centre.close();
    rmSync(folder, { recursive: true, force: true });
  }
  onTestFinished(close);

  async function pile(paper: Paper): Promise<void> {
    papers.push(paper);
    const { card: row, operations } = await centre.books(cardRef);
    const operation = operations.find((each) => each.certificate_no === paper.certificateNo);
    if (operation?.state !== "done")
      lies.push(`${paper.certificateNo} is not a certificate of a done operation`);
    else if (card.image().life !== operation.target || lifeOfLegal[row.legal] !== operation.target)
      lies.push(`${paper.certificateNo} says ${operation.target}, the card ${card.image().life}`);
  }

  /** Starts a terminal on its own journal: the first time on a new file, later on what it left behind. */
  function boot(terminalId = "T-1", planned?: Stop, disk = terminalId) {
    const stop = stopper(planned);
    const journal = openSqliteJournal({ file: join(folder, `${disk}.db`), wallMs: () => 0 });
    const line = centre.line();
    const reader = virtualReader();
    const printer = { status: ready } as Parameters<typeof pilePrinter>[0]["state"];
    let alive = true;
    const terminal = {
      terminalId,
      stop,
      journal,
      line,
      reader,
      printer,
      steps: terminalSteps({
        journal: stoppableJournal(journal, stop),
        centre: stoppableCentre(clientOf(terminalId, bootIdOf(++boots), journal, line.fetch), stop),
        reader: stoppableReader(reader, stop),
        printer: pilePrinter({ terminalId, stop, state: printer, onPaper: pile }),
        hall: { nameZh: "东城大厅", nameEn: "East Hall", terminalId },
        mintId: () => opIdOf(++minted),
        prepare: () => Promise.resolve(),
        onCentre: () => undefined,
      }),
      insert: () => reader.insert(card),
      /** What is left when the process is gone: the file, the card and the paper. */
      kill() {
        if (!alive) return;
        alive = false;
        running.delete(terminal);
        reader.pull();
        journal.close();
      },
    };
    running.add(terminal);
    return terminal;
  }

  const clientOf = (
    terminalId: string,
    bootId: string,
    journal: Pick<Journal, "head">,
    lineFetch: typeof fetch,
  ): CentreClient =>
    centreClient({
      url: "http://centre.invalid",
      token: centre.token,
      header() {
        const { seq, hash } = journal.head();
        return { v: 1, terminalId, bootId, journal: { seq, head: hash } };
      },
      clock: hurriedClock,
      fetch: lineFetch,
      onReach: () => undefined,
    });

  /** Another holder's card, which the centre knows too. */
  const stranger = (): ReturnType<typeof cardOf> => cardOf("card-2");

  /** All that the terminals have on disk, byte by byte. */
  const disks = (): Buffer =>
    Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));

  /** A line of its own to the centre, in a terminal's name: for messages that arrive late. */
  const client = (terminalId: string): CentreClient =>
    clientOf(terminalId, bootIdOf(++boots), { head: () => ({ seq: 0, hash: "" }) }, centre.line().fetch);

  return { centre, card, cardRef, stranger, papers, lies, boot, client, disks, close };
}

export type Hall = Awaited<ReturnType<typeof openHall>>;
export type Terminal = ReturnType<Hall["boot"]>;

export const reasonOf = (kind: OperationKind): Reason => reasonsFor[kind][0] ?? "other";

function stoppableJournal(journal: Journal, stop: Stopper): Journal {
  return {
    ...journal,
    append(opId, body) {
      const leave = stop.enter("journal");
      const entry = journal.append(opId, body);
      leave();
      return entry;
    },
  };
}

/** Before the message: it never left. After: the centre answered, and nobody was there to hear it. */
function stoppableCentre(centre: CentreClient, stop: Stopper): CentreClient {
  const guarded =
    <Parts extends unknown[], Answer>(ask: (...parts: Parts) => Promise<Answer>) =>
    async (...parts: Parts): Promise<Answer> => {
      const leave = stop.enter("centre");
      const answer = await ask(...parts);
      leave();
      return answer;
    };
  return {
    health: guarded(centre.health),
    observe: guarded(centre.observe),
    authorise: guarded(centre.authorise),
    script: guarded(centre.script),
    report: guarded(centre.report),
    query: guarded(centre.query),
    certificate: guarded(centre.certificate),
    printed: guarded(centre.printed),
  };
}
