import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { startChild, stopChild, type ReadyChild } from "./child.ts";
import { keepAlive } from "./keep-alive.ts";

/** A clock that only the test moves: it holds the one wait that is asked of it. */
function clockByHand() {
  let nowMs = 0;
  let waiting: { ms: number; then: () => void } | undefined;
  return {
    nowMs: () => nowMs,
    after(ms: number, then: () => void) {
      waiting = { ms, then };
      return () => (waiting = undefined);
    },
    pass: (ms: number) => (nowMs += ms),
    waits: () => waiting?.ms,
    ring() {
      const { then } = waiting!;
      waiting = undefined;
      then();
    },
  };
}

/** A real process that is ready at once and lives until its lifeline is cut. */
const living = ["sh", "-c", "echo '{}'; exec cat"];
const dying = ["sh", "-c", "exit 3"];

async function kept() {
  const clock = clockByHand();
  const said: string[] = [];
  let command = living;
  const start = (): Promise<ReadyChild> => startChild(command, { name: "part", readyMs: 5_000, quiet: true });
  const keeper = keepAlive(await start(), {
    name: "part",
    start,
    clock,
    say: (line) => void said.push(line),
  });
  onTestFinished(async () => {
    keeper.letGo();
    await stopChild(keeper.child().process, 1_000);
  });
  return {
    clock,
    said,
    keeper,
    becomes: (next: readonly string[]) => (command = [...next]),
    async dies() {
      const { process } = keeper.child();
      const gone = once(process, "exit");
      process.kill("SIGKILL");
      await gone;
    },
    async ring() {
      const words = said.length;
      clock.ring();
      await expect.poll(() => said.length, { interval: 5 }).toBeGreaterThan(words);
    },
  };
}

test("a part that dies again and again is started after a wait that doubles up to ten seconds", async () => {
  const at = await kept();
  const waits: (number | undefined)[] = [];
  for (let death = 1; death <= 7; death += 1) {
    await at.dies();
    waits.push(at.clock.waits());
    await at.ring();
  }
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  expect(at.said.slice(0, 2)).toEqual(["the part ended (SIGKILL); starting it again", "the part is back"]);
});

test("one that lived for ten seconds is started again as soon as the first time, one that did not is not", async () => {
  const at = await kept();
  await at.dies();
  await at.ring();
  at.clock.pass(9_999);
  await at.dies();
  expect(at.clock.waits()).toBe(1_000);
  await at.ring();
  at.clock.pass(10_000);
  await at.dies();
  expect(at.clock.waits()).toBe(500);
});

test("one that does not come up is tried again, after the same longer and longer waits", async () => {
  const at = await kept();
  at.becomes(dying);
  await at.dies();
  await at.ring();
  expect(at.said.at(-1)).toContain("part ended (3) before it was ready");
  expect(at.clock.waits()).toBe(1_000);
  at.becomes(living);
  await at.ring();
  expect(at.said.at(-1)).toBe("the part is back");
  expect(at.clock.waits()).toBeUndefined();
});

test("one that was let go is not started again, whether it dies afterwards or waits already", async () => {
  const late = await kept();
  await late.dies();
  late.keeper.letGo();
  expect(late.clock.waits()).toBeUndefined();
  const early = await kept();
  early.keeper.letGo();
  await early.dies();
  expect(early.clock.waits()).toBeUndefined();
  expect(early.said).toEqual([]);
});
