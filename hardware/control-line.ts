import { chmodSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";

/**
 * One JSON line a question, one an answer, over a Unix socket that only this user may open: hands at virtual
 * devices, and the door for hall software.
 */
const lineBytesMax = 64 * 1024;

export function serveControl(
  socketPath: string,
  answer: (message: unknown) => Promise<object>,
): Promise<Server> {
  rmSync(socketPath, { force: true });
  const server = createServer((socket) => {
    let text = "";
    socket.setEncoding("utf8");
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: string) => {
      text += chunk;
      if (text.length > lineBytesMax) {
        socket.destroy();
        return;
      }
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        void reply(line).then((words) => socket.write(`${JSON.stringify(words)}\n`));
      }
    });
  });
  async function reply(line: string): Promise<object> {
    try {
      return await answer(JSON.parse(line));
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error.message : "unknown" };
    }
  }
  return new Promise((listening, refused) => {
    server.once("error", refused);
    server.listen(socketPath, () => {
      chmodSync(socketPath, 0o600);
      listening(server);
    });
  });
}

/** Asks one question; `undefined` when nobody answers in time. */
export function askControl(socketPath: string, message: object, timeoutMs: number): Promise<unknown> {
  return new Promise((settle) => {
    const socket = connect(socketPath);
    let text = "";
    socket.setEncoding("utf8");
    // For the whole answer: the socket's own timeout begins anew with each byte.
    const deadline = setTimeout(() => socket.destroy(), timeoutMs);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearTimeout(deadline);
      settle(undefined);
    });
    socket.on("connect", () => socket.write(`${JSON.stringify(message)}\n`));
    socket.on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\n");
      if (end < 0) {
        if (text.length > lineBytesMax) socket.destroy();
        return;
      }
      try {
        settle(JSON.parse(text.slice(0, end)));
      } catch {
        settle(undefined);
      }
      socket.destroy();
    });
  });
}
