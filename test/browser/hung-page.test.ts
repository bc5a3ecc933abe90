import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../hardware/clock.ts";
import { kioskFile, type KioskFile } from "../../daemon/kiosk-file.ts";
import { readPageFiles } from "../../daemon/page-files.ts";
import { hungAfterMs } from "../../daemon/screen-pulse.ts";
import { frameOf, screenStand } from "../../daemon/screen-stand.ts";
import { drawnEveryMs } from "../../daemon/screen.ts";

/** A page that really hangs, in Debian's Chromium: the browser goes on answering the link's pings, the page does not. */
const built = new URL("../../kiosk-ui/dist/app/", import.meta.url).pathname;
let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), "cardhall-hung-"));
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a page that hangs is noticed, the shell is told to load it, and the address in the file lets the new page in", async () => {
  const file = join(folder, "kiosk.json");
  const codes = new Set<string>();
  let minted = 0;
  const hungAtMs: number[] = [];
  const told: { shell?: KioskFile } = {};
  const stand = await screenStand({
    codes,
    files: readPageFiles(built),
    mintToken: () => `token-of-this-test-0123456789-${String((minted += 1))}`,
    clock: systemClock,
    onSpent: (code) => told.shell?.spent(code),
    onHung() {
      hungAtMs.push(performance.now());
      told.shell?.loadAgain();
    },
  });
  const addressWithCode = (): string => {
    const code = `code-of-this-test-${String((minted += 1))}`;
    codes.add(code);
    return `${stand.server.url}#code=${code}`;
  };
  told.shell = kioskFile({ file, addressWithCode, clock: systemClock });
  const order = () => JSON.parse(readFileSync(file, "utf8")) as { url: string; load: number };
  stand.server.show(frameOf({ name: "welcome" }));

  const first = order().url;
  const page = await browser.newPage();
  await page.goto(first);
  await page.waitForSelector('[data-screen="welcome"]');
  expect(order().url).not.toBe(first);
  // Well for longer than its heart needs twice: nobody complains.
  await page.waitForTimeout(2 * drawnEveryMs + 1_000);
  expect(hungAtMs).toEqual([]);

  const hangsAtMs = performance.now();
  page
    .evaluate(() => {
      for (;;);
    })
    .catch(() => undefined);
  await expect.poll(() => hungAtMs.length, { timeout: hungAfterMs + 10_000, interval: 100 }).toBe(1);
  const noticedMs = (hungAtMs[0] ?? 0) - hangsAtMs;
  console.log(`a page that hangs: noticed after ${(noticedMs / 1000).toFixed(1)} s`);
  expect(noticedMs).toBeLessThan(hungAfterMs + 1_000);
  expect(order().load).toBe(1);

  const again = await browser.newPage();
  await again.goto(order().url);
  await again.waitForSelector('[data-screen="welcome"]');
  await stand.close();
}, 60_000);
