import { existsSync, readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import type { Clock } from "../hardware/clock.ts";
import type { ReaderStatus } from "../hardware/ports.ts";
import { pcscClients, type PcscClient } from "../hardware/reader/culprit.ts";
import type { ReaderHealth } from "../hardware/reader/pcsc-reader.ts";
import type { Found } from "./diagnostics-finding.ts";

/** pcsc-lite's own, when no other is configured. */
export const systemSocket = "/run/pcscd/pcscd.comm";

export type PcscFacts = {
  readonly socket: string;
  /** What a plain connection to the socket meets. */
  readonly door: "open" | "refused" | "missing" | "denied";
  readonly pcscdRuns: boolean;
  readonly reader: string;
  readonly media: ReaderStatus["media"];
  readonly atr?: string;
  readonly clients: readonly PcscClient[];
};

const doorMs = 1_000;

export async function examinePcsc(parts: {
  readonly socket: string | undefined;
  readonly reader: ReaderStatus;
  readonly health: ReaderHealth;
  /** Our own processes, which are not named as somebody else's. */
  readonly ours: readonly number[];
  readonly clock: Clock;
}): Promise<{ readonly facts: PcscFacts; readonly found: Found[] }> {
  const { reader, health } = parts;
  const socket = parts.socket ?? systemSocket;
  const facts: PcscFacts = {
    socket,
    door: await doorOf(socket, parts.clock),
    pcscdRuns: processes("pcscd") > 0,
    reader: reader.name,
    media: reader.media,
    ...(reader.atr === undefined ? {} : { atr: reader.atr }),
    clients: clientsOf(parts.socket, parts.ours),
  };
  const found = judge(facts, reader, health);
  return { facts, found };
}

function judge(facts: PcscFacts, reader: ReaderStatus, health: ReaderHealth): Found[] {
  const { door, clients } = facts;
  if (door === "denied" || health.lost === "denied") return [{ code: "pcscd-denied", detail: facts.socket }];
  // With systemd the socket is there before pcscd is; a door that is shut is the sign, not the process.
  if (door !== "open")
    return [
      {
        code: "pcscd-not-running",
        detail: `${facts.socket}: ${door === "missing" ? "no socket" : "nobody listens"}`,
      },
    ];
  const held: Found[] =
    clients.length === 0
      ? []
      : [
          {
            code: "reader-held",
            detail: clients.map(({ program, pid }) => `${program} (${String(pid)})`).join(", "),
          },
        ];
  if (health.answered !== true) return [{ code: "pcscd-no-answer" }, ...held];
  if (reader.device !== "online") return [{ code: "no-reader" }, ...held];
  if (reader.media === "present" && reader.atr === undefined)
    return [{ code: "card-mute", detail: reader.name }, ...held];
  return held;
}

function doorOf(socket: string, clock: Clock): Promise<PcscFacts["door"]> {
  if (!existsSync(socket)) return Promise.resolve("missing");
  return new Promise((settle) => {
    const link = connect(socket);
    const end = (door: PcscFacts["door"]): void => {
      stop();
      link.destroy();
      settle(door);
    };
    const stop = clock.after(doorMs, () => end("refused"));
    link.on("connect", () => end("open"));
    link.on("error", (error: NodeJS.ErrnoException) => {
      end(error.code === "EACCES" || error.code === "EPERM" ? "denied" : "refused");
    });
  });
}

function clientsOf(socket: string | undefined, ours: readonly number[]): PcscClient[] {
  try {
    return pcscClients(socket, ours);
  } catch {
    // A machine without /proc: nobody can be named.
    return [];
  }
}

function processes(program: string): number {
  try {
    return readdirSync("/proc").filter((name) => {
      try {
        return /^\d+$/.test(name) && readFileSync(`/proc/${name}/comm`, "utf8").trim() === program;
      } catch {
        return false;
      }
    }).length;
  } catch {
    return 0;
  }
}
