import type { Action, DeskFrame } from "../../../daemon/screen.ts";
import type { Centre } from "../centre/ask.ts";

/**
 * The page's link to the terminal on the same desk. The page makes a code, tells the centre its hash, and shows the code
 * to the terminal, which asks the centre whose it is: so each of the three knows that the other two are meant.
 */
export type ReaderLink =
  | { readonly kind: "connecting" }
  /** `refused`: the terminal did not know the code; `away`: nothing answers there; `elsewhere`: another page has it. */
  | { readonly kind: "off"; readonly because: "refused" | "away" | "elsewhere" }
  | { readonly kind: "on"; readonly frame: DeskFrame };

export type ReaderParts = {
  readonly centre: Centre;
  readonly terminalId: string;
  readonly screenPort: number;
  /** 256 bits of chance, base64url. */
  readonly newCode: () => string;
  readonly sha256: (text: string) => Promise<string>;
  readonly open: (url: string, protocols: string[]) => WebSocket;
  readonly onChange: (link: ReaderLink) => void;
};

export type ReaderHands = {
  /** What the clerk does, tied to the frame that was seen. */
  readonly act: (frameNo: number, action: Action) => void;
  readonly close: () => void;
};

const takenOver = 4001;

/** Opens the link once; who wants another one asks again. */
export async function linkReader(parts: ReaderParts): Promise<ReaderHands> {
  const { centre, terminalId, screenPort, onChange } = parts;
  onChange({ kind: "connecting" });
  const code = parts.newCode();
  const codeHash = await parts.sha256(code);
  const path = `/staff/v1/desks/${encodeURIComponent(terminalId)}/pairing`;
  const asked = await centre.post(path, { codeHash });
  if (!asked.ok) {
    onChange({ kind: "off", because: "refused" });
    return { act: () => undefined, close: () => undefined };
  }
  const socket = parts.open(`ws://127.0.0.1:${String(screenPort)}/desk`, [
    "cardhall.desk.v1",
    `code.${code}`,
  ]);
  let heard = false;
  let over = false;
  socket.onmessage = ({ data }) => {
    heard = true;
    // The daemon's frames fit its types; the page shows them and decides nothing by them.
    onChange({ kind: "on", frame: JSON.parse(String(data)) as DeskFrame });
  };
  socket.onclose = ({ code: why }) => {
    if (over) return;
    const because = why === takenOver ? "elsewhere" : heard ? "away" : "refused";
    onChange({ kind: "off", because });
  };
  return {
    act: (frameNo, action) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ v: 1, frameNo, action }));
    },
    close: () => {
      over = true;
      socket.close();
    },
  };
}
