import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer, type Socket } from "node:net";

/** A real tty, made by socat, with a virtual device at its far end. */
interface VirtualTty {
  /** Bytes that the device sends by itself. */
  say(bytes: Uint8Array): void;
  close(): Promise<void>;
}

const lookMs = 20;
const looksMost = 250;

/** `socketPath`: between socat and the device, at most 107 bytes. Throws when the tty does not appear. */
export async function virtualTty(parts: {
  readonly socketPath: string;
  readonly tty: string;
  /** What the device answers to these bytes. */
  readonly receive: (bytes: Uint8Array) => Uint8Array;
  /** The tty has ended by itself. */
  readonly onGone: () => void;
}): Promise<VirtualTty> {
  const lines = new Set<Socket>();
  const server = createServer((socket) => {
    lines.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => lines.delete(socket));
    socket.on("data", (bytes) => {
      const answer = parts.receive(bytes);
      if (answer.length > 0 && socket.writable) socket.write(answer);
    });
  });
  server.maxConnections = 1;
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(parts.socketPath, listening);
  });
  const socat = spawn("socat", [`pty,raw,echo=0,link=${parts.tty}`, `unix-connect:${parts.socketPath}`], {
    stdio: "ignore",
  });
  const gone = new Promise<void>((wake) => {
    socat.once("exit", () => wake());
    socat.once("error", () => wake());
  });
  let closing = false;
  void gone.then(() => {
    if (!closing) parts.onGone();
  });
  for (let looks = 0; looks < looksMost && !existsSync(parts.tty); looks++)
    await new Promise((wake) => setTimeout(wake, lookMs));
  if (!existsSync(parts.tty)) throw new Error(`socat made no tty at ${parts.tty}`);
  return {
    say(bytes) {
      for (const line of lines) line.write(bytes);
    },
    async close() {
      closing = true;
      socat.kill("SIGKILL");
      await gone;
      for (const line of lines) line.destroy();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}
