import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { putUpStand, type Stand } from "../../cli/hall.ts";
import { person, type CardHand, type Kiosk } from "../../cli/person.ts";
import { startDaemon, type Daemon } from "../../daemon/main.ts";
import type { Screen } from "../../daemon/screen.ts";
import { papersIn, stateFolder, until } from "../stand.ts";

/** What hands do at the worst moment: pull, swap, empty the paper, cut the centre off. Real pcscd and serialport. */

const state = stateFolder();
let stand: Stand;
let daemon: Daemon;
beforeAll(async () => {
  process.env["CARDHALL_LOG"] = "silent";
  stand = await putUpStand({ stateDir: state.dir, quiet: true });
  daemon = await startDaemon(stand.daemonConfig);
});
afterAll(async () => {
  await daemon.close();
  await stand.stop();
  state.remove();
});
afterEach(async () => {
  await stand.card({ op: "pull" });
  await visitOver();
});

/** Nobody waits for the goodbye to fade. */
const visitOver = (): Promise<void> =>
  until(
    "the visit is over",
    () => {
      if (daemon.screen().name === "goodbye") daemon.act({ type: "continue" });
      return daemon.screen().name === "welcome";
    },
    45_000,
  );

const lifeOf = async (id: string): Promise<string | undefined> => {
  const box = (await stand.card({ op: "list" })) as { cards: { id: string; life: string }[] };
  return box.cards.find((card) => card.id === id)?.life;
};

/** The kiosk with a hand that does something as soon as a screen appears, before the person sees it. */
function disturbed(on: Screen["name"], hand: () => Promise<unknown>): Kiosk {
  let done = false;
  return {
    act: (action) => daemon.act(action),
    watch: (listener) =>
      daemon.watch((screen) => {
        if (screen.name !== on || done) return listener(screen);
        done = true;
        void hand().then(() => listener(daemon.screen()));
      }),
  };
}

// The APDUs of a write: look (4 or 5), GET CHALLENGE, AUTH(0D), AUTH(05), record, block, then the read-back's look.
test.each([
  ["freeze", 2, "before"],
  ["unfreeze", 8, "before"],
  ["freeze", 8, "after"],
  ["unfreeze", 9, "before"],
  ["freeze", 9, "after"],
  ["unfreeze", 11, "after"],
] as const)(
  "%s, the card pulled at APDU %i, %s the card acts: put back, it is finished once",
  async (kind, apdu, when) => {
    const before = papersIn(state.dir).length;
    const torn: Screen[] = [];
    const stop = daemon.watch((screen) => {
      if (screen.name === "put-card-back") torn.push(screen);
    });
    const kiosk = disturbed("confirm", () => stand.card({ op: "tear", apdu, when }));
    const visit = await person(kiosk, stand.card, { kind, card: "card-2" });
    stop();
    expect(visit.fault).toBeUndefined();
    expect(torn.length).toBeGreaterThan(0);
    expect(await lifeOf("card-2")).toBe(kind === "freeze" ? "frozen" : "active");
    expect(papersIn(state.dir)).toHaveLength(before + 1);
  },
);

test("another card put in instead is told apart and left alone; the right one is finished", async () => {
  const wrong: Screen[] = [];
  let returns = 0;
  const hand: CardHand = async (message) => {
    if (message.op === "insert" && ++returns === 2) return stand.card({ op: "insert", id: "card-1" });
    return stand.card(message);
  };
  const stop = daemon.watch((screen) => {
    if (screen.name !== "put-card-back" || !screen.wrongCard) return;
    wrong.push(screen);
    void stand.card({ op: "insert", id: "card-3" });
  });
  const kiosk = disturbed("confirm", () => stand.card({ op: "tear", apdu: 9, when: "before" }));
  const visit = await person(kiosk, hand, { kind: "freeze", card: "card-3" });
  stop();
  expect(visit.fault).toBeUndefined();
  expect(wrong.length).toBeGreaterThan(0);
  expect(await lifeOf("card-3")).toBe("frozen");
  expect(await lifeOf("card-1")).toBe("active");
});

test("no paper: it is done all the same, the screen says so, and the original comes with the next visit", async () => {
  const before = papersIn(state.dir).length;
  await stand.printer({ op: "paper", out: true });
  const warned: Screen[] = [];
  const stop = daemon.watch((screen) => {
    if (screen.name === "confirm") warned.push(screen);
  });
  const visit = await person(daemon, stand.card, { kind: "freeze", card: "card-1" });
  stop();
  expect(warned[0]).toMatchObject({ printerFault: "paper-out" });
  expect(visit.fault).toBe("paper-out");
  expect(visit.certificateNo).toMatch(/^371700-/);
  expect(papersIn(state.dir)).toHaveLength(before);

  await visitOver();
  await stand.printer({ op: "paper", out: false });
  const again = await person(daemon, stand.card, { kind: "freeze", card: "card-1" });
  expect(again.certificateNo).toBe(visit.certificateNo);
  const papers = papersIn(state.dir).slice(before);
  expect(papers).toHaveLength(1);
  expect(papers[0]).toContain(visit.certificateNo);
  expect(papers[0]).not.toContain("补打");
});

test("the centre is gone: nothing is written, and it is said", async () => {
  const before = papersIn(state.dir).length;
  // The last test here: nobody brings the centre back.
  stand.children()["centre"]?.kill("SIGKILL");
  const visit = await person(daemon, stand.card, { kind: "cancel", card: "card-3" });
  expect(visit.fault).toBe("centre-unreachable");
  expect(await lifeOf("card-3")).toBe("frozen");
  expect(papersIn(state.dir)).toHaveLength(before);
});
