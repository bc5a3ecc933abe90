import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { ChildProcess } from "node:child_process";
import { program, startChild, stopChild } from "../../cli/child.ts";
import type { Stand } from "../../cli/hall.ts";

const messages = ["observe", "authorise", "script", "report", "certificate", "printed"] as const;
type Message = (typeof messages)[number];

/** The centre is killed before it sees the message, while it works on it, or when its answer is made and unheard. */
export type CentreCrash = { readonly message: Message; readonly when: "before" | "during" | "after" };

export const centreCrashes: readonly CentreCrash[] = messages.flatMap((message) =>
  (["before", "during", "after"] as const).map((when) => ({ message, when })),
);

/**
 * Stands between a terminal and the real centre's process, kills that with `kill -9` at one message, and starts it
 * again on the same database. The terminal sees what it would see: a line that breaks.
 */
export async function centreBehind(stand: Stand, stateDir: string) {
  let target = new URL(stand.centreUrl);
  let centre: ChildProcess | undefined = stand.children()["centre"];
  let planned: CentreCrash | undefined;
  let restarting: Promise<void> = Promise.resolve();

  async function restart(): Promise<void> {
    const where = ["--database", join(stateDir, "centre.db"), "--token-file", join(stateDir, "centre-token")];
    const started = await startChild(
      [process.execPath, program, "central", "serve", "--port", "0", ...where],
      {
        name: "centre",
        readyMs: 60_000,
        quiet: true,
      },
    );
    centre = started.process;
    target = new URL((started.ready as { url: string }).url);
  }
  function kill(): void {
    planned = undefined;
    const dying = centre;
    const gone = new Promise<void>((wake) => void dying?.once("exit", () => wake()));
    dying?.kill("SIGKILL");
    restarting = gone.then(restart);
  }

  function pass(from: IncomingMessage, to: ServerResponse, body: Buffer, crash?: CentreCrash["when"]): void {
    const breakOff = (): void => void from.socket.destroy();
    const asked = request(
      {
        host: target.hostname,
        port: target.port,
        method: from.method,
        path: from.url,
        headers: from.headers,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", breakOff);
        answer.on("end", () => {
          if (crash === "after") {
            kill();
            breakOff();
            return;
          }
          to.writeHead(answer.statusCode ?? 502, answer.headers).end(Buffer.concat(chunks));
        });
      },
    );
    asked.on("error", breakOff);
    asked.end(body, () => {
      if (crash === "during") kill();
    });
  }

  const server = createServer((from, to) => {
    const chunks: Buffer[] = [];
    from.on("data", (chunk: Buffer) => chunks.push(chunk));
    from.on("end", () => {
      const mine = planned !== undefined && from.url?.endsWith(`/${planned.message}`) === true;
      if (mine && planned?.when === "before") {
        kill();
        from.socket.destroy();
      } else pass(from, to, Buffer.concat(chunks), mine ? planned?.when : undefined);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));

  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    crashAt(crash: CentreCrash): void {
      planned = crash;
    },
    /** Whether the centre was killed since it was planned. */
    crashed: (): boolean => planned === undefined,
    /** Stopped in order, something done to its files, and started again. */
    async stoppedFor(work: () => void): Promise<void> {
      await restarting;
      if (centre !== undefined) await stopChild(centre, 4_000);
      work();
      await restart();
    },
    /** The centre is back. */
    up: (): Promise<void> => restarting,
    async close(): Promise<void> {
      await restarting;
      if (centre !== undefined) await stopChild(centre, 4_000);
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

export type CentreBehind = Awaited<ReturnType<typeof centreBehind>>;
