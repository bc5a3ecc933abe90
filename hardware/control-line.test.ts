import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { askControl, serveControl } from "./control-line.ts";

let folder: string;
let socketPath: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cardhall-control-"));
  socketPath = join(folder, "control.sock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A device that writes down what it was told, and says it back. */
async function device() {
  const told: unknown[] = [];
  const server = await serveControl(socketPath, async (message) => {
    told.push(message);
    if (message === "throw") throw new Error("not understood");
    return { ok: true, message };
  });
  onTestFinished(() => void server.close());
  return { told };
}

/** A server that answers each connection with these bytes, whatever it is asked. */
async function stub(answer: string, then: "end" | "stay" | "drip") {
  const server: Server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.write(answer);
    if (then === "end") socket.end();
    if (then !== "drip") return;
    const dripping = setInterval(() => socket.write("."), 20);
    socket.on("close", () => clearInterval(dripping));
  });
  await new Promise<void>((listening) => server.listen(socketPath, listening));
  onTestFinished(() => void server.close());
}

/** Sends raw bytes in these pieces and gives back the lines that come until the server hangs up or `lines` came. */
function say(pieces: readonly (string | Uint8Array)[], lines: number): Promise<string[]> {
  return new Promise((heard) => {
    let text = "";
    const socket = connect(socketPath, () => {
      for (const piece of pieces) socket.write(piece);
    });
    socket.setEncoding("utf8");
    socket.setTimeout(2_000, () => socket.destroy());
    socket.on("error", () => undefined);
    socket.on("data", (chunk: string) => {
      text += chunk;
      if (text.split("\n").length > lines) socket.destroy();
    });
    socket.on("close", () => heard(text.split("\n").filter((line) => line !== "")));
  });
}

describe("asking", () => {
  test("gives the answer to the question", async () => {
    const { told } = await device();
    expect(await askControl(socketPath, { op: "list" }, 1_000)).toEqual({
      ok: true,
      message: { op: "list" },
    });
    expect(told).toEqual([{ op: "list" }]);
  });

  test("where nobody serves says so at once, with undefined", async () => {
    expect(await askControl(socketPath, { op: "list" }, 60_000)).toBeUndefined();
  });

  test.each([
    ["no JSON", "garbage\n", "stay"],
    ["half a line and then the end", '{"ok":', "end"],
    ["nothing and then the end", "", "end"],
    ["a line that does not end", "x".repeat(70_000), "stay"],
  ] as const)("is answered with %s: undefined", async (_name, answer, then) => {
    await stub(answer, then);
    expect(await askControl(socketPath, { op: "list" }, 2_000)).toBeUndefined();
  });

  test.each([
    ["silence", "stay"],
    ["a drop now and then", "drip"],
  ] as const)("is given up after its time, also with %s", async (_name, then) => {
    await stub("", then);
    const began = performance.now();
    expect(await askControl(socketPath, { op: "list" }, 200)).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe("serving", () => {
  test("a line that is no JSON is answered as an error, and the next one is served", async () => {
    const { told } = await device();
    const [first, second] = await say(["{garbage\n", '{"op":"list"}\n'], 2);
    expect(JSON.parse(first!)).toMatchObject({ ok: false });
    expect(JSON.parse(second!)).toEqual({ ok: true, message: { op: "list" } });
    expect(told).toEqual([{ op: "list" }]);
  });

  test("an order that is refused is answered as an error with its words", async () => {
    await device();
    expect((await say(['"throw"\n'], 1)).map((line) => JSON.parse(line) as unknown)).toEqual([
      { ok: false, error: "not understood" },
    ]);
  });

  test("a line cut anywhere, within a character too, is one line; two in one piece are two", async () => {
    const { told } = await device();
    const line = new TextEncoder().encode('{"id":"菏泽"}\n');
    for (let cut = 1; cut < line.length; cut += 1) {
      const pieces = [line.subarray(0, cut), line.subarray(cut)];
      expect(await say(pieces, 1)).toEqual(['{"ok":true,"message":{"id":"菏泽"}}']);
    }
    expect(await say(['1\n"two"\n'], 2)).toHaveLength(2);
    expect(told.slice(-2)).toEqual([1, "two"]);
  });

  test.each([
    ["that does not end", 200_000, ""],
    ["that ends after all", 200_000, "\n"],
    ["whose end comes in the piece that is too much", 64 * 1024 + 60, "\n"],
  ])("a line beyond 64 KiB %s is not obeyed, and its sender is hung up on", async (_name, length, end) => {
    const { told } = await device();
    expect(await say([`"${"x".repeat(length)}"${end}`], 1)).toEqual([]);
    expect(told).toEqual([]);
    expect(await askControl(socketPath, { op: "list" }, 1_000)).toMatchObject({ ok: true });
  });

  test("a sender that hangs up before its answer harms nobody", async () => {
    await device();
    for (let time = 0; time < 10; time += 1)
      await new Promise<void>((gone) => {
        const socket = connect(socketPath, () => socket.write('{"op":"list"}\n', () => socket.destroy()));
        socket.on("error", () => undefined);
        socket.on("close", () => gone());
      });
    expect(await askControl(socketPath, { op: "list" }, 1_000)).toMatchObject({ ok: true });
  });

  test("a socket that an earlier life left behind is taken over", async () => {
    await device();
    const { told } = await device();
    await askControl(socketPath, { op: "list" }, 1_000);
    expect(told).toEqual([{ op: "list" }]);
  });
});
