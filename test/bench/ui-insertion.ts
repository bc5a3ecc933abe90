import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { putUpStand } from "../../cli/hall.ts";
import { startDaemon } from "../../daemon/main.ts";
import { beginNotes, notesSoFar } from "../../kiosk-ui/app/bench-notes.ts";
import { stateFolder, until } from "../stand.ts";
import { spread, type Spread } from "./spread.ts";

const insertions = 40;
/** pcscd's own pause between two looks at a reader that cannot report by itself, as the virtual one. */
const pollMs = 400;

type InsertionFigures = {
  /** The virtual reader's share: no line of ours runs in it. */
  readonly handToPcscdMs: Spread;
  /** pcscd has told a bare client; the terminal knows it and has changed the screen. */
  readonly pcscdToWordMs: Spread;
  readonly wordToPictureMs: Spread;
  readonly wordToFactsMs: Spread;
  readonly pcscdToFactsMs: Spread;
  readonly handToFactsMs: Spread;
  /** From a tap on an answer to the next screen, by way of the daemon. */
  readonly tapToNextScreenMs: Spread;
};

/** On the real stand: pcscd sees the card, the daemon reads it and asks the centre, the page draws it. */
export async function insertionFigures(): Promise<InsertionFigures> {
  const state = stateFolder();
  const stand = await putUpStand({ stateDir: state.dir, quiet: true });
  const daemon = await startDaemon(stand.daemonConfig);
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  const bare = watchBare(state.dir, stand.socket ?? "");
  try {
    const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
    await page.goto(daemon.addressWithCode());
    await page.waitForSelector('[data-screen="welcome"]');
    await page.evaluate(beginNotes);
    const handAt: number[] = [];
    const wordAt: number[] = [];
    let before = "";
    daemon.watch(({ name }) => {
      if (name === "reading" && before !== "reading") wordAt.push(nowAt());
      before = name;
    });
    for (let time = 0; time < insertions; time += 1) {
      // A hand knows nothing of pcscd's pauses: it comes at any moment of one.
      await page.waitForTimeout(Math.random() * pollMs);
      handAt.push(nowAt());
      await stand.card({ op: "insert", id: "card-1" });
      await page.waitForSelector('[data-screen="your-card"] .choice-primary');
      await page.waitForTimeout(100);
      await page.locator(".choice-primary").first().click();
      await page.waitForSelector('[data-screen="who-asks"]');
      await page.waitForTimeout(50);
      await stand.card({ op: "pull" });
      await until("the next person is welcomed", () => daemon.screen().name === "goodbye");
      daemon.act({ type: "continue" });
      await page.waitForSelector('[data-screen="welcome"]');
    }
    const notes = await page.evaluate(notesSoFar);
    const between = (from: readonly number[], to: readonly number[]): Spread => {
      if (from.length !== insertions || to.length !== insertions)
        throw new Error(`noted ${String(from.length)} and ${String(to.length)} of ${String(insertions)}`);
      return spread(to.map((ms, time) => ms - (from[time] ?? Number.NaN)));
    };
    const pcscdAt = bare.cardsAt();
    return {
      handToPcscdMs: between(handAt, pcscdAt),
      pcscdToWordMs: between(pcscdAt, wordAt),
      wordToPictureMs: between(wordAt, notes.readingDrawnAt),
      wordToFactsMs: between(wordAt, notes.factsDrawnAt),
      pcscdToFactsMs: between(pcscdAt, notes.factsDrawnAt),
      handToFactsMs: between(handAt, notes.factsDrawnAt),
      tapToNextScreenMs: spread(notes.turns),
    };
  } finally {
    bare.end();
    await browser.close();
    await daemon.close();
    await stand.stop();
    state.remove();
  }
}

/** The bare client beside ours: when pcscd told it of each card, in ms since 1970. */
function watchBare(dir: string, socket: string) {
  const program = join(dir, "card-events");
  const source = join(import.meta.dirname, "card-events.c");
  const gcc = spawnSync("gcc", ["-O2", "-I/usr/include/PCSC", "-o", program, source, "-lpcsclite"], {
    encoding: "utf8",
  });
  if (gcc.status !== 0) throw new Error(`gcc: ${gcc.stderr}`);
  const child = spawn(program, {
    env: { ...process.env, PCSCLITE_CSOCK_NAME: socket },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  return {
    cardsAt: (): number[] =>
      said
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => Number(line) / 1_000),
    end: () => child.kill("SIGKILL"),
  };
}

/** The same clock as a page's `performance.timeOrigin + performance.now()`. */
const nowAt = (): number => performance.timeOrigin + performance.now();
