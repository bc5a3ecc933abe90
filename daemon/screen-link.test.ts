import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { card } from "./machine-stand.ts";
import { frameOf, screenStand } from "./screen-stand.ts";

let stand: Awaited<ReturnType<typeof screenStand>>;
beforeEach(async () => {
  stand = await screenStand();
  stand.server.show(frameOf({ name: "welcome" }));
});
afterEach(() => stand.close());

const begin = { type: "begin" };
const newer = {
  ...frameOf({ name: "welcome" }),
  devices: { reader: "offline", printer: "low", centre: "offline" },
} as const;

describe("what a person did", () => {
  test("arrives, as what it is and in its order", async () => {
    const page = await stand.page();
    const did = [
      begin,
      { type: "choose", kind: "cancel" },
      { type: "give-reason", reason: "moved-away" },
      { type: "confirm" },
      { type: "exit" },
    ];
    for (const action of did) page.act(1, action);
    await page.heard();
    expect(stand.actions).toEqual(did);
  });

  test("on a screen that is gone is not done on the one after it", async () => {
    const page = await stand.page();
    stand.server.show(frameOf({ name: "insert-card" }));
    page.act(1, begin);
    await page.heard();
    expect(stand.actions).toEqual([]);
    page.act(2, { type: "back" });
    await page.heard();
    expect(stand.actions).toEqual([{ type: "back" }]);
  });

  test("on the same screen counts, though a lamp on it changed meanwhile", async () => {
    const page = await stand.page();
    stand.server.show(newer);
    page.act(1, begin);
    await page.heard();
    expect(stand.actions).toEqual([begin]);
  });

  test("on a frame that was never shown, before a restart perhaps, is not done", async () => {
    const page = await stand.page();
    page.act(2, begin);
    page.act(1_000_000, begin);
    await page.heard();
    expect(stand.actions).toEqual([]);
    expect(page.socket.readyState).toBe(1);
  });

  test("with the virtual devices arrives, and needs no frame", async () => {
    const page = await stand.page();
    page.send({ v: 1, demo: { type: "demo.insert", cardId: "a" } });
    page.send({ v: 1, demo: { type: "demo.paper", out: true } });
    await page.heard();
    expect(stand.demos).toEqual([
      { type: "demo.insert", cardId: "a" },
      { type: "demo.paper", out: true },
    ]);
  });
});

/** So many bytes of it; the first and the last marker make it one. */
function photo(frameNo: number, length: number): Buffer {
  const bytes = Buffer.alloc(4 + length, 7);
  bytes.writeUInt32BE(frameNo, 0);
  bytes.set([0xff, 0xd8, 0xff], 4);
  bytes.set([0xff, 0xd9], bytes.length - 2);
  return bytes;
}

describe("a photo", () => {
  const asks = frameOf({ name: "agent-photo", card, kind: "cancel" });

  test("arrives whole where the screen asks for it, up to 200 kB", async () => {
    stand.server.show(asks);
    const page = await stand.page();
    page.socket.send(photo(2, 200_000));
    await page.heard();
    expect(stand.photos.map((jpeg) => jpeg.length)).toEqual([200_000]);
    expect(Buffer.from(stand.photos[0] ?? []).subarray(0, 4)).toEqual(Buffer.of(0xff, 0xd8, 0xff, 7));
    page.socket.send(photo(2, 200_001));
    expect((await page.closed).code).toBe(1009);
    expect(stand.photos).toHaveLength(1);
  });

  test("is not taken by a screen that does not ask, nor for one that is gone", async () => {
    const page = await stand.page();
    page.socket.send(photo(1, 1_000));
    await page.heard();
    stand.server.show(asks);
    page.socket.send(photo(1, 1_000));
    page.socket.send(photo(3, 1_000));
    await page.heard();
    expect(stand.photos).toEqual([]);
    expect(page.socket.readyState).toBe(1);
  });
});

describe("a message that is not understood closes the link with 1008, and is not done", () => {
  test.each([
    ["no JSON", "{"],
    ["empty", ""],
    ["null", null],
    ["another version", { v: 2, frameNo: 1, action: begin }],
    ["no frame", { v: 1, action: begin }],
    ["half a frame", { v: 1, frameNo: 1.5, action: begin }],
    ["a frame below zero", { v: 1, frameNo: -1, action: begin }],
    ["an action that does not exist", { v: 1, frameNo: 1, action: { type: "cancel-everything" } }],
    ["an action with more than it has", { v: 1, frameNo: 1, action: { ...begin, then: "confirm" } }],
    ["a message with more than it has", { v: 1, frameNo: 1, action: begin, token: "x" }],
    ["an operation that does not exist", { v: 1, frameNo: 1, action: { type: "choose", kind: "erase" } }],
    ["a reason in free words", { v: 1, frameNo: 1, action: { type: "give-reason", reason: "<script>" } }],
    ["a card's name beyond its length", { v: 1, demo: { type: "demo.insert", cardId: "x".repeat(65) } }],
    ["both at once", { v: 1, frameNo: 1, action: begin, demo: { type: "demo.pull" } }],
  ])("%s", async (_name, message) => {
    const page = await stand.page();
    page.send(message);
    expect((await page.closed).code).toBe(1008);
    expect([stand.actions, stand.demos]).toEqual([[], []]);
  });

  test.each([
    ["bytes instead of text", Buffer.from(JSON.stringify({ v: 1, frameNo: 1, action: begin }))],
    ["a photo without its end", photo(1, 5_000).subarray(0, -2)],
    ["a photo of another kind", Buffer.concat([Buffer.alloc(4), Buffer.from("RIFF0000WEBP".repeat(20))])],
    ["a photo without anything", Buffer.of(0, 0, 0, 1)],
  ])("%s", async (_name, bytes) => {
    const page = await stand.page();
    page.socket.send(bytes);
    expect((await page.closed).code).toBe(1008);
    expect([stand.actions, stand.photos]).toEqual([[], []]);
  });

  test("and nothing after it is done either, though it was sent already", async () => {
    const page = await stand.page();
    page.send("{");
    for (let more = 0; more < 10; more += 1) page.act(1, begin);
    expect((await page.closed).code).toBe(1008);
    expect(stand.actions).toEqual([]);
  });
});

describe("a link that asks too much", () => {
  test("is closed at the twenty-first message of a second", async () => {
    const page = await stand.page();
    for (let message = 0; message < 20; message += 1) page.act(1, { type: "touch" });
    await page.heard();
    expect(stand.actions).toHaveLength(20);
    for (let message = 0; message < 20; message += 1) page.act(1, { type: "touch" });
    expect((await page.closed).code).toBe(1008);
    expect(stand.actions).toHaveLength(20);
  });

  test("may go on in the next second", async () => {
    const page = await stand.page();
    for (let second = 0; second < 3; second += 1) {
      for (let message = 0; message < 20; message += 1) page.act(1, { type: "touch" });
      await page.heard();
      stand.pass(1_000);
    }
    expect(stand.actions).toHaveLength(60);
  });

  test("is closed at a message beyond 64 KiB", async () => {
    const page = await stand.page();
    page.send("x".repeat(64 * 1024 + 1));
    expect((await page.closed).code).toBe(1009);
    expect(stand.actions).toEqual([]);
  });
});

describe("one screen controls", () => {
  test("the newest takes over, the one before is told so with 4001", async () => {
    const first = await stand.page("code-1");
    const second = await stand.page("code-2");
    expect((await first.closed).code).toBe(4001);
    const next = second.nextFrame();
    stand.server.show(frameOf({ name: "insert-card" }));
    await next;
    second.act(2, { type: "back" });
    await second.heard();
    expect(stand.actions).toEqual([{ type: "back" }]);
    expect(first.frames.map(({ frameNo }) => frameNo)).toEqual([1]);
  });

  test("the one before does nothing any more, though it does not hang up", async () => {
    const first = await stand.page("code-1");
    // A page that hangs reads nothing, so it never learns that it was replaced.
    first.socket.pause();
    const second = await stand.page("code-2");
    first.act(1, begin);
    await second.heard();
    await second.heard();
    expect(stand.actions).toEqual([]);
  });

  test("that one before does not keep the daemon from stopping", async () => {
    const first = await stand.page("code-1");
    first.socket.pause();
    await stand.page("code-2");
    const began = performance.now();
    await stand.server.close();
    expect(performance.now() - began).toBeLessThan(2_000);
    stand = await screenStand();
  });

  test("the one that was replaced, hanging up late, does not take the link of the newer", async () => {
    const first = await stand.page("code-1");
    const second = await stand.page("code-2");
    await first.closed;
    const next = second.nextFrame();
    stand.server.show(frameOf({ name: "insert-card" }));
    expect((await next).screen.name).toBe("insert-card");
  });
});

describe("the heartbeat", () => {
  test("leaves a page alone that answers, and lets go of one that does not", async () => {
    const page = await stand.page();
    for (let beat = 0; beat < 3; beat += 1) {
      const pinged = new Promise((ping) => page.socket.once("ping", ping));
      stand.beat();
      await pinged;
      await page.heard();
    }
    expect(page.socket.readyState).toBe(1);
    page.socket.pause();
    stand.beat();
    stand.beat();
    page.socket.resume();
    expect((await page.closed).code).toBe(1006);
  });
});

describe("a page that hangs", () => {
  let hung = 0;
  beforeEach(async () => {
    hung = 0;
    await stand.close();
    stand = await screenStand({ onHung: () => (hung += 1) });
    stand.server.show(frameOf({ name: "welcome" }));
  });
  const drawn = (frameNo: number) => ({ v: 1, drawn: frameNo });

  test("is let go, and that is said, when it has stopped naming what it drew", async () => {
    const page = await stand.page();
    page.send(drawn(1));
    await page.heard();
    stand.beat();
    expect((await page.closed).code).toBe(1006);
    expect(hung).toBe(1);
  });

  test("and is not, when it was replaced or has gone before", async () => {
    const first = await stand.page("code-1");
    first.send(drawn(1));
    await first.heard();
    const second = await stand.page("code-2");
    await first.closed;
    second.send(drawn(1));
    second.socket.close();
    await second.closed;
    stand.beat();
    expect(hung).toBe(0);
  });

  test("and is not, when another has its place already, though it never learnt that", async () => {
    const first = await stand.page("code-1");
    first.send(drawn(1));
    await first.heard();
    first.socket.pause();
    await stand.page("code-2");
    stand.beat();
    expect(hung).toBe(0);
  });

  test.each([drawn(-1), drawn(0.5), { v: 1, drawn: "1" }, { v: 1, drawn: 1, frameNo: 1 }])(
    "names a frame by its number: %j closes the link",
    async (message) => {
      const page = await stand.page();
      page.send(message);
      expect((await page.closed).code).toBe(1008);
    },
  );
});
