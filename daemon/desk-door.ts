import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { z } from "zod";
import type { Clock } from "../hardware/clock.ts";
import { keepBeating } from "./link-heartbeat.ts";
import { perSecond } from "./per-second.ts";
import { deskAction } from "./screen-messages.ts";
import type { Action, DeskFrame, Frame, Screen } from "./screen.ts";

/**
 * The door for the clerk's page, which the centre serves and which is open on this very machine. It is another origin
 * than the daemon's own page, and may do less: see the card and the visit masked, and go through the visit's questions.
 * Checked before anything is answered: the Origin, which is the centre's and no other; a code that the page made, and
 * that the centre knows as this clerk's for this terminal. A code opens one link, once; a new link wants a new code.
 */
export type DeskDoor = {
  readonly path: string;
  /** Host was looked at before; `refuse` ends the request. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, refuse: (status: string) => void): void;
  show(frame: Frame, screenSince: number): void;
  close(): void;
};

/** Whose code this is, by the centre's word; `unreachable` is not the same as nobody's. */
type AskCode = (codeHash: string) => Promise<"paired" | "unknown-code" | "unreachable">;

const protocol = "cardhall.desk.v1";
const messageBytesMax = 4 * 1024;
const messagesPerSecondMax = 20;
/** Of codes that were shown; whoever shows more than these has to guess 128 bits each time. */
const spentMax = 1_000;
/** Each costs a question to the centre. */
const codesPerSecondMax = 2;
const codeShape = /^code\.[A-Za-z0-9_-]{22,86}$/;
/** Another clerk's page took the desk; this one does not come back by itself. */
const takenOver = 4001;

export function deskDoor(parts: {
  /** Of the centre's desk page, as a browser names it. */
  readonly origin: string;
  readonly ask: AskCode;
  readonly clock: Clock;
  readonly onAction: (action: Action) => void;
  /** Of the card in the reader; nothing between visits. */
  readonly cardRef: () => string | undefined;
}): DeskDoor {
  const { origin, ask, clock } = parts;
  const links = new WebSocketServer({
    noServer: true,
    maxPayload: messageBytesMax,
    perMessageDeflate: false,
    handleProtocols: () => protocol,
  });
  const mayAsk = perSecond(clock, codesPerSecondMax);
  const spent = new Set<string>();
  let current: WebSocket | undefined;
  let shown: { readonly frame: DeskFrame; readonly since: number } | undefined;

  async function admit(offered: readonly string[]): Promise<"in" | "401 Unauthorized" | "503 Unavailable"> {
    const code = offered.find((item) => codeShape.test(item))?.slice("code.".length);
    if (!offered.includes(protocol) || code === undefined) return "401 Unauthorized";
    const hash = createHash("sha256").update(code).digest("hex");
    if (spent.has(hash)) return "401 Unauthorized";
    // Before the question: two links with one code are one too many, whichever answer comes first.
    for (const oldest of [...spent].slice(0, Math.max(0, spent.size + 1 - spentMax))) spent.delete(oldest);
    spent.add(hash);
    const answered = await ask(hash);
    if (answered === "paired") return "in";
    return answered === "unreachable" ? "503 Unavailable" : "401 Unauthorized";
  }

  function accept(link: WebSocket): void {
    current?.close(takenOver, "another page took over");
    current = link;
    const maySpeak = perSecond(clock, messagesPerSecondMax);
    keepBeating(link, clock);
    link.on("error", () => link.terminate());
    link.on("close", () => {
      if (current === link) current = undefined;
    });
    link.on("message", (data, isBinary) => {
      if (link.readyState !== link.OPEN) return;
      const message = isBinary || !maySpeak() ? undefined : messageIn((data as Buffer).toString("utf8"));
      if (message === undefined) {
        link.close(1008, "too many or wrong messages");
        return;
      }
      // As on the terminal's own page: what was pressed on a screen that is gone is not pressed on this one.
      const { frameNo, action } = message;
      if (shown !== undefined && frameNo >= shown.since && frameNo <= shown.frame.frameNo)
        parts.onAction(action);
    });
    if (shown !== undefined) link.send(JSON.stringify(shown.frame));
  }

  return {
    path: "/desk",
    upgrade(request, socket, head, refuse) {
      if (request.headers.origin !== origin) {
        refuse("403 Forbidden");
        return;
      }
      if (!mayAsk()) {
        refuse("429 Too Many Requests");
        return;
      }
      const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((item) => item.trim());
      void admit(offered).then((said) => {
        if (said !== "in") refuse(said);
        else if (!socket.destroyed) links.handleUpgrade(request, socket, head, accept);
      });
    },
    show(frame, since) {
      const cardRef = parts.cardRef();
      const { v, frameNo, hall, devices } = frame;
      const screen = forDesk(frame.screen);
      const told = { v, frameNo, terminalId: hall.terminalId, devices, screen } as const;
      shown = { frame: { ...told, ...(cardRef !== undefined && { cardRef }) }, since };
      if (current?.readyState === 1) current.send(JSON.stringify(shown.frame));
    },
    close() {
      for (const link of links.clients) link.terminate();
      links.close();
    },
  };
}

/** Nothing unmasked, and neither the card's files nor the certificate's picture: those are the terminal's own page's. */
function forDesk(screen: Screen): Screen {
  if (screen.name === "your-card") {
    const { personal: _personal, files: _files, ...rest } = screen;
    return rest;
  }
  if (screen.name === "take-certificate")
    return { ...screen, certificate: { ...screen.certificate, svg: "" } };
  return screen;
}

const deskMessage = z.strictObject({
  v: z.literal(1),
  frameNo: z.number().int().nonnegative(),
  action: deskAction,
});

function messageIn(text: string): z.infer<typeof deskMessage> | undefined {
  try {
    return deskMessage.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
