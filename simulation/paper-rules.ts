import { nextPrint } from "../daemon/recovery.ts";
import type { Books } from "./books.ts";
import { cardBox, type SimCard } from "./cards.ts";
import type { Message, Told } from "./centre.ts";
import type { Paper } from "./printer.ts";
import type { Scene } from "./scene.ts";
import type { Terminal } from "./terminal.ts";

/** What a journal or the trail may hold of no holder; of those whose cards are not in the run, nobody knows. */
const whoTheyAre = (cards: readonly SimCard[]): readonly string[] =>
  cardBox
    .filter(({ person }) => cards.some(({ cardRef }) => cardRef === person.cardRef))
    .flatMap(({ person }) => [person.name, person.nationalNumber, person.cardNumber]);

/** The rules of protocol A7 for answers, promises and papers, and for what may stand in any of them. */
export function paperRules(parts: {
  readonly scene: Scene;
  readonly cards: readonly SimCard[];
  readonly books: () => Books;
  readonly terminals: () => readonly Terminal[];
  /** What a restored centre answers may differ from what it had answered and forgot. */
  readonly everRestored: () => boolean;
  /** Nor can it know what only a disk knew that is lost. */
  readonly isForgetful: () => boolean;
}) {
  const { scene, cards, books, terminals, everRestored, isForgetful } = parts;
  const { violate } = scene;
  const answers = new Map<string, string>();
  const wishes = new Map<string, Set<string>>();
  const originals = new Map<string, number>();
  const papers: Paper[] = [];
  const numbered = new Map<string, string>();
  // Keys are many, and looking for them costs: each eighth run does.
  const holders = whoTheyAre(cards);
  const secrets = scene.seed % 8 === 0 ? [...holders, ...cards.flatMap(({ keys }) => keys())] : holders;

  function answered(message: Message, told: Told): void {
    if (!told.ok || everRestored()) return;
    const { name: kind, opId, body, terminalId } = message;
    const key = keyOf(kind, opId, terminalId, body, told.value);
    if (key === undefined) return;
    const known = answers.get(key);
    if (known === undefined) answers.set(key, told.text);
    else if (known !== told.text) violate("I5", `${key} was answered with other bytes`);
  }

  /** Message, operation and whoever counts: what must be answered alike each time. */
  function keyOf(kind: string, opId: string, terminalId: string, body: unknown, value: unknown) {
    if (kind === "authorise") return `authorise ${opId}`;
    if (kind === "script") {
      const { header, attempt, segment } = body as {
        header: { bootId: string };
        attempt: number;
        segment?: number;
      };
      return `script ${opId} ${header.bootId} ${String(attempt)} ${String(segment ?? 0)}`;
    }
    const { result } = value as { result?: string };
    // A terminal that was let in again on another disk is another one: the right to print stayed with the old.
    const lineage = books().terminals.get(terminalId)?.lineage ?? 1;
    return kind === "report" && result === "done"
      ? `report ${opId} ${terminalId} ${String(lineage)}`
      : undefined;
  }

  function paper(sheet: Paper): void {
    papers.push(sheet);
    const sameNumber = numbered.get(sheet.certificateNo) ?? sheet.opId;
    numbered.set(sheet.certificateNo, sameNumber);
    if (sameNumber !== sheet.opId) violate("I8", `${sheet.certificateNo} is on paper for two operations`);
    const row = books().operations.get(sheet.opId);
    if (!everRestored() && (row === undefined || row.certificate_no !== sheet.certificateNo))
      violate("I8", `a certificate ${sheet.certificateNo} of what the centre knows nothing of`);
    else if (!everRestored() && row?.state !== "done" && row?.record_only !== 1)
      violate("I8", `a certificate of an operation that is ${row?.state ?? "unknown"}`);
    if (sheet.copy > 0) return;
    const count = (originals.get(sheet.opId) ?? 0) + 1;
    originals.set(sheet.opId, count);
    // A disk that was set back behind its own paper, and a centre behind that: no one can know of it.
    if (count > 1 && !isForgetful()) violate("I8", `${sheet.certificateNo}: ${String(count)} originals`);
  }

  /** One wish has one operation id, however often it is asked for: another one only when that was given up. */
  function asked({ name: kind, opId, wish }: Message, terminal: Terminal): void {
    if (kind !== "authorise") return;
    promised("authorise", terminal, opId);
    if (wish === undefined) return;
    const others = wishes.get(wish) ?? new Set();
    wishes.set(wish, others.add(opId));
    const open = terminal.open().filter((view) => view.opId !== opId && others.has(view.opId));
    if (open.length > 0) violate("I5", "one wish was asked for under a second operation id");
  }

  /** Journal before effect. */
  function promised(what: "script" | "authorise" | "print", terminal: Terminal, of: string): void {
    const phases = terminal.disk().entries.filter(({ opId, body }) => {
      if (opId === of) return true;
      return (body.phase === "intent" || body.phase === "adopted") && body.cardRef === of;
    });
    const last = phases.at(-1)?.body.phase;
    if (what === "authorise" && last === undefined)
      violate("I10", "the centre was asked for what no journal holds");
    if (what === "print" && last !== "print-armed") violate("I10", "paper moved before the journal said so");
    if (
      what === "script" &&
      !terminal.open().some(({ cardRef, phase }) => cardRef === of && phase === "writing")
    )
      violate("I10", "a script went to a card before the journal said so");
  }

  /** Neither a person nor a key in what is kept: journals, and the centre's audit trail. */
  function kept(where: string, text: string): void {
    if (secrets.some((secret) => text.includes(secret))) violate("I17", `${where} holds what no book may`);
  }

  // ---------------------------------------------------------------- when all is over

  /** After each card was presented once more where paper was still owed. */
  async function atEnd(obtainable: (opId: string) => Promise<boolean>): Promise<void> {
    const forClerk = new Set(cards.filter((card) => card.isForClerk()).map(({ cardRef }) => cardRef));
    for (const terminal of terminals())
      for (const view of terminal.open())
        if (!forClerk.has(view.cardRef))
          violate(
            "I19",
            `${terminal.id} holds ${view.opId.slice(-4)} open in ${view.phase}, next ${nextPrint(view).kind}`,
          );
    await papersExist(obtainable);
    // A restored centre gives no number twice, and may leave one out.
    if (!everRestored()) numbersHaveNoGap();
  }

  /** What is done has its paper, or who could print it lost the right to; and each certificate can be had by number. */
  async function papersExist(obtainable: (opId: string) => Promise<boolean>): Promise<void> {
    const printed = new Set(papers.filter(({ whole }) => whole).map(({ opId }) => opId));
    for (const { opId, certificateNo } of papers)
      if (!isForgetful() && books().operations.get(opId)?.certificate_no !== certificateNo)
        violate("I15", `${certificateNo} is on paper, and the centre has forgotten it`);
    for (const row of books().operations.values()) {
      if (row.certificate_no === null || printed.has(row.op_id)) continue;
      scene.reached.state("certificate had by number only");
      // A terminal that was let in again as another disk has lost the right to print.
      const owner = row.settled_by === null ? undefined : books().terminals.get(row.settled_by);
      const excused = owner?.lineage !== row.settled_lineage || everRestored();
      const forClerk = cards.some((card) => card.cardRef === row.card_ref && card.isForClerk());
      if (row.state === "done" && !excused && !forClerk)
        violate("I9", `${row.certificate_no} was never printed`);
      if (!(await obtainable(row.op_id))) violate("I9", `${row.certificate_no} cannot be had anywhere`);
    }
  }

  function numbersHaveNoGap(): void {
    const numbers = new Map<string, number[]>();
    for (const { certificate_no } of books().operations.values()) {
      if (certificate_no === null) continue;
      const [office = "", year = "", n = ""] = certificate_no.split("-");
      numbers.set(`${office}-${year}`, [...(numbers.get(`${office}-${year}`) ?? []), Number(n)]);
    }
    for (const [office, given] of numbers)
      if (given.sort((left, right) => left - right).some((n, index) => n !== index + 1))
        violate("I8", `${office}: certificate numbers ${given.join(" ")} have a gap`);
  }

  return { answered, asked, paper, promised, kept, atEnd, papers: () => papers.length };
}
