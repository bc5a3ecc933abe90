import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { z } from "zod";
import type { Clock } from "../hardware/clock.ts";
import type { DeskDoor } from "./desk-door.ts";
import type { PageFile } from "./page-files.ts";
import { keepBeating } from "./link-heartbeat.ts";
import { perSecond } from "./per-second.ts";
import { pageMessage } from "./screen-messages.ts";
import { screenPulse } from "./screen-pulse.ts";
import { photoIn } from "./screen-photo.ts";
import { photoBytesMax, photoHeadBytes, type Action, type DemoAction, type Frame } from "./screen.ts";

/**
 * The only door to the daemon from a screen: loopback, the daemon's own page, one controlling screen.
 * Checked in this order before anything is answered: Host (a page elsewhere that resolves to 127.0.0.1), Origin
 * (a page elsewhere that calls us), token (another program of this machine), then zod on every message.
 */
type ScreenServer = {
  readonly url: string;
  /** Sends what changed to whoever looks. */
  show(frame: Omit<Frame, "v" | "frameNo">): void;
  close(): Promise<void>;
};

export type ScreenServerParts = {
  readonly port: number;
  readonly files: ReadonlyMap<string, PageFile>;
  /** Codes that buy one session each; spent by use. */
  readonly codes: Set<string>;
  /** SHA-256 of session tokens, hex; kept across restarts so that a page finds its way back. */
  readonly sessions: { readonly hashes: Set<string>; keep(): void };
  readonly mintToken: () => string;
  readonly clock: Clock;
  readonly onAction: (action: Action) => void;
  /** Of holder and agent, while the screen asks for it. */
  readonly onPhoto?: (jpeg: Uint8Array) => void;
  readonly onDemo?: (action: DemoAction) => void;
  /** The technician's face: asks by itself, with a credential of its own in each message. */
  readonly onStaff?: (message: unknown) => Promise<object>;
  /** For the clerk's page, where this terminal stands on a desk: another origin, with checks of its own. */
  readonly desk?: DeskDoor;
  /** A session was bought with this code. */
  readonly onSpent?: (code: string) => void;
  /** The page that had the terminal has stopped drawing; its link was closed. */
  readonly onHung?: () => void;
};

const protocol = "cardhall.v1";
const messageBytesMax = 64 * 1024;
/** A photo is the one message that is longer, and comes only where it is asked for. */
const payloadBytesMax = photoHeadBytes + photoBytesMax;
const messagesPerSecondMax = 20;
/** Of all callers together, those refused by name or origin not counted: a page asks once, a technician by hand. */
const postsPerSecondMax = 20;
const bodyBytesMax = 1024;
/** A technician's list of commands is longer than a code. */
const staffBytesMax = 16 * 1024;
/** Whoever opens a connection and says nothing does not keep it. */
const requestMs = 10_000;
/** The page does not come back after this one. */
const takenOver = 4001;
const sessionsMax = 64;

const securityHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(self), microphone=(), geolocation=(), usb=(), serial=(), hid=()",
  "cache-control": "no-store",
} as const;

export async function serveScreen(parts: ScreenServerParts): Promise<ScreenServer> {
  const http = createServer({ headersTimeout: requestMs, requestTimeout: requestMs }, (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const links = new WebSocketServer({
    noServer: true,
    maxPayload: payloadBytesMax,
    perMessageDeflate: false,
    handleProtocols: () => protocol,
  });
  const mayPost = perSecond(parts.clock, postsPerSecondMax);
  let current: WebSocket | undefined;
  let frameNo = 0;
  let shown = "";
  let frame: Frame | undefined;
  /** Frames the same screen was first shown under: an answer to any of them is still an answer to it. */
  let screenSince = 0;
  let screenShown = "";

  await new Promise<void>((listening) => http.listen(parts.port, "127.0.0.1", listening));
  const { port } = http.address() as AddressInfo;
  const hosts = [`127.0.0.1:${String(port)}`, `localhost:${String(port)}`];
  const origins = hosts.map((host) => `http://${host}`);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, type: string, body: Uint8Array | string): void => {
      response.writeHead(status, { ...securityHeaders, "content-type": type }).end(body);
    };
    if (!hosts.includes(request.headers.host ?? "")) {
      send(421, "text/plain", "misdirected request");
      return;
    }
    const path = pathOf(request);
    if (request.method === "GET") {
      const file = parts.files.get(path === "/" || path === "/diagnostics" ? "/index.html" : path);
      if (file === undefined) send(404, "text/plain", "not found");
      else send(200, file.type, file.bytes);
      return;
    }
    const { onStaff } = parts;
    const staff = path === "/diagnostics" && onStaff !== undefined;
    if (request.method !== "POST" || !(staff || path === "/session")) {
      send(404, "text/plain", "not found");
      return;
    }
    if (!origins.includes(request.headers.origin ?? "")) {
      send(403, "text/plain", "wrong origin");
      return;
    }
    if (!mayPost()) {
      send(429, "text/plain", "too many requests");
      return;
    }
    if (staff) {
      const answered = await onStaff(await readJson(request, staffBytesMax));
      send(200, "application/json", JSON.stringify(answered));
      return;
    }
    const body = z
      .strictObject({ code: z.string().max(128) })
      .safeParse(await readJson(request, bodyBytesMax));
    const code = body.success
      ? [...parts.codes].find((known) => sameSecret(known, body.data.code))
      : undefined;
    if (code === undefined) {
      send(401, "text/plain", "code not valid");
      return;
    }
    parts.codes.delete(code);
    const token = parts.mintToken();
    const { hashes } = parts.sessions;
    for (const oldest of [...hashes].slice(0, Math.max(0, hashes.size + 1 - sessionsMax)))
      hashes.delete(oldest);
    hashes.add(hashOf(token));
    parts.sessions.keep();
    parts.onSpent?.(code);
    send(200, "application/json", JSON.stringify({ token }));
  }

  http.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node leaves an upgraded socket to us: without a listener, whoever hangs up now would stop the daemon.
    socket.on("error", () => socket.destroy());
    const refuse = (status: string): void => {
      socket.once("finish", () => socket.destroy());
      socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    };
    if (!hosts.includes(request.headers.host ?? "")) {
      refuse("421 Misdirected Request");
      return;
    }
    if (parts.desk !== undefined && pathOf(request) === parts.desk.path) {
      parts.desk.upgrade(request, socket, head, refuse);
      return;
    }
    if (!origins.includes(request.headers.origin ?? "")) {
      refuse("403 Forbidden");
      return;
    }
    if (pathOf(request) !== "/link") {
      refuse("404 Not Found");
      return;
    }
    // In the subprotocol, because a URL is written into logs and a header cannot be set by a page.
    const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((item) => item.trim());
    const token = offered.find((item) => item.startsWith("token."))?.slice("token.".length) ?? "";
    if (!offered.includes(protocol) || !isSession(hashOf(token))) {
      refuse("401 Unauthorized");
      return;
    }
    links.handleUpgrade(request, socket, head, accept);
  });

  const isSession = (hash: string): boolean =>
    [...parts.sessions.hashes].some((known) => sameSecret(known, hash));

  /** What was pressed on a screen that is gone, or before a restart, is not pressed on the one shown now. */
  const isOfScreen = (answered: number): boolean => answered >= screenSince && answered <= frameNo;

  function accept(link: WebSocket): void {
    current?.close(takenOver, "another screen took over");
    current = link;
    const maySpeak = perSecond(parts.clock, messagesPerSecondMax);
    const pulse = screenPulse({
      clock: parts.clock,
      newest: () => frameNo,
      hung() {
        link.terminate();
        if (current === link) parts.onHung?.();
      },
    });
    keepBeating(link, parts.clock);
    link.on("error", () => link.terminate());
    link.on("close", () => {
      pulse.stop();
      if (current === link) current = undefined;
    });
    link.on("message", (data, isBinary) => {
      // A link that is closing still delivers what was sent to it: it has no say any more.
      if (link.readyState !== link.OPEN) return;
      const bytes = data as Buffer;
      if (!isBinary && bytes.length > messageBytesMax) {
        link.close(1009, "too long a message");
        return;
      }
      const photo = isBinary ? photoIn(bytes) : undefined;
      if (!maySpeak() || (isBinary && photo === undefined)) {
        link.close(1008, "too many or wrong messages");
        return;
      }
      if (photo !== undefined) {
        if (isOfScreen(photo.frameNo) && frame?.screen.name === "agent-photo") parts.onPhoto?.(photo.jpeg);
        else photo.jpeg.fill(0);
        return;
      }
      const message = pageMessage.safeParse(parseJson(bytes.toString("utf8")));
      if (!message.success) link.close(1008, "message not understood");
      else if ("drawn" in message.data) pulse.drawn(message.data.drawn);
      else if ("demo" in message.data) parts.onDemo?.(message.data.demo);
      else if (isOfScreen(message.data.frameNo)) parts.onAction(message.data.action);
    });
    if (frame !== undefined) link.send(JSON.stringify(frame));
  }

  return {
    url: `http://127.0.0.1:${String(port)}/`,
    show(next) {
      const text = JSON.stringify(next);
      if (text === shown) return;
      shown = text;
      frame = { v: 1, frameNo: ++frameNo, ...next };
      const screen = JSON.stringify(next.screen);
      if (screen !== screenShown) screenSince = frameNo;
      screenShown = screen;
      if (current?.readyState === 1) current.send(JSON.stringify(frame));
      parts.desk?.show(frame, screenSince);
    },
    async close() {
      parts.desk?.close();
      // All of them: one that was replaced and does not answer would hold the port for half a minute.
      for (const link of links.clients) link.terminate();
      links.close();
      http.closeAllConnections();
      await new Promise((closed) => http.close(closed));
    },
  };
}

/** What is no address has no path, and is found nowhere. */
const pathOf = (request: IncomingMessage): string =>
  URL.parse(request.url ?? "/", "http://localhost")?.pathname ?? "";

export const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** Compares hashes, so that neither length nor first difference can be measured. */
const sameSecret = (known: string, offered: string): boolean =>
  timingSafeEqual(Buffer.from(hashOf(known)), Buffer.from(hashOf(offered)));

async function readJson(request: IncomingMessage, bytesMax: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return parseJson(Buffer.concat(chunks).toString("utf8"));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
