import { request } from "node:http";
import { WebSocket } from "ws";
import type { Clock } from "../hardware/clock.ts";
import { serveScreen, type ScreenServerParts } from "./screen-server.ts";
import type { Action, DemoAction, Frame, Screen } from "./screen.ts";

type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

/** A screen server on loopback with a small page, a clock that stands still and codes and tokens one can guess. */
export async function screenStand(given: Partial<ScreenServerParts> = {}) {
  const actions: Action[] = [];
  const demos: DemoAction[] = [];
  const photos: Uint8Array[] = [];
  const codes = new Set(["code-1", "code-2", "code-3"]);
  const hashes = new Set<string>();
  let kept = 0;
  let minted = 0;
  let nowMs = 0;
  const beats: (() => void)[] = [];
  const clock: Clock = {
    nowMs: () => nowMs,
    after(_delayMs, then) {
      beats.push(then);
      return () => void beats.splice(0, beats.length, ...beats.filter((beat) => beat !== then));
    },
  };
  const server = await serveScreen({
    port: 0,
    files: new Map([
      ["/index.html", { type: "text/html; charset=utf-8", bytes: text("<title>Cardhall</title>") }],
      ["/app.js", { type: "text/javascript; charset=utf-8", bytes: text("link();") }],
    ]),
    codes,
    sessions: { hashes, keep: () => (kept += 1) },
    mintToken: () => `token-${String((minted += 1))}`,
    clock,
    onAction: (action) => actions.push(action),
    onDemo: (action) => demos.push(action),
    onPhoto: (jpeg) => photos.push(jpeg),
    ...given,
  });
  const { port } = new URL(server.url);
  const origin = `http://127.0.0.1:${port}`;
  const links: Link[] = [];

  /** Asks over HTTP with exactly these headers: `fetch` would put its own Host and Origin. */
  function ask(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body = "",
  ): Promise<Answer> {
    return new Promise((answered, failed) => {
      const asked = request({ host: "127.0.0.1", port, method, path, headers, agent: false }, (response) => {
        let received = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (received += chunk));
        response.on("end", () =>
          answered({ status: response.statusCode ?? 0, headers: response.headers, body: received }),
        );
      });
      asked.on("error", failed);
      asked.end(body);
    });
  }
  const spend = (code: string, headers: Record<string, string> = { origin }): Promise<Answer> =>
    ask("POST", "/session", headers, JSON.stringify({ code }));

  /** Opens a link as a page does, or as a program does that only looks like one. */
  function open(
    offered: { token?: string; headers?: Record<string, string>; path?: string; protocols?: string[] } = {},
  ): Link {
    const { token = "", headers = { origin }, path = "/link" } = offered;
    const protocols = offered.protocols ?? ["cardhall.v1", `token.${token}`];
    const link = linkOf(
      new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers, perMessageDeflate: false }),
    );
    links.push(link);
    return link;
  }

  return {
    server,
    port: Number(port),
    origin,
    actions,
    demos,
    photos,
    codes,
    hashes,
    kept: () => kept,
    /** Time passes; the heartbeat beats when the test says so. */
    pass: (ms: number) => void (nowMs += ms),
    beat: () => {
      for (const beat of beats.splice(0)) beat();
    },
    ask,
    spend,
    open,
    /** A page with a session, its link open. */
    async page(code = "code-1") {
      const { token } = JSON.parse((await spend(code)).body) as { token: string };
      const link = open({ token });
      await link.opened;
      return { ...link, token };
    },
    async close() {
      for (const link of links) link.socket.terminate();
      await server.close();
    },
  };
}

type Link = ReturnType<typeof linkOf>;

function linkOf(socket: WebSocket) {
  const frames: Frame[] = [];
  const waiting: ((frame: Frame) => void)[] = [];
  socket.on("message", (data) => {
    const frame = JSON.parse((data as Buffer).toString("utf8")) as Frame;
    frames.push(frame);
    waiting.shift()?.(frame);
  });
  let refused = 0;
  const opened = new Promise<number>((settle) => {
    socket.on("open", () => settle(101));
    socket.on("unexpected-response", (_request, response) => {
      refused = response.statusCode ?? 0;
      settle(refused);
      socket.terminate();
    });
    socket.on("error", () => settle(refused));
  });
  return {
    socket,
    frames,
    /** 101 when the link is open, or the status it was refused with. */
    opened,
    closed: new Promise<{ code: number }>((settle) => socket.on("close", (code) => settle({ code }))),
    nextFrame: () => new Promise<Frame>((settle) => waiting.push(settle)),
    send: (message: unknown) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    act: (frameNo: number, action: unknown) => socket.send(JSON.stringify({ v: 1, frameNo, action })),
    /** Everything sent before has been read by the server: its pong comes after. */
    heard: () =>
      new Promise<void>((settle) => {
        socket.once("pong", () => settle());
        socket.ping();
      }),
  };
}

export const frameOf = (screen: Screen): Omit<Frame, "v" | "frameNo"> => ({
  screen,
  hall: { nameZh: "演示大厅", nameEn: "Demo hall", terminalId: "demo-1" },
  devices: { reader: "online", printer: "ready", centre: "online" },
});
