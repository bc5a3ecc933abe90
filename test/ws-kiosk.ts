import { WebSocket } from "ws";
import type { Kiosk } from "../cli/person.ts";
import type { Frame, Screen } from "../daemon/screen.ts";

/**
 * A kiosk's screen without a browser: the same address, code, token and messages as the page.
 * It comes back by itself when the daemon was killed, as the page does.
 */
export async function openKiosk(
  address: string,
): Promise<Kiosk & { frame(): Frame | undefined; close(): void }> {
  const { origin, hash } = new URL(address);
  const code = hash.replace("#code=", "");
  const bought = await fetch(`${origin}/session`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify({ code }),
  });
  if (bought.status !== 200) throw new Error(`session: ${String(bought.status)}`);
  const { token } = (await bought.json()) as { token: string };
  const listeners = new Set<(screen: Screen) => void>();
  let frame: Frame | undefined;
  let link: WebSocket | undefined;
  let closing = false;
  function connect(): void {
    link = new WebSocket(`${origin.replace("http", "ws")}/link`, ["cardhall.v1", `token.${token}`], {
      origin,
    });
    link.on("error", () => undefined);
    link.on("close", () => {
      if (!closing) setTimeout(connect, 200);
    });
    link.on("message", (data) => {
      const next = JSON.parse((data as Buffer).toString("utf8")) as Frame;
      const changed = JSON.stringify(next.screen) !== JSON.stringify(frame?.screen);
      frame = next;
      if (changed) for (const listener of listeners) listener(next.screen);
    });
  }
  connect();
  return {
    frame: () => frame,
    act(action) {
      if (link?.readyState === WebSocket.OPEN)
        link.send(JSON.stringify({ v: 1, frameNo: frame?.frameNo ?? 0, action }));
    },
    watch(listener) {
      listeners.add(listener);
      if (frame !== undefined) listener(frame.screen);
      return () => listeners.delete(listener);
    },
    close() {
      closing = true;
      link?.close();
    },
  };
}
