import { gzipSync } from "node:zlib";
import { chromium, type CDPSession, type Page } from "playwright-core";
import { putUpStand } from "../../cli/hall.ts";
import { startDaemon } from "../../daemon/main.ts";
import {
  openPageStand,
  factsNoted,
  noteFacts,
  noteTaps,
  show,
  tapsNoted,
  type PageStand,
} from "../../kiosk-ui/app/page-stand.ts";
import { stateFolder, until } from "../stand.ts";

const taps = 100;
const insertions = 40;
const journeys = 1_000;
/** The first hundred fill caches and compile code; growth is counted from there. */
const warmJourneys = 100;
/** Frames are sent on while the page still draws; so often it is waited for. */
const visitsAtOnce = 20;
/** One visit, screen by screen. */
const journey = [
  "welcome",
  "insert-card",
  "reading",
  "your-card",
  "your-card-shown",
  "your-card-files",
  "who-asks",
  "reason",
  "confirm",
  "writing",
  "result",
  "take-card",
  "take-certificate-printing",
  "take-certificate",
  "goodbye",
];

/** What a hall's page weighs, how fast it answers, how fast a card is on it, and what a thousand people leave behind. */
export async function uiBench(): Promise<object> {
  process.env["CARDHALL_LOG"] = "silent";
  const stand = await openPageStand();
  const page = await pageFigures(stand).finally(() => stand.close());
  const card = await insertToFacts();
  const figures = {
    ...page,
    handToFactsMs: spread(card.fromHandMs),
    readerToFactsMs: spread(card.fromReaderMs),
  };
  process.stdout.write(
    [
      `script of a hall, gzipped   ${String(figures.scriptKb)} kB (styles ${String(figures.styleKb)} kB)   (aim 120)`,
      `tap to next paint           p50 ${String(figures.tapToPaintMs.p50)} ms   p95 ${String(figures.tapToPaintMs.p95)} ms   (aim 50)`,
      `reader's word to facts      p50 ${String(figures.readerToFactsMs.p50)} ms   p95 ${String(figures.readerToFactsMs.p95)} ms   (aim 300)`,
      `hand to facts               p50 ${String(figures.handToFactsMs.p50)} ms   p95 ${String(figures.handToFactsMs.p95)} ms   (pcscd asks the virtual reader every 400 ms)`,
      `heap after ${String(warmJourneys)} / ${String(journeys)} visits    ${String(figures.heapKbWarm)} / ${String(figures.heapKb)} kB   DOM nodes ${String(figures.nodesWarm)} / ${String(figures.nodes)}   listeners ${String(figures.listenersWarm)} / ${String(figures.listeners)}`,
      "",
    ].join("\n"),
  );
  return figures;
}

async function pageFigures(stand: PageStand) {
  const html = stand.files.get("/index.html")?.toString() ?? "";
  const weigh = (pattern: RegExp): number =>
    round(
      [...html.matchAll(pattern)]
        .map(([, name = ""]) => gzipSync(stand.files.get(`/${name}`) ?? "", { level: 9 }).length / 1_000)
        .reduce((sum, kb) => sum + kb, 0),
    );
  const { page, link } = await stand.visit("your-card");
  await page.evaluate(noteTaps);
  const buttons = page.locator(".languages button, .tool[aria-pressed]");
  for (let tap = 0; tap < taps; tap += 1) {
    const box = await buttons.nth(tap % 3).boundingBox();
    if (box !== null) await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  }
  const tapToPaintMs = spread(await page.evaluate(tapsNoted));

  const probe = await page.context().newCDPSession(page);
  const visits = async (count: number): Promise<void> => {
    for (let visit = 1; visit <= count; visit += 1) {
      for (const look of journey) show(link, look);
      if (visit % visitsAtOnce !== 0) continue;
      await page.waitForSelector('[data-screen="goodbye"]');
      show(link, "welcome");
      await page.waitForSelector('[data-screen="welcome"]');
    }
  };
  await visits(warmJourneys);
  const warm = await weighPage(probe, page);
  await visits(journeys - warmJourneys);
  const end = await weighPage(probe, page);
  return {
    scriptKb: weigh(/<script[^>]+src="\.\/([^"]+)"/g),
    styleKb: weigh(/<link[^>]+href="\.\/([^"]+\.css)"/g),
    tapToPaintMs,
    journeys,
    ...{ heapKbWarm: warm.heapKb, heapKb: end.heapKb, nodesWarm: warm.nodes, nodes: end.nodes },
    ...{ listenersWarm: warm.listeners, listeners: end.listeners },
  };
}

async function weighPage(probe: CDPSession, page: Page) {
  await page.waitForTimeout(500);
  await probe.send("HeapProfiler.collectGarbage");
  const { usedSize } = await probe.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await probe.send("Memory.getDOMCounters");
  return { heapKb: Math.round(usedSize / 1_000), nodes, listeners: jsEventListeners };
}

/** On the real stand: pcscd sees the card, the daemon reads it and asks the centre, the page draws it. */
async function insertToFacts(): Promise<{ fromHandMs: number[]; fromReaderMs: number[] }> {
  const state = stateFolder();
  const stand = await putUpStand({ stateDir: state.dir, quiet: true });
  const daemon = await startDaemon(stand.daemonConfig);
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
    await page.goto(daemon.addressWithCode());
    await page.waitForSelector('[data-screen="welcome"]');
    await page.evaluate(noteFacts);
    const fromHandMs: number[] = [];
    const fromReaderMs: number[] = [];
    let toldMs = 0;
    daemon.watch((screen) => {
      if (screen.name === "reading") toldMs = wallMs();
    });
    for (let time = 0; time < insertions; time += 1) {
      const handMs = wallMs();
      await stand.card({ op: "insert", id: "card-1" });
      await page.waitForSelector('[data-screen="your-card"] .facts');
      await page.waitForTimeout(100);
      const shownMs = (await page.evaluate(factsNoted)).at(-1) ?? Number.NaN;
      fromHandMs.push(shownMs - handMs);
      fromReaderMs.push(shownMs - toldMs);
      await stand.card({ op: "pull" });
      await until("the next person is welcomed", () => daemon.screen().name === "goodbye");
      daemon.act({ type: "continue" });
      await page.waitForSelector('[data-screen="welcome"]');
    }
    return { fromHandMs, fromReaderMs };
  } finally {
    await browser.close();
    await daemon.close();
    await stand.stop();
    state.remove();
  }
}

/** The same clock as a page's `performance.timeOrigin + performance.now()`. */
const wallMs = (): number => performance.timeOrigin + performance.now();

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const at = (values: readonly number[], share: number): number =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
const round = (value: number): number => Math.round(value * 10) / 10;
const spread = (values: readonly number[]) => ({
  p50: round(at(values, 0.5)),
  p95: round(at(values, 0.95)),
});
