import { expect, test } from "vitest";
import type { Clock } from "../clock.ts";
import { climbLadder, restartForAll, type Rung } from "./ladder.ts";
import { mayServe } from "./reader-choice.ts";
import type { CardReader, ReaderStatus } from "../ports.ts";

function stand(restart?: () => Promise<string | undefined>) {
  let nowMs = 0;
  let waiting: { atMs: number; then: () => void }[] = [];
  const clock: Clock = {
    nowMs: () => nowMs,
    after(delayMs, then) {
      const one = { atMs: nowMs + delayMs, then };
      waiting.push(one);
      return () => {
        waiting = waiting.filter((other) => other !== one);
      };
    },
  };
  let tell = (_status: ReaderStatus): void => undefined;
  const reader = {
    watch(listener: (status: ReaderStatus) => void) {
      tell = listener;
      listener({ device: "starting", name: "", media: "unknown" });
      return () => undefined;
    },
  } as unknown as CardReader;
  const rungs: Rung[] = [];
  const stop = climbLadder({
    reader,
    clock,
    ...(restart === undefined ? {} : { restart }),
    onRung: (rung) => rungs.push(rung),
  });
  return {
    rungs,
    stop,
    kinds: () => rungs.map(({ rung }) => rung),
    is: (device: "online" | "offline") => tell({ device, name: "R", media: "unknown" }),
    async pass(seconds: number) {
      for (let second = 0; second < seconds; second++) {
        nowMs += 1_000;
        const due = waiting.filter(({ atMs }) => atMs <= nowMs);
        waiting = waiting.filter(({ atMs }) => atMs > nowMs);
        for (const { then } of due) then();
        for (let turn = 0; turn < 4; turn++) await Promise.resolve();
      }
    },
  };
}

test("a reader that comes back within seconds costs no restart, and how long it was away is known", async () => {
  let restarts = 0;
  const at = stand(() => {
    restarts++;
    return Promise.resolve(undefined);
  });
  at.is("online");
  at.is("offline");
  await at.pass(5);
  at.is("online");
  await at.pass(600);
  expect(at.rungs).toEqual([{ rung: "lost" }, { rung: "back", afterMs: 5_000 }]);
  expect(restarts).toBe(0);
});

test("a reader that stays away: pcscd is restarted three times a minute apart and no more, then a person is needed", async () => {
  let restarts = 0;
  const at = stand(() => {
    restarts++;
    return Promise.resolve(restarts === 2 ? "not permitted" : undefined);
  });
  at.is("online");
  at.is("offline");
  await at.pass(3_600);
  expect(at.kinds()).toEqual([
    "lost",
    "restarting-pcscd",
    "restarting-pcscd",
    "restart-failed",
    "restarting-pcscd",
    "given-up",
  ]);
  expect(restarts).toBe(3);
  // Once it works again the ladder is whole again.
  at.is("online");
  at.is("offline");
  await at.pass(10);
  expect(restarts).toBe(4);
});

test("where no restart is permitted none is tried, and a stopped ladder climbs no more", async () => {
  const at = stand();
  at.is("offline");
  await at.pass(60);
  expect(at.kinds()).toEqual(["given-up"]);
  const stopped = stand(() => Promise.resolve(undefined));
  stopped.is("offline");
  stopped.stop();
  await stopped.pass(60);
  expect(stopped.kinds()).toEqual([]);
});

test("a role's reader is found by name or serial number, and an open wish takes no promised one", () => {
  const gemalto = "Gemalto PC Twin Reader (70D7E2EE) 00 00";
  expect(mayServe(gemalto, "70D7E2EE", [])).toBe(true);
  expect(mayServe(gemalto, "ACR39U", [])).toBe(false);
  expect(mayServe(gemalto, "", ["70D7E2EE"])).toBe(false);
  expect(mayServe("ACS ACR39U ICC Reader 00 00", "", ["70D7E2EE"])).toBe(true);
  expect(mayServe(gemalto, "70D7E2EE", [""])).toBe(true);
});

test("two readers lost with one pcscd: it is restarted once for both, and again only when that is long ago", async () => {
  let restarts = 0;
  let nowMs = 0;
  const restart = restartForAll(
    () => {
      restarts++;
      return Promise.resolve(undefined);
    },
    { nowMs: () => nowMs, after: () => () => undefined },
  );
  expect(await Promise.all([restart(), restart()])).toEqual([undefined, undefined]);
  nowMs += 10_000;
  await restart();
  expect(restarts).toBe(1);
  nowMs += 50_000;
  await restart();
  expect(restarts).toBe(2);
});
