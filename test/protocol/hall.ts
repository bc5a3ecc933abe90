import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { profileById } from "../../card/profile.ts";
import { virtualCard } from "../../card/virtual/card.ts";
import { virtualPsam } from "../../card/virtual/psam.ts";
import { defaultCards, exampleCards } from "../../card/virtual/default-cards.ts";
import { opIdOf } from "../../central/for-tests.ts";
import type { OperationKind } from "../../card/life.ts";
import { lifeOfLegal, reasonsFor, type Reason } from "../../central/contract.ts";
import type { SealedBy } from "../../central/scripts.ts";
import type { Store } from "../../central/store.ts";
import { centreClient, type CentreClient } from "../../daemon/central-client.ts";
import { openSqliteJournal } from "../../daemon/journal-sqlite.ts";
import { genesis, hashAt, type Journal } from "../../daemon/journal.ts";
import { psamIn } from "../../daemon/psam-seal.ts";
import { terminalSteps } from "../../daemon/session-steps.ts";
import { virtualReader } from "../../hardware/reader/virtual-reader.ts";
import { testCentre } from "./centre.ts";
import { shownLife } from "./shown-life.ts";
import { pilePrinter, ready, stoppableReader, type Paper } from "./devices.ts";
import { stopper, type Stop, type Stopper } from "./stop.ts";

/** A card that keeps what is written on it; its challenges differ each time. */
function cardOf(id: string) {
  const issued = [...defaultCards, ...exampleCards].find((card) => card.id === id);
  if (issued === undefined) throw new Error(`no card ${id}`);
  let challenges = 0;
  const card = virtualCard(issued.image(), (length) => {
    challenges += 1;
    return new Uint8Array(length).fill(challenges % 251).fill(challenges >> 8, 0, 1);
  });
  const profile = profileById(issued.person.profile);
  if (profile === undefined) throw new Error(`no profile ${issued.person.profile}`);
  return { card, cardRef: issued.person.cardRef, profile };
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
export async function openHall(cardId = "card-1", store?: Store, sealedBy: SealedBy = () => "hsm") {
  const folder = mkdtempSync(join(tmpdir(), "cardhall-protocol-"));
  const centre = await testCentre(store, sealedBy);
  const running = new Set<{ kill(): void }>();
  const { card, cardRef, profile } = cardOf(cardId);
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
    // A lost card's certificate tells of the record alone.
    if (operation?.record_only === 1 && row.legal === operation.settled_legal) return;
    if (operation?.state !== "done")
      lies.push(`${paper.certificateNo} is not a certificate of a done operation`);
    else {
      const life = await shownLife(card, operation.target);
      if (life !== operation.target || lifeOfLegal[row.legal] !== operation.target)
        lies.push(`${paper.certificateNo} says ${operation.target}, the card ${life}`);
    }
  }

  /** Starts a terminal on its own journal: the first time on a new file, later on what it left behind. */
  function boot(terminalId = "T-1", planned?: Stop, disk = terminalId) {
    const stop = stopper(planned);
    const bootId = bootIdOf(++boots);
    const journal = openSqliteJournal({ file: join(folder, `${disk}.db`), wallMs: () => 0 });
    const line = centre.line();
    const reader = virtualReader();
    const psam = virtualReader();
    psam.insert(virtualPsam());
    const printer = { status: ready } as Parameters<typeof pilePrinter>[0]["state"];
    let alive = true;
    const client = clientOf(terminalId, bootId, journal, line.fetch);
    const mintId = (): string => opIdOf(++minted);
    const terminal = {
      terminalId,
      bootId,
      stop,
      journal,
      line,
      reader,
      /** The second slot; only a terminal that seals by itself ever looks there. */
      psam,
      printer,
      steps: terminalSteps({
        journal: stoppableJournal(journal, stop),
        centre: stoppableCentre(client, stop),
        reader: stoppableReader(reader, stop),
        ...(sealedBy(terminalId) === "psam" ? { psam: psamIn(psam) } : {}),
        printer: pilePrinter({ terminalId, stop, state: printer, onPaper: pile }),
        hall: { nameZh: "东城大厅", nameEn: "East Hall", terminalId },
        mintId,
        prepare: () => Promise.resolve(),
        onCentre: () => undefined,
      }),
      /** What the steps are made of, for what no screen orders yet. */
      parts: { journal, centre: client, reader, profile, mintId },
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
    journal: Pick<Journal, "head"> & Partial<Pick<Journal, "entriesAfter">>,
    lineFetch: typeof fetch,
  ): CentreClient => {
    const { entriesAfter } = journal;
    return centreClient({
      url: "http://centre.invalid",
      token: centre.token,
      header() {
        const { seq, hash } = journal.head();
        return { v: 1, terminalId, bootId, journal: { seq, head: hash } };
      },
      ...(entriesAfter === undefined ? {} : { hashAt: (seq: number) => hashAt({ entriesAfter }, seq) }),
      clock: hurriedClock,
      fetch: lineFetch,
      onReach: () => undefined,
    });
  };

  /** Another holder's card, which the centre knows too. */
  const stranger = (): ReturnType<typeof cardOf> => cardOf("card-2");

  /** An image of a terminal's disk, to be put in the place of the disk later or beside it. */
  function imageDisk(from: string, to: string): void {
    for (const suffix of ["", "-wal"])
      if (existsSync(join(folder, `${from}.db${suffix}`)))
        copyFileSync(join(folder, `${from}.db${suffix}`), join(folder, `${to}.db${suffix}`));
  }

  /** All that the terminals have on disk, byte by byte. */
  const disks = (): Buffer =>
    Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));

  /** What a process of a terminal sent long ago, and what arrives only now: it boots nothing by itself. */
  const late = ({ terminalId, bootId }: { terminalId: string; bootId: string }): CentreClient =>
    clientOf(terminalId, bootId, { head: () => ({ seq: 0, hash: genesis }) }, centre.line().fetch);

  return { centre, card, cardRef, stranger, papers, lies, boot, late, imageDisk, disks, close };
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
    agentShown: guarded(centre.agentShown),
    authorise: guarded(centre.authorise),
    script: guarded(centre.script),
    report: guarded(centre.report),
    query: guarded(centre.query),
    certificate: guarded(centre.certificate),
    printed: guarded(centre.printed),
    freezeAbsent: guarded(centre.freezeAbsent),
    reverse: guarded(centre.reverse),
    commands: guarded(centre.commands),
    desk: guarded(centre.desk),
    journalTail: guarded(centre.journalTail),
    issuers: guarded(centre.issuers),
  };
}
