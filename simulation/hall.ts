import { verifyAudit } from "../central/proof/audit-verify.ts";
import type { Store } from "../central/store.ts";
import { cardBox, simCard, type SimCard } from "./cards.ts";
import { openCentre, type CentreHost } from "./centre.ts";
import { crashRowsOf } from "./crash-rows.ts";
import { judgeHistory, type Asked } from "./history.ts";
import { invariantsOf } from "./invariants.ts";
import { simLine } from "./net.ts";
import { officeOf } from "./office.ts";
import type { Plan } from "./plan.ts";
import { simPrinter } from "./printer.ts";
import { simPsam } from "./psam.ts";
import { simReader } from "./reader.ts";
import { fillRegister } from "./register.ts";
import type { Scene } from "./scene.ts";
import { simTerminal, type Terminal } from "./terminal.ts";

/** So often the whole audit trail is read again at the end; each commit checks its own part of it. */
const auditEvery = 16;

/** Everything of one run: cards, register and centre, terminals, and who watches them. */
export type Hall = Awaited<ReturnType<typeof openHall>>;

export async function openHall(scene: Scene, plan: Plan, store: Store) {
  const { world } = scene;
  const box = plan.cards.flatMap((index) => cardBox[index] ?? []);
  const cards: SimCard[] = box.map((card) => simCard(scene, card));
  const psamChance = scene.chanceFor("psams");
  const sealing = new Set(psamChance.hit(0.25) ? ["T-1", "T-3"] : []);
  const terminals: Terminal[] = [];
  const history: Asked[] = [];
  const asked = new Map<object, number>();
  const begunMs = new Map<string, number>();
  const toldBegun = new Set<string>();
  const cardOf = (cardRef: string): SimCard | undefined => cards.find((card) => card.cardRef === cardRef);
  const late: { centre?: CentreHost } = {};
  const books = () => {
    if (late.centre === undefined) throw new Error("simulation: no centre yet");
    return late.centre.books;
  };
  const everRestored = (): boolean => (late.centre?.restores() ?? 0) > 0;
  const restoring = (): boolean =>
    everRestored() && [...books().restorations.values()].some(({ state }) => state === "open");
  let disksLost = 0;
  /** Nobody knows any more what a disk alone knew of a time that the centre has forgotten: only the cards show it. */
  const isForgetful = (): boolean => disksLost > 0 && everRestored();
  const checks = invariantsOf({
    scene,
    cards,
    books,
    terminals: () => terminals,
    restoring,
    everRestored,
    isForgetful,
    centreMs: () => late.centre?.wallMs() ?? 0,
  });
  const rows = crashRowsOf(scene, books, cardOf);

  const host = await openCentre({
    scene,
    store,
    fill: (tx, nowMs) => fillRegister(tx, nowMs, box),
    sealedBy: (terminalId) => (sealing.has(terminalId) ? "psam" : "hsm"),
    onCommit(changes, leaves) {
      checks.committed(changes, leaves);
      for (const { seq, detail } of leaves) checks.kept(`audit leaf ${String(seq)}`, detail);
      for (const change of changes) {
        if (change.table === "operation" && !begunMs.has(change.after.op_id))
          begunMs.set(change.after.op_id, world.nowMs());
        if (change.table === "terminal" && change.after.state === "quarantined")
          office.quarantined(change.after.terminal_id);
      }
      for (const { event, op_id, detail } of leaves)
        if (event === "awaiting-card" && detail.includes("lease over"))
          rows.leaseOver(terminals.find(({ id }) => id === books().operations.get(op_id ?? "")?.terminal_id));
    },
    onAsk: (message) => void asked.set(message, world.nowMs()),
    onAnswer(message, told) {
      checks.answered(message, told);
      rows.answered(message, told);
      if (!told.ok || everRestored()) return;
      const value = told.value as { result?: string; epoch?: number };
      const began = message.name === "authorise" && value.result === "authorised";
      const looked = message.name === "observe" && value.result === "known";
      if (!began && !looked) return;
      const { evidence } = message.body as { evidence: { cardRef: string } };
      const askedMs = asked.get(message) ?? world.nowMs();
      const answeredMs = world.nowMs();
      // The same question again: it is answered as before, whatever came since.
      if (began && (toldBegun.has(message.opId) || (begunMs.get(message.opId) ?? askedMs) < askedMs)) return;
      if (began) toldBegun.add(message.opId);
      history.push({ cardRef: evidence.cardRef, askedMs, answeredMs, epoch: value.epoch ?? 0, began });
    },
  });
  late.centre = host;

  let opIds = 0;
  let bootIds = 0;
  for (let index = 0; index < plan.terminals; index++) {
    const id = `T-${String(index + 1)}`;
    const self = (): Terminal => {
      const terminal = terminals[index];
      if (terminal === undefined) throw new Error(`simulation: no terminal ${id}`);
      return terminal;
    };
    terminals.push(
      simTerminal({
        scene,
        id,
        mintOpId: () => `019cac61-c368-7c41-8a1b-2c3d4e5f${(++opIds).toString(16).padStart(4, "0")}`,
        mintBootId: () => `0b6f4d8e-58a4-4c93-9d4c-${(++bootIds).toString(16).padStart(12, "0")}`,
        reader: simReader({
          scene,
          terminalId: id,
          onScriptCommand: (card) => {
            checks.promised("script", self(), card.cardRef);
            if (card.isCopy && !everRestored()) scene.violate("A4", `a script went to ${card.id}`);
            if (scene.faults.strikes("kill-in-script")) self().stop("kill");
          },
          onTorn: (card, inScript) => {
            if (inScript) rows.torn(self(), card);
          },
        }),
        printer: simPrinter({
          scene,
          terminalId: id,
          onPaper: checks.paper,
          onJob: (opId) => {
            checks.promised("print", self(), opId);
          },
        }),
        line: simLine({
          scene,
          terminalId: id,
          centre: host,
          wishOf: () => self().wish,
          onAsk: (message) => {
            checks.asked(message, self());
          },
          onAnswerLost: rows.answerLost,
        }),
        ...(sealing.has(id) ? { psam: simPsam(scene) } : {}),
        onEntry: (terminal, { opId, body }, text) => {
          world.note(`${terminal} journal ${opId.slice(-4)} ${body.phase}`);
          checks.kept(`the journal of ${terminal}`, text);
        },
        onStop: rows.stopped,
      }),
    );
  }
  const mintOfficeId = (): string =>
    `019cac61-c368-7c41-8a1b-0ff1ce00${(++opIds).toString(16).padStart(4, "0")}`;
  const office = officeOf(scene, host, mintOfficeId);

  return {
    centre: host,
    cards,
    terminals,
    checks,
    office,
    books,
    isForgetful,
    diskLost: () => void (disksLost += 1),
    /** What can only be said when all is over. */
    async judge(): Promise<void> {
      await checks.atEnd(async (opId) => (await host.act((real) => real.certificate(opId)))?.ok === true);
      if (!everRestored())
        for (const fault of judgeHistory(history, [...books().operations.values()]))
          scene.violate("history", fault);
      if (scene.seed % auditEvery !== 0) return;
      const verified = await verifyAudit(store);
      if (!verified.ok)
        scene.violate("I16", `the centre's audit trail is broken at ${String(verified.fault.seq)}`);
    },
  };
}
