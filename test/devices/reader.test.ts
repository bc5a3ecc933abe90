import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { person } from "../../cli/person.ts";
import type { Screen } from "../../daemon/screen.ts";
import { pcscReader } from "../../hardware/reader/pcsc-reader.ts";
import { systemClock } from "../../hardware/clock.ts";
import { until } from "../stand.ts";
import { onScreen, readerStand, type ReaderStand } from "./reader-stand.ts";

/**
 * The reader's stack disturbed at its worst moments: real pcscd, real pcsclite in its process, real daemon. After
 * each disturbance the daemon serves the next journey by itself; nobody restarts anything for it.
 */

let hall: ReaderStand;
beforeAll(async () => {
  hall = await readerStand();
});
afterAll(async () => {
  process.stdout.write(`${hall.reported()}\n`);
  await hall.close();
});
afterEach(async () => {
  await hall.stand.card({ op: "pull" });
  await hall.visitOver(45_000);
});

const hostPid = (): number => hall.daemon.device().health.hostPid ?? -1;

const lifeOf = async (id: string): Promise<string | undefined> => {
  const box = (await hall.stand.card({ op: "list" })) as { cards: { id: string; life: string }[] };
  return box.cards.find((card) => card.id === id)?.life;
};

test(
  "pcscd is killed 20 times and comes back: each time the next card is read",
  { timeout: 150_000 },
  async () => {
    const respawnsBefore = hall.daemon.device().health.respawns;
    for (let round = 0; round < 20; round++) {
      await hall.recovers("pcscd killed, restarted", async () => {
        await hall.pcscd("kill");
        await until(
          "its loss is noticed",
          () => hall.daemon.device().health.respawns > respawnsBefore + round,
        );
      });
      await hall.look();
    }
    // Every one of them was a real loss: the binding does not survive its pcscd.
    expect(hall.daemon.device().health.respawns).toBeGreaterThanOrEqual(respawnsBefore + 20);
  },
);

test("pcscd is away for a while: the screen says so, why is known, and it serves when pcscd is back", async () => {
  await hall.pcscd("stop");
  await until("out of service", () => hall.daemon.screen().name === "out-of-service", 15_000);
  expect(hall.daemon.screen()).toMatchObject({ fault: "reader-missing" });
  expect(hall.daemon.device()).toMatchObject({ reader: { device: "offline" }, health: { lost: "no-pcscd" } });
  await hall.recovers("pcscd away for long, started", () => hall.pcscd("start"));
  await until("welcome", () => hall.daemon.screen().name === "welcome");
  await hall.write("freeze");
  expect(await lifeOf("card-2")).toBe("frozen");
});

test("the reader's process is killed at rest: another one serves", async () => {
  const before = hostPid();
  await hall.recovers("reader process kill -9, at rest", async () => {
    process.kill(before, "SIGKILL");
    await until("it is gone", () => hall.daemon.device().health.hostPid !== before);
  });
  expect(hostPid()).not.toBe(before);
  await hall.write("unfreeze");
  expect(await lifeOf("card-2")).toBe("active");
});

test("the reader's process stands still: its heartbeat is missed, and another one serves", async () => {
  const before = hostPid();
  await hall.recovers("reader process frozen (SIGSTOP)", async () => {
    process.kill(before, "SIGSTOP");
    await until("it is replaced", () => hall.daemon.device().health.hostPid !== before, 15_000);
  });
  await hall.look();
});

const disturbances = {
  "the reader's process is killed": () => void process.kill(hostPid(), "SIGKILL"),
  "pcscd is killed": () => void hall.pcscd("kill"),
} as const;
test.each([
  ["the reader's process is killed", 0],
  ["the reader's process is killed", 8],
  ["pcscd is killed", 0],
] as const)("%s %i ms into the write: looked at again, and done once", async (what, afterMs) => {
  const disturb = disturbances[what];
  const kind = (await lifeOf("card-2")) === "frozen" ? "unfreeze" : "freeze";
  const respawnsBefore = hall.daemon.device().health.respawns;
  const seen: string[] = [];
  const stopWatching = hall.daemon.watch((screen) =>
    seen.push(screen.name === "fault" ? `${screen.fault} ${screen.detail ?? ""}` : screen.name),
  );
  const midWrite = (screen: Screen): boolean => screen.name === "writing" && screen.bead === "write-card";
  const stop = onScreen(hall.daemon, midWrite, () => setTimeout(disturb, afterMs));
  const visit = await person(hall.daemon, hall.stand.card, { kind, card: "card-2" });
  stop();
  stopWatching();
  expect(hall.daemon.device().health.respawns).toBeGreaterThan(respawnsBefore);
  const lately = hall.daemon
    .trace()
    .slice(-30)
    .map(({ command, answer, fault }) => `${command} ${fault ?? answer.slice(-4)}`);
  expect(visit.fault, [seen.join(" "), ...lately].join("\n")).toBeUndefined();
  expect(await lifeOf("card-2")).toBe(kind === "freeze" ? "frozen" : "active");
  await hall.visitOver();
  await hall.look("card-3");
});

test("a mute card is named, and the next card is read", async () => {
  await hall.stand.card({ op: "insert", id: "mute" });
  await until("it is named", () => hall.daemon.screen().name === "fault", 20_000);
  expect(hall.daemon.screen()).toMatchObject({ fault: "mute-card", cardInside: true });
  await hall.recovers("mute card, taken", async () => {
    await hall.stand.card({ op: "pull" });
    await hall.visitOver();
  });
  await hall.look();
});

test(
  "a card that never answers is given up after its deadline; pulled, the next one is read",
  { timeout: 90_000 },
  async () => {
    const before = hostPid();
    await hall.stand.card({ op: "insert", id: "card-1" });
    await hall.stand.card({ op: "tear", apdu: 3, when: "hang" });
    await until("it is given up", () => hall.daemon.device().health.hostPid !== before, 30_000);
    await hall.recovers("hung card, taken", async () => {
      await hall.stand.card({ op: "pull" });
      await hall.visitOver(45_000);
    });
    await hall.look("card-2");
  },
);

test(
  "the card is pulled at each APDU of its reading: a named fault or a goodbye, and then it is read",
  { timeout: 120_000 },
  async () => {
    let pulls = 0;
    for (let apdu = 1; apdu <= 16; apdu++) {
      const when = apdu % 2 === 1 ? "before" : "after";
      await hall.stand.card({ op: "tear", apdu, when });
      await hall.stand.card({ op: "insert", id: "card-1" });
      await until("it is noticed", () => !["welcome", "reading"].includes(hall.daemon.screen().name), 20_000);
      pulls += hall.daemon.screen().name === "your-card" ? 0 : 1;
      await hall.stand.card({ op: "pull" });
      await hall.visitOver();
    }
    expect(pulls).toBeGreaterThan(12);
    await hall.look();
  },
);

test("another program holds the card: it is named, and once it lets go the card is ours", async () => {
  const { socket } = hall.stand;
  const options = { reader: "00 00", clock: systemClock, chance: Math.random };
  const other = pcscReader({ ...options, ...(socket === undefined ? {} : { socket }) });
  const mine = pcscReader({ ...options, ...(socket === undefined ? {} : { socket }) });
  try {
    hall.daemon.act({ type: "begin" });
    await hall.stand.card({ op: "insert", id: "card-3" });
    await until("shown", () => hall.daemon.screen().name === "your-card");
    for (const reader of [other, mine]) await until("both see it", () => reader.status().media === "present");
    const held = await other.connect({ exclusive: true });
    expect(held.ok).toBe(true);
    const refused = await mine.connect({ exclusive: true });
    const otherPid = String(other.health().hostPid);
    expect(refused).toMatchObject({ fault: { kind: "reader-busy" } });
    // Named by pid, and we are not among those we name.
    expect(JSON.stringify(refused)).toContain(`pid ${otherPid}`);
    expect(JSON.stringify(refused)).not.toContain(`pid ${String(mine.health().hostPid)}`);
    if (held.ok) await held.value.end();
    const free = await mine.connect({ exclusive: true });
    expect(free.ok).toBe(true);
    if (free.ok) await free.value.end();
  } finally {
    await Promise.all([other.close(), mine.close()]);
  }
});

test("a card taken and another put in before anybody looked again: the one before is gone from the screen", async () => {
  const { socket } = hall.stand;
  const pcscd = pcscReader({
    reader: "00 00",
    clock: systemClock,
    chance: Math.random,
    ...(socket === undefined ? {} : { socket }),
  });
  try {
    await hall.stand.card({ op: "insert", id: "card-1" });
    const holderOf = (screen: Screen) => (screen.name === "your-card" ? screen.card.holderMasked : undefined);
    await until("the first is shown", () => holderOf(hall.daemon.screen()) !== undefined);
    const first = holderOf(hall.daemon.screen());
    const seen: string[] = [];
    const stopWatching = hall.daemon.watch((screen) => seen.push(screen.name));
    // Our reader's process looks away for as long as pcscd needs to see both; another client tells when it has.
    process.kill(hostPid(), "SIGSTOP");
    await hall.stand.card({ op: "pull" });
    await until("pcscd has seen it go", () => pcscd.status().media === "not-present");
    await hall.stand.card({ op: "insert", id: "card-3" });
    await until("pcscd has seen the other", () => pcscd.status().media === "present");
    process.kill(hostPid(), "SIGCONT");
    await until(
      "the other is shown",
      () => ![undefined, first].includes(holderOf(hall.daemon.screen())),
      8_000,
    );
    stopWatching();
    expect(seen).toContain("reading");
  } finally {
    await pcscd.close();
  }
});

test("two readers, two roles: nobody takes the reader that another role is promised", async () => {
  const socket = hall.stand.socket === undefined ? {} : { socket: hall.stand.socket };
  const parts = { ...socket, clock: systemClock, chance: Math.random };
  const holder = pcscReader({ ...parts, reader: "", others: ["00 00"] });
  const clerk = pcscReader({ ...parts, reader: "00 00", others: [""] });
  try {
    await until("both are found", () => [holder, clerk].every((reader) => reader.status().name !== ""));
    expect(clerk.status().name).toContain("00 00");
    expect(holder.status().name).toContain("00 01");
  } finally {
    await Promise.all([holder.close(), clerk.close()]);
  }
});
