import { expect, test } from "vitest";
import { targetOf, type OperationKind } from "../../card/life.ts";
import { methodOf, type OperationMethod } from "../../card/operation-method.ts";
import { profileById } from "../../card/profile.ts";
import { defaultCards, exampleCards } from "../../card/virtual/default-cards.ts";
import { lifeOfLegal } from "../../central/contract.ts";
import { openHall, type Hall, type Terminal } from "./hall.ts";
import { sampled } from "./sample.ts";
import { shownLife } from "./shown-life.ts";
import { visit } from "./visit.ts";

/* Freeze, unfreeze and cancel on a card of every profile there is, through the whole daemon and the whole centre. */

const cards = [...defaultCards, ...exampleCards];
/** How the card shows it, for each profile: the table that the profiles are held against. */
const expected: readonly (readonly [id: string, profile: string, method: OperationMethod])[] = [
  ["card-1", "cn-ssc-2.00-3des", "block"],
  ["card-7", "cn-ssc-1.00-3des", "block"],
  ["card-8", "cn-ssc-3.00-3des", "block"],
  ["card-9", "cn-ssc-3.00-sm4", "block"],
  ["card-10", "cn-example-990100-expiry-date", "expiry-date"],
  ["card-11", "cn-example-990200-centre-only", "centre-only"],
  ["card-12", "cn-example-990300-status-record", "status-record"],
  ["card-13", "cn-example-990400-single-challenge", "block"],
];

async function expectDone(hall: Hall, kinds: readonly OperationKind[]): Promise<void> {
  const last = kinds.at(-1) ?? "freeze";
  const { card, operations, alarms } = await hall.centre.books(hall.cardRef);
  expect(alarms).toEqual([]);
  expect(operations.map(({ kind, state }) => `${kind} ${state}`)).toEqual(
    kinds.map((kind) => `${kind} done`),
  );
  expect(lifeOfLegal[card.legal]).toBe(targetOf[last]);
  expect(await shownLife(hall.card, targetOf[last])).toBe(targetOf[last]);
  expect(hall.lies).toEqual([]);
  expect(hall.papers).toHaveLength(kinds.length);
}

async function carriedOut(terminal: Terminal, kind: OperationKind): Promise<void> {
  const done = await visit(terminal, kind);
  expect([kind, done.fault, done.outcome?.kind, done.certificate?.print]).toEqual([
    kind,
    undefined,
    "done",
    "printed",
  ]);
}

async function opened(id: string) {
  const hall = await openHall(id);
  const terminal = hall.boot();
  await terminal.steps.start();
  return { hall, terminal };
}

test("the cards of the house are of every profile there is", () => {
  expect(new Set(cards.map(({ person }) => person.profile))).toEqual(new Set(expected.map(([, id]) => id)));
});

test.each(expected)(
  "%s, %s: frozen, unfrozen, frozen and cancelled, card and centre agreeing each time",
  { timeout: 30_000 },
  async (id, profileId, method) => {
    const { hall, terminal } = await opened(id);
    const profile = profileById(profileId) ?? expect.fail("no profile");
    expect(hall.card.image().profile).toBe(profileId);
    expect(methodOf(profile, "frozen")).toBe(method);
    const done: OperationKind[] = [];
    for (const kind of ["freeze", "unfreeze", "freeze", "cancel"] as const) {
      await carriedOut(terminal, kind);
      done.push(kind);
      await expectDone(hall, done);
    }
    expect(hall.card.image().life).toBe(method === "block" ? "cancelled" : "active");
    expect((await visit(terminal, "freeze")).fault).toBe("already-cancelled");
  },
);

test.each(expected)("%s, %s: cancelled from active", { timeout: 30_000 }, async (id) => {
  const { hall, terminal } = await opened(id);
  await carriedOut(terminal, "cancel");
  await expectDone(hall, ["cancel"]);
});

test("a card that is marked at the centre alone is not written on at all", async () => {
  const { hall, terminal } = await opened("card-11");
  const before = hall.card.image();
  await carriedOut(terminal, "freeze");
  expect(hall.card.image()).toEqual(before);
});

test("a card that wants a challenge for each command gets its script in four parts, each journalled first", async () => {
  const { terminal } = await opened("card-13");
  await carriedOut(terminal, "freeze");
  const phases = terminal.journal.all().map(({ body }) => body.phase);
  expect(phases.slice(0, 11)).toEqual([
    "intent",
    "authorised",
    ...Array.from({ length: 4 }, () => ["challenged", "writing"]).flat(),
    "readback",
  ]);
  const challenges = terminal.journal
    .all()
    .flatMap(({ body }) => (body.phase === "challenged" ? [body.challenge] : []));
  expect(new Set(challenges).size).toBe(4);
});

test.each(["card-8", "card-9", "card-10", "card-12", "card-13"])(
  "%s: a freeze torn at any APDU, before or after, ends done once the card is back",
  { timeout: 120_000 },
  async (id) => {
    const { hall: calm, terminal: quiet } = await opened(id);
    await carriedOut(quiet, "freeze");
    const apdus = quiet.reader.transmits();
    expect(apdus).toBeGreaterThan(15);
    await calm.close();
    for (const [turn, when] of (["before", "after"] as const).entries())
      for (const apdu of sampled(apdus, turn + apdus)) {
        const { hall, terminal } = await opened(id);
        terminal.insert();
        terminal.reader.plan([{ apdu, when }]);
        const first = await visit(terminal, "freeze");
        if (first.fault !== undefined) await carriedOut(terminal, "freeze");
        await expectDone(hall, ["freeze"]);
        await hall.close();
      }
  },
);

test("a 3.00 card keeps its holder closed to the kiosk, and that is no fault", async () => {
  const { terminal } = await opened("card-9");
  terminal.insert();
  const read = await terminal.steps.readCard();
  expect(read).toMatchObject({
    ok: true,
    value: { card: { holderMasked: "", nationalNumberMasked: "", cardNumberMasked: "", life: "active" } },
  });
});
