import { gzipSync } from "node:zlib";
import type { Locator, Page } from "playwright-core";
import { beginNotes, notesSoFar } from "../../kiosk-ui/app/bench-notes.ts";
import { openPageStand, type PageStand } from "../../kiosk-ui/app/page-stand.ts";
import { spread } from "./spread.ts";
import { weighVisits } from "./ui-heap.ts";
import { insertionFigures } from "./ui-insertion.ts";

const taps = 100;
/** The first hundred fill caches and compile code; growth is counted from there. */
const visitCounts = [100, 500, 1_000];
/** The browser tells no interaction that was over within 16 ms: it counts as one step of 8. */
const untoldMs = 8;

/** What a hall's page weighs, how fast it answers, how fast a card is on it, and what a thousand people leave behind. */
export async function uiBench(): Promise<object> {
  process.env["CARDHALL_LOG"] = "silent";
  const stand = await openPageStand();
  const [bare, page] = await figuresOf(stand).finally(() => stand.close());
  const card = await insertionFigures();
  const line = (what: string, { p50, p95 }: { p50: number; p95: number }, note: string): string =>
    `${what.padEnd(46)} p50 ${String(p50).padStart(6)} ms   p95 ${String(p95).padStart(6)} ms   ${note}`;
  process.stdout.write(
    [
      `script of a hall, gzipped ${String(page.scriptKb)} kB (styles ${String(page.styleKb)} kB)   (aim 120)`,
      line("tap to next paint, frame handed over", page.tapToPaintMs, "(aim 50)"),
      line("the same up to the screen (INP, steps of 8 ms)", page.interactionMs, "(aim 50)"),
      line("a bare page's, in the same browser and window", bare.interactionMs, "(none of ours)"),
      `processor time of a tap, all of the browser      ${String(page.processorMsPerTap)} ms`,
      line("tap on an answer to the next screen", card.tapToNextScreenMs, "(through the daemon)"),
      line("the stand's reader: hand to pcscd's event", card.handToPcscdMs, "(none of ours)"),
      line("pcscd's event to the terminal's word", card.pcscdToWordMs, ""),
      line("the terminal's word to the card's picture", card.wordToPictureMs, ""),
      line("the terminal's word to first facts", card.wordToFactsMs, ""),
      line("pcscd's event to first facts", card.pcscdToFactsMs, "(aim 300)"),
      line("hand to first facts", card.handToFactsMs, "(with the stand's reader)"),
      ...page.held.map(
        (held) =>
          `after ${String(held.visits).padStart(5)} visits: heap ${String(held.heapKb)} kB, of which code ${String(held.codeKb)} kB and ` +
          `the page's own ${String(held.ownKb)} kB in ${String(held.ownCount)}; DOM nodes ${String(held.nodes)}, listeners ${String(held.listeners)}`,
      ),
      "",
    ].join("\n"),
  );
  return { ...page, bareInteractionMs: bare.interactionMs, ...card };
}

const figuresOf = async (stand: PageStand) => [await bareFigures(stand), await pageFigures(stand)] as const;

/** Three buttons, each of which changes the whole window's ground: what a tap takes this browser by itself. */
const barePage = `<!doctype html><style>body { margin: 0; height: 100vh } .on { background: #123 } button { width: 300px; height: 120px }</style>
<button>1</button><button>2</button><button>3</button>
<script>addEventListener("click", () => document.body.classList.toggle("on"))</script>`;

async function bareFigures({ browser }: PageStand) {
  const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
  await page.setContent(barePage);
  await page.evaluate(beginNotes);
  await tapAll(page, page.locator("button"));
  const { told } = await interactionsOn(page);
  await page.close();
  return { interactionMs: told };
}

async function tapAll(page: Page, buttons: Locator): Promise<void> {
  for (let tap = 0; tap < taps; tap += 1) {
    const box = await buttons.nth(tap % 3).boundingBox();
    if (box !== null) await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  }
  await page.waitForTimeout(500);
}

/** Of each tap, those too that the browser does not tell because they were over so soon. */
async function interactionsOn(page: Page) {
  const notes = await page.evaluate(notesSoFar);
  const told = Object.values(notes.interactions);
  if (notes.taps.length !== taps || told.length > taps)
    throw new Error(`${String(notes.taps.length)} taps and ${String(told.length)} interactions`);
  const untold = Array.from({ length: taps - told.length }, () => untoldMs);
  return { told: spread([...told, ...untold]), drawn: spread(notes.taps) };
}

async function pageFigures(stand: PageStand) {
  const html = stand.files.get("/index.html")?.toString() ?? "";
  const weigh = (pattern: RegExp): number =>
    Math.round(
      [...html.matchAll(pattern)]
        .map(([, name = ""]) => gzipSync(stand.files.get(`/${name}`) ?? "", { level: 9 }).length / 100)
        .reduce((sum, tenths) => sum + tenths, 0),
    ) / 10;
  const { page } = await stand.visit("your-card");
  await page.evaluate(beginNotes);
  const spentBefore = await processorMs(stand);
  await tapAll(page, page.locator(".languages button, .tool[aria-pressed]"));
  const spentMs = (await processorMs(stand)) - spentBefore;
  const { told, drawn } = await interactionsOn(page);

  // A page of its own, without anything that notes.
  await page.context().close();
  const visited = await stand.visit("your-card");
  const held = await weighVisits(visited.page, visited.link, visitCounts);
  return {
    scriptKb: weigh(/<script[^>]+src="\.\/([^"]+)"/g),
    styleKb: weigh(/<link[^>]+href="\.\/([^"]+\.css)"/g),
    tapToPaintMs: drawn,
    interactionMs: told,
    processorMsPerTap: Math.round((spentMs / taps) * 10) / 10,
    held,
  };
}

/** What all of the browser's processes have spent so far: the same on a machine that does something else besides. */
async function processorMs(stand: PageStand): Promise<number> {
  const asking = await stand.browser.newBrowserCDPSession();
  const { processInfo } = await asking.send("SystemInfo.getProcessInfo");
  await asking.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1_000, 0);
}
