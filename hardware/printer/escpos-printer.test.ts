import { expect, test } from "vitest";
import type { Clock } from "../clock.ts";
import type { PrintJob } from "../ports.ts";
import { fail, ok, type Result } from "../result.ts";
import type { ByteLink, LinkFault } from "./byte-link.ts";
import { escposPrinter, type EscposPrinterOptions } from "./escpos-printer.ts";
import { virtualPrinter } from "./virtual-printer.ts";

/** Time that jumps to the next thing to do as soon as nothing else is going on. */
function jumpingClock(): Clock {
  const timers = new Map<number, { atMs: number; then: () => void }>();
  let nowMs = 0;
  let lastId = 0;
  const jump = (): void => {
    const [next] = [...timers].sort(([, one], [, other]) => one.atMs - other.atMs);
    if (next === undefined) return;
    timers.delete(next[0]);
    nowMs = Math.max(nowMs, next[1].atMs);
    next[1].then();
  };
  return {
    nowMs: () => nowMs,
    after(delayMs, then) {
      const id = ++lastId;
      timers.set(id, { atMs: nowMs + delayMs, then });
      setImmediate(jump);
      return () => timers.delete(id);
    },
  };
}

/** A virtual printer at the end of a line that a test can lose, slow down or listen to. */
function stand(options: Partial<EscposPrinterOptions> & { knowsJobIds?: boolean } = {}) {
  const clock = jumpingClock();
  const device = virtualPrinter({ knowsJobIds: options.knowsJobIds ?? true });
  const heard: ((bytes: Uint8Array) => void)[] = [];
  const closed: (() => void)[] = [];
  const sent: Uint8Array[] = [];
  /** What happens to the next writes; by default the device gets them. */
  let onWrite = (bytes: Uint8Array): Result<void, LinkFault> => {
    reply(device.receive(bytes));
    return ok(undefined);
  };
  const deliver = onWrite;
  function reply(bytes: Uint8Array, delayMs = 1): void {
    if (bytes.length > 0) clock.after(delayMs, () => heard.forEach((listener) => listener(bytes)));
  }
  const link: ByteLink = {
    async write(bytes) {
      sent.push(bytes);
      return onWrite(bytes);
    },
    onBytes: (listener) => heard.push(listener),
    onClosed: (listener) => closed.push(listener),
    close: async () => undefined,
  };
  const printer = escposPrinter({ name: "virtual", link, clock, ...options });
  return {
    clock,
    device,
    printer,
    reply,
    deliver,
    /** Writes that are no question and no clearing. */
    jobsSent: () => sent.filter((bytes) => bytes.length > 10).length,
    cleared: () => sent.filter((bytes) => bytes[1] === 0x14).length,
    lose: () => closed.forEach((listener) => listener()),
    onWrite: (next: typeof onWrite) => (onWrite = next),
  };
}

/** Two lines and a cut, with nothing that needs layout. */
const job = (jobId: string): PrintJob => ({
  jobId,
  bytes: Uint8Array.from([...Buffer.from(`\x1b@${jobId}\nsecond line\n`), 0x1d, 0x56, 66, 0]),
});

test("a good printer prints, and its id is the proof", async () => {
  const { printer, device } = stand();
  expect(await printer.status()).toEqual({
    device: "online",
    paper: "full",
    coverOpen: "no",
    cutterFault: "no",
  });
  expect(await printer.print(job("certificate 1"))).toEqual({
    kind: "printed",
    proof: expect.stringMatching(/^GS \( H id [0-9A-Za-z]{4}$/),
  });
  expect(device.report()).toMatchObject({ papers: 1, unknown: {} });
});

test.each([
  ["paper-out", { paperOut: true }],
  ["cover-open", { coverOpen: true }],
] as const)("%s before a job: nothing is sent", async (kind, change) => {
  const { printer, device, jobsSent } = stand();
  device.set(change);
  expect(await printer.print(job("1"))).toEqual({ kind: "not-started", fault: { kind } });
  expect(jobsSent()).toBe(0);
});

test("a printer that says nothing is unknown, and gets no job", async () => {
  const { printer, device, jobsSent } = stand();
  device.power(false);
  expect((await printer.status()).device).toBe("unknown");
  expect(await printer.print(job("1"))).toMatchObject({
    kind: "not-started",
    fault: { kind: "printer-unknown" },
  });
  expect(jobsSent()).toBe(0);
});

test("a line that is down is offline, and nothing was started", async () => {
  const { printer, onWrite } = stand();
  onWrite(() => fail({ kind: "link-down", detail: "no such file" }));
  expect((await printer.status()).device).toBe("offline");
  expect(await printer.print(job("1"))).toMatchObject({
    kind: "not-started",
    fault: { kind: "printer-offline" },
  });
});

test("paper out in the middle: unconfirmed; after the refill the same job is proven without being sent again", async () => {
  const { printer, device, reply, jobsSent, clock } = stand();
  device.endRollAfter(1);
  expect(await printer.print(job("1"))).toEqual({ kind: "unconfirmed", fault: { kind: "paper-out" } });
  expect(clock.nowMs()).toBeLessThan(3_000);
  expect(await printer.print(job("2"))).toMatchObject({ kind: "not-started", fault: { kind: "paper-out" } });
  reply(device.set({ paperOut: false }));
  expect(await printer.print(job("1"))).toEqual({ kind: "printed", proof: expect.stringMatching(/, late$/) });
  expect(await printer.print(job("2"))).toMatchObject({ kind: "printed" });
  expect(jobsSent()).toBe(2);
  expect(device.report().papers).toBe(2);
});

test("a jammed cutter: unconfirmed, and said so", async () => {
  const { printer, device } = stand();
  device.set({ cutterJammed: true });
  expect(await printer.print(job("1"))).toEqual({ kind: "unconfirmed", fault: { kind: "cutter-fault" } });
});

test("power lost in the middle is never called printed, and half a job never runs into the next one", async () => {
  const { printer, device, onWrite, deliver, cleared } = stand();
  onWrite((bytes) => {
    if (bytes.length <= 10) return deliver(bytes);
    deliver(bytes.subarray(0, bytes.length - 12));
    device.power(false);
    device.power(true);
    return ok(undefined);
  });
  expect(await printer.print(job("1"))).toMatchObject({
    kind: "unconfirmed",
    fault: { kind: "printer-unknown" },
  });
  onWrite(deliver);
  expect(await printer.print(job("1"))).toMatchObject({ kind: "unconfirmed" });
  expect(await printer.print(job("2"))).toMatchObject({ kind: "printed" });
  expect(cleared()).toBe(1);
});

test("a line lost in the middle: unconfirmed at once, and another id does not prove the job", async () => {
  const { printer, onWrite, deliver, lose, reply, clock } = stand();
  onWrite((bytes) => {
    if (bytes.length <= 10) return deliver(bytes);
    reply(Uint8Array.from(Buffer.from("\x37\x22zzzz\x00", "latin1")));
    clock.after(50, lose);
    return ok(undefined);
  });
  expect(await printer.print(job("1"))).toMatchObject({
    kind: "unconfirmed",
    fault: { kind: "printer-offline" },
  });
  expect(clock.nowMs()).toBeLessThan(1_000);
});

test.each(["link-lost", "write-timeout"] as const)(
  "%s under the write: some bytes may be out, so unconfirmed",
  async (kind) => {
    const { printer, onWrite, deliver } = stand();
    onWrite((bytes) =>
      bytes.length <= 10
        ? deliver(bytes)
        : fail(kind === "link-lost" ? { kind, detail: "EIO" } : { kind, timeoutMs: 9 }),
    );
    expect(await printer.print(job("1"))).toMatchObject({
      kind: "unconfirmed",
      fault: { kind: "printer-offline" },
    });
  },
);

test("a late answer does not answer the next question", async () => {
  const { printer, device, reply, onWrite, deliver } = stand({ answerTimeoutMs: 100 });
  device.set({ paperOut: true });
  // The answer to the roll question comes after its deadline, and would read as a good answer to the first one.
  onWrite((bytes) => {
    if (bytes[2] === 4) reply(Uint8Array.of(0x12), 101);
    else deliver(bytes);
    return ok(undefined);
  });
  expect((await printer.status()).paper).toBe("out");
  onWrite(deliver);
  expect(await printer.status()).toMatchObject({ device: "online", paper: "out" });
});

test.each([1, 2, 3, 4])(
  "a late answer to question %i alone keeps no certificate from being printed",
  async (late) => {
    const { printer, device, reply, onWrite, deliver } = stand({ answerTimeoutMs: 100 });
    let delayed = false;
    onWrite((bytes) => {
      if (delayed || bytes.length !== 3 || bytes[2] !== late) return deliver(bytes);
      delayed = true;
      reply(device.receive(bytes), 130);
      return ok(undefined);
    });
    expect(await printer.print(job("1"))).toMatchObject({ kind: "printed" });
    expect(delayed).toBe(true);
  },
);

test("a printer that stays silent is asked twice and no more", async () => {
  const { printer, device, clock, onWrite, deliver } = stand();
  device.power(false);
  let asked = 0;
  onWrite((bytes) => {
    asked++;
    return deliver(bytes);
  });
  expect((await printer.status()).device).toBe("unknown");
  expect(asked).toBe(2);
  expect(clock.nowMs()).toBeLessThan(1_600);
});

test("two jobs at once go out one after the other, and each is proven by its own id", async () => {
  const { printer, device, onWrite, deliver, reply } = stand();
  const order: string[] = [];
  // Ids come late, so that a second job would have time to slip in.
  onWrite((bytes) => {
    if (bytes.length <= 10) return deliver(bytes);
    order.push("sent");
    reply(device.receive(bytes), 200);
    return ok(undefined);
  });
  const outcomes = await Promise.all(
    ["1", "2"].map(async (name) => {
      const outcome = await printer.print(job(name));
      order.push(outcome.kind);
      return outcome;
    }),
  );
  expect(order).toEqual(["sent", "printed", "sent", "printed"]);
  expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(2);
  expect(device.report().papers).toBe(2);
});

test("a printer without job ids: unconfirmed by id, printed by its paper sensor, and the proof says which", async () => {
  const byId = stand({ knowsJobIds: false, confirmTimeoutMs: 2_000 });
  expect(await byId.printer.print(job("1"))).toMatchObject({ kind: "unconfirmed" });
  const bySensor = stand({ knowsJobIds: false, confirmation: "paper-sensor" });
  expect(await bySensor.printer.print(job("1"))).toEqual({
    kind: "printed",
    proof: "GS r 1 byte 00, DLE EOT 12 12 12 12",
  });
});

test("the paper sensor's answer to an earlier job does not prove the next one", async () => {
  const { printer, device, reply, onWrite, deliver } = stand({
    confirmation: "paper-sensor",
    confirmTimeoutMs: 2_000,
  });
  device.endRollAfter(1);
  expect(await printer.print(job("1"))).toMatchObject({ kind: "unconfirmed", fault: { kind: "paper-out" } });
  // Refilled, but the answer that job 1 still owes is slow, and job 2 is swallowed by the line.
  const owed = device.set({ paperOut: false });
  onWrite((bytes) => {
    if (bytes.length <= 10) return deliver(bytes);
    reply(owed, 60);
    return ok(undefined);
  });
  expect(await printer.print(job("2"))).toMatchObject({
    kind: "unconfirmed",
    fault: { kind: "printer-unknown" },
  });
});

test("an id that an earlier job still waits with is not given again", async () => {
  const { printer, onWrite, deliver } = stand({ confirmTimeoutMs: 2_000 });
  onWrite((bytes) => (bytes.length <= 10 ? deliver(bytes) : ok(undefined)));
  // These two names give the same four characters.
  expect(await printer.print(job("job 4229"))).toMatchObject({ kind: "unconfirmed" });
  onWrite(deliver);
  expect(await printer.print(job("job 23370"))).toMatchObject({ kind: "printed" });
  expect(await printer.print(job("job 4229"))).toMatchObject({ kind: "unconfirmed" });
});
