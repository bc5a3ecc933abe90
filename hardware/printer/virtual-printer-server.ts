import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { serveControl } from "../control-line.ts";
import { paperSvg, paperText } from "./virtual-paper.ts";
import { virtualPrinter, type Switches, type VirtualPrinterReport } from "./virtual-printer.ts";

type VirtualPrinterServerOptions = {
  /** Unix socket for the line, at most 107 bytes: `socat pty,raw,echo=0,link=TTY unix-connect:SOCKET`. */
  readonly socketPath: string;
  /** Unix socket for hands: one JSON object a line in, one out. */
  readonly controlSocketPath: string;
  /** Finished papers land here whole, as paper-0001.txt and paper-0001.svg. */
  readonly paperDir: string;
  readonly columns?: number;
  readonly knowsJobIds?: boolean;
};

export interface VirtualPrinterServer {
  report(): VirtualPrinterReport;
  close(): Promise<void>;
}

/** A line has one host; a second one is there only while the first is being noticed as gone. */
const connectionsMax = 4;

/** A virtual printer on a serial line's far end. The line may come and go; the printer stays as it was. */
export async function virtualPrinterServer(
  options: VirtualPrinterServerOptions,
): Promise<VirtualPrinterServer> {
  const printer = virtualPrinter(options);
  const connections = new Set<Socket>();
  let line: Socket | undefined;
  let written: Promise<void> = Promise.resolve();
  await mkdir(options.paperDir, { recursive: true });
  let paperNo = await lastPaperNo(options.paperDir);

  /** On paper before the answer, so that whoever has a job's id finds its paper. */
  function finish(replies: Uint8Array): void {
    for (const paper of printer.takePapers()) {
      const name = `paper-${String(++paperNo).padStart(4, "0")}`;
      // The picture first: who waits for the text finds both.
      written = written
        .then(() => writeWhole(join(options.paperDir, `${name}.svg`), paperSvg(paper)))
        .then(() => writeWhole(join(options.paperDir, `${name}.txt`), `${paperText(paper)}\n`));
    }
    written = written.then(() => {
      if (replies.length > 0 && line?.writable === true) line.write(replies);
    });
  }

  const lines = createServer((socket) => {
    keep(socket);
    line = socket;
    socket.on("data", (bytes) => {
      finish(printer.receive(bytes));
    });
  });
  const hands = await serveControl(options.controlSocketPath, async (message) => {
    const reply = handle(message);
    await written;
    return reply;
  });
  hands.on("connection", keep);
  function keep(socket: Socket): void {
    connections.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => connections.delete(socket));
  }

  function handle(message: unknown): object {
    const request = parseRequest(message);
    if (request === undefined) return { ok: false, error: "not a request to a printer" };
    switch (request.op) {
      case "status":
        break;
      case "set":
        finish(printer.set(request.change));
        break;
      case "roll-end":
        printer.endRollAfter(request.lines);
        break;
      case "power":
        finish(printer.power(request.on));
    }
    return { ok: true, ...printer.report() };
  }

  lines.maxConnections = connectionsMax;
  hands.maxConnections = connectionsMax;
  await listen(lines, options.socketPath);
  return {
    report: () => printer.report(),
    async close() {
      for (const socket of connections) socket.destroy();
      await Promise.all([shut(lines), shut(hands)]);
      await written;
    },
  };
}

type Request =
  | { readonly op: "status" }
  | { readonly op: "set"; readonly change: Partial<Switches> }
  | { readonly op: "roll-end"; readonly lines: number }
  | { readonly op: "power"; readonly on: boolean };

/** `paper` out, low or afterLines; `cover` open; `cutter` jammed; `power` on; `status`. */
function parseRequest(message: unknown): Request | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const request = new Map<string, unknown>(Object.entries(message));
  const flag = (key: string): boolean | undefined => {
    const value = request.get(key);
    return typeof value === "boolean" ? value : undefined;
  };
  const set = <Key extends keyof Switches>(key: Key, value: boolean | undefined): Request | undefined =>
    value === undefined ? undefined : { op: "set", change: { [key]: value } };
  switch (request.get("op")) {
    case "status":
      return { op: "status" };
    case "paper": {
      const lines = request.get("afterLines");
      if (typeof lines === "number" && Number.isSafeInteger(lines) && lines > 0)
        return { op: "roll-end", lines };
      return set("paperOut", flag("out")) ?? set("paperLow", flag("low"));
    }
    case "cover":
      return set("coverOpen", flag("open"));
    case "cutter":
      return set("cutterJammed", flag("jammed"));
    case "power": {
      const on = flag("on");
      return on === undefined ? undefined : { op: "power", on };
    }
    default:
      return undefined;
  }
}

/** Papers of earlier days stay: numbers go on after theirs. */
async function lastPaperNo(paperDir: string): Promise<number> {
  const numbers = (await readdir(paperDir)).map((name) =>
    Number(/^paper-(\d{1,9})\.txt$/.exec(name)?.[1] ?? 0),
  );
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}

/** A reader of the folder sees a whole paper or none. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}

/** A socket file left by a process that was killed would refuse the next one. */
async function listen(server: Server, path: string): Promise<void> {
  await rm(path, { force: true });
  await new Promise<void>((ready, failed) => {
    server.once("error", failed);
    server.listen(path, ready);
  });
}

const shut = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => {
      done();
    });
  });
