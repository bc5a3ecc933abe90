import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { cardImage, type CardImage } from "../../card/virtual/image.ts";
import { issueCard } from "../../card/virtual/issue.ts";
import { testRootOf } from "../../card/virtual/test-keys.ts";
import { seedDemonstration } from "../../central/seed.ts";
import type { Tx } from "../../central/store.ts";
import { putUpStand, type Stand } from "../../cli/hall.ts";
import type { Kiosk } from "../../cli/person.ts";
import type { DaemonConfig } from "../../daemon/daemon-config.ts";
import type { Screen } from "../../daemon/screen.ts";
import { centreBooks } from "../centre-books.ts";
import { stateFolder } from "../stand.ts";
import type { CrashPoint, Said, Told } from "./crash-points.ts";

const daemonFile = fileURLToPath(new URL("./daemon-with-crash.ts", import.meta.url));
/** As a hall starts its daemon (cli/child.ts): a third of a start's processor time (measured). */
const compileCache = fileURLToPath(new URL("../../node_modules/.cache/cardhall", import.meta.url));
const cardIdOf = (n: number): string => `crash-${String(n).padStart(4, "0")}`;

/** A daemon of its own process, which may be killed. */
export type RunningDaemon = Kiosk & {
  /** "SIGKILL", or an exit code. */
  readonly gone: Promise<string>;
  screen(): Screen;
  crashAt(point: CrashPoint | null): void;
  /** Answers how many APDUs went to the card since the last time. */
  apdus(): Promise<number>;
  kill(): void;
  stop(): Promise<void>;
};

/**
 * A stand for many crashes: real pcscd, printer line, journal and centre, and a box full of new cards, each
 * registered at the centre, so that every card can be cancelled once.
 */
export async function openCrashHall(options: {
  readonly cards: number;
  /** Puts something between the daemon and its centre. */
  readonly centreUrl?: (stand: Stand, stateDir: string) => Promise<string>;
}) {
  const state = stateFolder();
  const refs = await fillBox(state.dir, options.cards);
  const stand = await putUpStand({ stateDir: state.dir, quiet: true });
  const url = await options.centreUrl?.(stand, state.dir);
  const config: DaemonConfig = {
    ...stand.daemonConfig,
    ...(url === undefined ? {} : { centre: { ...stand.daemonConfig.centre, url } }),
  };
  const configFile = join(state.dir, "daemon.json");
  writeFileSync(configFile, JSON.stringify(config));
  /** All that any daemon here was told is durable. */
  const kept = new Map<number, string>();
  const done = new Map<string, string>();
  const running = new Set<RunningDaemon>();
  let next = 0;

  function startDaemon(): RunningDaemon {
    const child = spawn(process.execPath, [daemonFile, configFile], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { NODE_COMPILE_CACHE: compileCache, ...process.env, CARDHALL_LOG: "silent" },
    });
    const listeners = new Set<(screen: Screen) => void>();
    let last: Screen = { name: "starting" };
    let counted: (n: number) => void = () => undefined;
    createInterface({ input: child.stdout }).on("line", (line) => {
      const words = JSON.parse(line) as Said;
      switch (words.said) {
        case "screen":
          last = words.screen;
          for (const listener of listeners) listener(last);
          return;
        case "kept":
          kept.set(words.seq, words.hash);
          return;
        case "done":
          done.set(words.opId, words.certificateNo);
          return;
        case "apdus":
          counted(words.n);
          return;
      }
    });
    child.stdin.on("error", () => undefined);
    const tell = (told: Told): void => void child.stdin.write(`${JSON.stringify(told)}\n`);
    const gone = new Promise<string>((wake) =>
      // Not "exit": only "close" comes after the last line it said.
      child.once("close", (code, signal) => wake(signal ?? String(code))),
    );
    const daemon: RunningDaemon = {
      gone,
      screen: () => last,
      watch(listener) {
        listeners.add(listener);
        listener(last);
        return () => listeners.delete(listener);
      },
      act: (action) => tell({ act: action }),
      crashAt: (point) => tell({ crash: point }),
      apdus: () =>
        new Promise((answer) => {
          counted = answer;
          tell({ crash: null });
        }),
      kill: () => child.kill("SIGKILL"),
      async stop() {
        child.stdin.end();
        await gone;
      },
    };
    running.add(daemon);
    void gone.then(() => running.delete(daemon));
    return daemon;
  }

  return {
    stand,
    stateDir: state.dir,
    kept,
    done,
    startDaemon,
    takeCard(): { readonly id: string; readonly ref: string } {
      const ref = refs[next];
      if (ref === undefined) throw new Error("the box of cards is empty");
      return { id: cardIdOf(next++), ref };
    },
    cardsLeft: () => refs.length - next,
    imageOf: (id: string): CardImage =>
      cardImage.parse(JSON.parse(readFileSync(join(state.dir, "cards", `${id}.json`), "utf8"))),
    /** Reads the centre's books beside it. */
    books: <Value>(work: (tx: Tx) => Promise<Value>): Promise<Value> => centreBooks(state.dir, work),
    async close() {
      for (const daemon of running) daemon.kill();
      await stand.stop();
      state.remove();
    },
  };
}

export type CrashHall = Awaited<ReturnType<typeof openCrashHall>>;

/** New cards in the box and in the centre's register, before either is opened. Answers their references. */
async function fillBox(dir: string, count: number): Promise<string[]> {
  const folder = join(dir, "cards");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const cards = Array.from({ length: count }, (_, n) => {
    const digits = String(n).padStart(4, "0");
    const issue = {
      profile: "cn-ssc-2.00-3des",
      issuerNumber: "371700",
      serial: `0013${digits}`,
      cardNumber: `H0300${digits}`,
      issuedOn: "2022-03-15",
      expiresOn: "2032-03-15",
      regionalNumber: "SH3717H03000",
      holder: {
        name: "甲",
        nationalNumber: `37170220010516${digits}`,
        sex: "1",
        ethnicGroup: "01",
        birthPlace: "371702",
        bornOn: "2001-05-16",
      },
    } as const;
    const image = issueCard({ ...issue, rootOf: testRootOf });
    writeFileSync(join(folder, `${cardIdOf(n)}.json`), JSON.stringify(image), { mode: 0o600 });
    return { issue, image, ref: image.files[0]?.records[0]?.slice(4) ?? "" };
  });
  await centreBooks(dir, async (tx) => {
    await seedDemonstration(tx, Date.now());
    // Whatever else a register keeps of a card, these have it as the demonstration's first one has.
    const [pattern] = await tx.find("card", { issuer_number: "371700" });
    if (pattern === undefined) throw new Error("the demonstration has no card of 371700");
    for (const { issue, image, ref } of cards)
      await tx.add("card", {
        ...pattern,
        card_ref: ref,
        atr: image.atr,
        profile: image.profile,
        card_number: issue.cardNumber,
        national_number: issue.holder.nationalNumber,
        holder_name: issue.holder.name,
        expires_on: issue.expiresOn,
      });
  });
  return cards.map(({ ref }) => ref);
}
