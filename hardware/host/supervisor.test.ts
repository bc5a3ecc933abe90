import { expect, onTestFinished, test } from "vitest";
import { superviseHost } from "./supervisor.ts";

/** Time passes when the test says so: what is due next, and later. */
function handClock() {
  let nowMs = 0;
  let due: { readonly atMs: number; readonly then: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after(delayMs: number, then: () => void) {
      const timer = { atMs: nowMs + delayMs, then };
      due.push(timer);
      return () => {
        due = due.filter((each) => each !== timer);
      };
    },
    pass(ms: number) {
      nowMs += ms;
      const ripe = due.filter(({ atMs }) => atMs <= nowMs);
      due = due.filter(({ atMs }) => atMs > nowMs);
      for (const { then } of ripe) then();
    },
  };
}

/** As when the machine has no process left to give: the system call fails, and no process ever ends. */
function withoutProcesses(): () => void {
  const { execPath } = process;
  const back = (): void => {
    process.execPath = execPath;
  };
  process.execPath = "/nowhere/node";
  onTestFinished(back);
  return back;
}

const host = (clock: ReturnType<typeof handClock>) =>
  superviseHost<object, object, object>({
    module: new URL("./line-holders.ts", import.meta.url),
    args: [],
    clock,
    chance: () => 0.5,
  });

test("a device whose process could not be started gets another one as soon as that is possible, and can be closed", async () => {
  const back = withoutProcesses();
  const clock = handClock();
  const device = host(clock);
  await expect.poll(() => device.state()).toBe("offline");
  expect(device.starts()).toBe(1);
  expect(await device.ask({}, 1_000)).toMatchObject({ ok: false, fault: { kind: "host-lost" } });
  clock.pass(1_000);
  expect(device.starts()).toBe(2);
  // The second failure is told in a turn of its own, as the first was.
  await new Promise(setImmediate);
  back();
  clock.pass(1_000);
  expect(device.starts()).toBe(3);
  expect(device.pid()).toBeGreaterThan(0);
  await device.close();
});

test("what waited for an answer when a process could not be started is told, and closing does not wait for its end", async () => {
  withoutProcesses();
  const clock = handClock();
  const device = host(clock);
  const asked = device.ask({}, 60_000);
  const closed = device.close();
  expect(await asked).toMatchObject({ ok: false, fault: { kind: "host-lost" } });
  await closed;
});
