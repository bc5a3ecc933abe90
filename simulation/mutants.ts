import type { Evidence } from "../card/life.ts";
import { note } from "../central/audit.ts";
import type { Store, Tx } from "../central/store.ts";
import type { CardRow, OperationRow } from "../central/tables.ts";
import type { OperationView } from "../daemon/journal.ts";
import { nextStep, opTagOf } from "../daemon/recovery.ts";
import { ok } from "../hardware/result.ts";
import type { Mutant } from "./mutant.ts";

/** Why the daemon owes a copy where nothing was sent (daemon/print-certificate.ts). */
const notOurs = "the original belongs to another disk";

const waiting: readonly OperationRow["state"][] = ["authorised", "awaiting-card"];

/** Gives an operation up at the centre, as if nothing of it could be on the card. */
async function reverse(store: Store, opId: string): Promise<void> {
  await store.write(async (tx) => {
    const row = await tx.get("operation", { op_id: opId });
    if (row === undefined || !waiting.includes(row.state)) return;
    await tx.change("operation", { op_id: opId }, { state: "reversed" });
    const back = { current_op: null, legal: row.from_legal };
    await tx.change("card", { card_ref: row.card_ref }, back);
    // It is told like any other, so that what it does is found out and not that nobody wrote it down.
    const { card_ref: cardRef, authorised_at_ms: nowMs } = row;
    await note(tx, { event: "reversed", nowMs, opId, cardRef });
  });
}

/** Each transaction through other hands. */
const through = (real: Store, hands: (tx: Tx) => Tx): Store => ({
  write: (work) => real.write((tx) => work(hands(tx))),
  close: () => real.close(),
});

/** What the evidence would be, had the record been written: the status word alone is believed. */
function believed(evidence: Evidence, of: Pick<OperationRow, "epoch" | "target" | "op_id">): Evidence {
  const { record } = evidence;
  if (evidence.life !== of.target || typeof record !== "object") return evidence;
  const { epoch, target, op_id } = of;
  return { ...evidence, record: { ...record, epoch, target, opTag: opTagOf(op_id) } };
}

export const mutants: Readonly<Record<string, { readonly what: string; readonly make: () => Mutant }>> = {
  M1: {
    what: "the centre restricts only when the card confirms",
    make: () => ({
      store: (real) =>
        through(real, (tx) => ({
          ...tx,
          async change(table, key, change) {
            if (table !== "card") return tx.change(table, key, change);
            const { legal, ...rest } = change as Partial<CardRow>;
            if (typeof rest.current_op === "string") return tx.change("card", key, rest);
            const row = await tx.get("operation", { op_id: rest.settled_op ?? "" });
            const then = row?.to_legal ?? legal;
            return tx.change("card", key, then === undefined ? rest : { ...rest, legal: then });
          },
        })),
    }),
  },
  M2: {
    what: "a MAC that outlives its session, and a script sent again",
    make: () => ({ sameChallenge: true }),
  },
  M3: {
    what: "a print that may have come out is repeated as the original",
    make: () => ({
      journal: (real) => ({
        ...real,
        append: (opId, body) =>
          real.append(
            opId,
            body.phase === "copy-owed" && body.because !== notOurs
              ? { phase: "print-disarmed", because: body.because }
              : body,
          ),
      }),
    }),
  },
  M4: {
    what: "every terminal may print the original",
    make: () => ({
      client: (real) => ({
        ...real,
        async report(opId, body) {
          const told = await real.report(opId, body);
          return told.ok && told.value.result === "done" ? ok({ ...told.value, printGrant: true }) : told;
        },
      }),
    }),
  },
  M5: {
    what: "recovery looks at the card without a reset",
    make: () => ({ noPowerCycle: true }),
  },
  M6: {
    what: "an operation whose card is gone is reversed",
    make: () => ({
      centre: (real, { store }) => ({
        ...real,
        async report(opId, request) {
          const told = await real.report(opId, request);
          if (request.outcome.kind === "unknown") await reverse(store, opId);
          return told;
        },
      }),
    }),
  },
  M7: {
    what: "the terminal certifies on its own belief",
    make: () => ({
      client(real, { journal }) {
        const invented = new Set<string>();
        return {
          ...real,
          async report(opId, body) {
            const told = await real.report(opId, body);
            if (told.ok || told.fault.kind !== "centre-unreachable" || body.outcome.kind !== "seen")
              return told;
            invented.add(opId);
            return ok({
              result: "done",
              certificateNo: "371700-2026-999999",
              printGrant: true,
              legal: "frozen",
            });
          },
          async certificate(opId) {
            const told = await real.certificate(opId);
            const [first] = journal.entriesOf(opId);
            if (told.ok || !invented.has(opId) || first === undefined) return told;
            // Only its number is looked at by what prints it here.
            return ok({ number: "371700-2026-999999", copiesPrinted: 0 } as never);
          },
        };
      },
    }),
  },
  M8: {
    what: "the card is blocked before its record is written",
    make: () => ({
      hsm: (real, seal) => ({
        ...real,
        issuerScript(order) {
          const steps = seal(order, (profile) => {
            const { freeze, cancel } = profile.operations;
            const turned = (plan: typeof freeze): typeof freeze => ({
              ...plan,
              steps: plan.steps.toReversed(),
            });
            const operations = { ...profile.operations, freeze: turned(freeze), cancel: turned(cancel) };
            return { ...profile, operations };
          });
          return Promise.resolve(ok(steps));
        },
      }),
    }),
  },
  M9: {
    what: "an operation is settled on the status word, whatever the record says",
    make: () => ({
      decide(view: OperationView, fresh) {
        const { epoch, target, opId } = view;
        if (fresh === undefined || epoch === undefined || target === undefined) return nextStep(view, fresh);
        return nextStep(view, believed(fresh, { epoch, target, op_id: opId }));
      },
      centre: (real, { books }) => ({
        ...real,
        report(opId, request) {
          const { outcome } = request;
          const row = books.operations.get(opId);
          if (outcome.kind !== "seen" || row === undefined) return real.report(opId, request);
          const evidence = believed(outcome.evidence, row);
          return real.report(opId, { ...request, outcome: { ...outcome, evidence } });
        },
      }),
    }),
  },
  M10: {
    what: "a second operation begins while one waits",
    make() {
      let blind = 0;
      const blindly = async <Value>(work: () => Promise<Value>): Promise<Value> => {
        blind += 1;
        try {
          return await work();
        } finally {
          blind -= 1;
        }
      };
      return {
        store: (real) =>
          through(real, (tx) => ({
            ...tx,
            async get(table, key) {
              const row = await tx.get(table, key);
              return blind > 0 && table === "card" && row !== undefined ? { ...row, current_op: null } : row;
            },
          })),
        centre: (real) => ({
          ...real,
          authorise: (opId, request) => blindly(() => real.authorise(opId, request)),
          async observe(request) {
            const told = await real.observe(request);
            if (!told.ok || told.value.value.result !== "known") return told;
            const { pending: _pending, ...rest } = told.value.value;
            return ok({ ...told.value, value: rest });
          },
        }),
      };
    },
  },
  M11: {
    what: "a question is repeated under a new operation id",
    make: () => ({
      client(real, { mintOpId, journal }) {
        const renamed = new Map<string, string>();
        const nameOf = (opId: string): string => renamed.get(opId) ?? opId;
        return {
          ...real,
          async authorise(opId, body) {
            const first = await real.authorise(nameOf(opId), body);
            if (first.ok || first.fault.kind !== "centre-unreachable") return first;
            const again = mintOpId();
            renamed.set(opId, again);
            for (const { body: entry } of journal.entriesOf(opId)) journal.append(again, entry);
            return real.authorise(again, body);
          },
          script: (opId, body) => real.script(nameOf(opId), body),
          report: (opId, body) => real.report(nameOf(opId), body),
          query: (opId) => real.query(nameOf(opId)),
          certificate: (opId) => real.certificate(nameOf(opId)),
          printed: (opId, body) => real.printed(nameOf(opId), body),
        };
      },
    }),
  },
  M12: {
    what: "an operation is reversed after its record was written",
    make: () => ({
      centre: (real, { store, books }) => ({
        ...real,
        async script(opId, request) {
          const row = books.operations.get(opId);
          const { record, life } = request.evidence;
          const torn = typeof record === "object" && record.epoch === row?.epoch && life !== row.target;
          if (torn) await reverse(store, opId);
          return real.script(opId, request);
        },
      }),
    }),
  },
};
