import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../stand.ts";

/** A real tty by socat, and whatever lives on bytes at its far end. */
interface PtyRig {
  readonly tty: string;
  /** Bytes that the device sends by itself. */
  say(bytes: Uint8Array): void;
  /** Stands still: takes no byte from the line and gives none. */
  stick(stuck: boolean): void;
  /** The cable: pulled out the tty is gone, plugged in there is a new one under the same name. */
  pullOut(): Promise<void>;
  plugIn(): Promise<void>;
  end(): Promise<void>;
}

export async function ptyRig(receive: (bytes: Uint8Array) => Uint8Array): Promise<PtyRig> {
  const dir = await mkdtemp(join(tmpdir(), "pty-"));
  const socketPath = join(dir, "s");
  const tty = join(dir, "tty");
  const lines = new Set<Socket>();
  let cable: ChildProcess | undefined;
  let stuck = false;
  const server = createServer((socket) => {
    lines.add(socket);
    if (stuck) socket.pause();
    socket.on("error", () => socket.destroy());
    socket.on("close", () => lines.delete(socket));
    socket.on("data", (bytes) => {
      const answer = receive(bytes);
      if (answer.length > 0 && socket.writable) socket.write(answer);
    });
  });
  await new Promise<void>((ready) => server.listen(socketPath, ready));

  async function plugIn(): Promise<void> {
    cable = spawn("socat", ["-t", "0", `pty,raw,echo=0,link=${tty}`, `unix-connect:${socketPath}`]);
    await until("the tty is there", () => existsSync(tty));
  }
  async function pullOut(): Promise<void> {
    const last = cable;
    cable = undefined;
    if (last === undefined || last.exitCode !== null || last.signalCode !== null) return;
    const gone = new Promise((done) => last.once("exit", done));
    last.kill("SIGKILL");
    await gone;
    await rm(tty, { force: true });
  }
  await plugIn();
  return {
    tty,
    plugIn,
    pullOut,
    stick(to) {
      stuck = to;
      for (const line of lines)
        if (to) line.pause();
        else line.resume();
    },
    say(bytes) {
      for (const line of lines) line.write(bytes);
    },
    async end() {
      await pullOut();
      for (const line of lines) line.destroy();
      await new Promise((done) => server.close(done));
      await rm(dir, { recursive: true, force: true });
    },
  };
}
