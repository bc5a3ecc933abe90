import {
  photoHeadBytes,
  type Action,
  type DemoAction,
  type Frame,
  type PageMessage,
} from "../../daemon/screen.ts";
import { frameOf } from "./frame-check.ts";
import type { PageClock } from "./clock.ts";

/** What the link needs of a browser's WebSocket. */
export type Socket = {
  /** Dropped while the socket is not open. */
  send(message: string | Uint8Array<ArrayBuffer>): void;
  close(): void;
  onMessage(listener: (data: unknown) => void): void;
  /** With the close code of RFC 6455; also when it never opened. */
  onClose(listener: (code: number) => void): void;
};

/** The browser, as far as the link may touch it. */
export type LinkDoors = {
  readonly clock: PageClock;
  /** `#code=...` of the address; empty when there is none. */
  fragment(): string;
  /** Removes the fragment from the address bar and the history. */
  clearFragment(): void;
  readToken(): string | null;
  keepToken(token: string): void;
  /** POST /session. Answers with the status and the parsed body; rejects when the daemon is not there. */
  askForToken(code: string): Promise<{ readonly status: number; readonly body: unknown }>;
  openSocket(protocols: readonly string[]): Socket;
};

type LinkListener = {
  onFrame(frame: Frame): void;
  /** Nothing shown so far may be trusted until the next frame. */
  onDown(): void;
  /** Another page has the terminal now. This one does not fight for it, or both would flicker for ever. */
  onTakenOver(): void;
  /** No code that opens a session, and no token: only whoever opened the page can help. */
  onNotAdmitted(): void;
};

export type Link = {
  /** Ties the action to the frame the person saw. Dropped while the link is down. */
  act(frameNo: number, action: Action): void;
  /** A photo for that frame, as a binary message. */
  photo(frameNo: number, jpeg: Uint8Array<ArrayBuffer>): void;
  demo(action: DemoAction): void;
  /** This frame stands on the screen. */
  drawn(frameNo: number): void;
  /** After a take-over: this page wants the terminal back. */
  takeBack(): void;
  close(): void;
};

const protocolName = "cardhall.v1";
/** Characters that a WebSocket subprotocol may hold. */
const tokenForm = /^[\w-]{16,512}$/;
/** The daemon's close code for "another screen took over". */
const takenOverCode = 4001;
const firstBackOffMs = 500;
const longestBackOffMs = 5_000;

/** 0.5, 1, 2, 4, 5, 5, ... seconds. `attempt` counts from 0. */
export const backOffMs = (attempt: number): number =>
  Math.min(longestBackOffMs, firstBackOffMs * 2 ** Math.min(attempt, 10));

/**
 * Keeps the page on the daemon for as long as it is open: a one-time code is exchanged for a session token
 * once, then the socket is opened, and opened again with back-off, for ever. A message that is not a frame
 * closes the socket: a page that cannot read its daemon must not go on showing yesterday's screen.
 */
export function openLink(doors: LinkDoors, listener: LinkListener): Link {
  let socket: Socket | undefined;
  let attempt = 0;
  let closed = false;
  let callOff: () => void = () => {};

  const again = (task: () => void) => {
    if (closed) return;
    callOff = doors.clock.after(backOffMs(attempt), task);
    attempt += 1;
  };

  function connect(token: string): void {
    const opened = doors.openSocket([protocolName, `token.${token}`]);
    socket = opened;
    opened.onMessage((data) => {
      if (socket !== opened) return;
      const frame = frameOf(data);
      if (frame === undefined) {
        opened.close();
        return;
      }
      attempt = 0;
      listener.onFrame(frame);
    });
    opened.onClose((code) => {
      if (socket !== opened) return;
      socket = undefined;
      if (closed) return;
      if (code === takenOverCode) {
        listener.onTakenOver();
        return;
      }
      listener.onDown();
      again(() => {
        connect(token);
      });
    });
  }

  async function exchange(code: string): Promise<void> {
    let answer: { readonly status: number; readonly body: unknown };
    try {
      answer = await doors.askForToken(code);
    } catch {
      // The daemon is not there yet; the code is not spent and is tried again.
      listener.onDown();
      again(() => void exchange(code));
      return;
    }
    if (closed) return;
    const token = tokenIn(answer.body);
    if (answer.status >= 200 && answer.status < 300 && token !== undefined) {
      doors.clearFragment();
      doors.keepToken(token);
      attempt = 0;
      connect(token);
    } else if (answer.status >= 500 || answer.status === 429) {
      listener.onDown();
      again(() => void exchange(code));
    } else {
      doors.clearFragment();
      useKeptToken();
    }
  }

  function useKeptToken(): void {
    const token = doors.readToken();
    if (token === null || !tokenForm.test(token)) listener.onNotAdmitted();
    else connect(token);
  }

  const code = codeIn(doors.fragment());
  if (code === undefined) useKeptToken();
  else void exchange(code);

  const send = (message: PageMessage) => {
    socket?.send(JSON.stringify(message));
  };
  return {
    act: (frameNo, action) => {
      send({ v: 1, frameNo, action });
    },
    photo: (frameNo, jpeg) => {
      const message = new Uint8Array(photoHeadBytes + jpeg.length);
      new DataView(message.buffer).setUint32(0, frameNo);
      message.set(jpeg, photoHeadBytes);
      socket?.send(message);
    },
    demo: (demo) => {
      send({ v: 1, demo });
    },
    drawn: (frameNo) => {
      send({ v: 1, drawn: frameNo });
    },
    takeBack: () => {
      if (socket !== undefined || closed) return;
      callOff();
      useKeptToken();
    },
    close: () => {
      closed = true;
      callOff();
      socket?.close();
    },
  };
}

/** The one-time code in `#code=...`: 8 to 256 URL-safe characters. */
export function codeIn(fragment: string): string | undefined {
  return /^#code=([\w-]{8,256})$/.exec(fragment)?.[1];
}

function tokenIn(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("token" in body)) return undefined;
  const { token } = body;
  return typeof token === "string" && tokenForm.test(token) ? token : undefined;
}
