import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import type { Clock } from "../hardware/clock.ts";
import type { ReaderStatus } from "../hardware/ports.ts";
import { pcscClients, type PcscClient } from "../hardware/reader/culprit.ts";
import type { ReaderHealth } from "../hardware/reader/pcsc-reader.ts";
import type { Found } from "./diagnostics-finding.ts";

/** pcsc-lite's own, when no other is configured. */
const systemSocket = "/run/pcscd/pcscd.comm";

export type PcscFacts = {
  readonly socket: string;
  /** What a plain connection to the socket meets; `turned-away`: let in and put out at once, as polkit's no looks. */
  readonly door: "open" | "refused" | "missing" | "denied" | "turned-away";
  readonly pcscdRuns: boolean;
  readonly reader: string;
  readonly media: ReaderStatus["media"];
  readonly atr?: string;
  readonly clients: readonly PcscClient[];
};

const doorMs = 1_000;
/** polkit answers over D-Bus well within this. */
const turnedAwayMs = 400;

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
  if (door === "denied" || door === "turned-away" || health.lost === "denied")
    return [
      {
        code: "pcscd-denied",
        detail: `${facts.socket}: ${door === "denied" ? "file permission" : "polkit"}`,
      },
    ];
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

/**
 * pcscd asks polkit when a client has connected, and closes on a no before the client has said a word
 * (`CreateContextThread` of pcsc-lite's winscard_svc.c); one that lets us in waits for our first word.
 */
function doorOf(socket: string, clock: Clock): Promise<PcscFacts["door"]> {
  return new Promise((settle) => {
    const link = connect(socket);
    const end = (door: PcscFacts["door"]): void => {
      stop();
      link.destroy();
      settle(door);
    };
    let stop = clock.after(doorMs, () => end("refused"));
    link.on("connect", () => {
      stop();
      stop = clock.after(turnedAwayMs, () => end("open"));
      link.resume();
    });
    link.on("end", () => end("turned-away"));
    link.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EACCES" || error.code === "EPERM") end("denied");
      else if (error.code === "ECONNRESET" || error.code === "EPIPE") end("turned-away");
      else end(error.code === "ENOENT" ? "missing" : "refused");
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
