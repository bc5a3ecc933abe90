import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { putUpStand, type Stand } from "../../cli/hall.ts";
import { startDaemon, type Daemon } from "../../daemon/main.ts";
import { kiosk } from "../../words/kiosk.ts";
import { operationNames, reasonNames } from "../../words/operations.ts";
import { papersIn, stateFolder, until } from "../stand.ts";

/**
 * The cancel journey as a person touches it: Debian's Chromium, the built page, the real daemon, pcscd, serialport
 * and centre. Every screen on the way is kept as a picture in test/artifacts/screens.
 */

const pictures = fileURLToPath(new URL("../artifacts/screens/", import.meta.url));
const state = stateFolder();
let stand: Stand;
let daemon: Daemon;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  process.env["CARDHALL_LOG"] = "silent";
  mkdirSync(pictures, { recursive: true });
  stand = await putUpStand({ stateDir: state.dir, quiet: true });
  daemon = await startDaemon(stand.daemonConfig);
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  page = await browser.newPage({ viewport: { width: 1080, height: 1920 }, hasTouch: true });
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
});
afterAll(async () => {
  await browser.close();
  await daemon.close();
  await stand.stop();
  state.remove();
});

let shots = 0;
const picture = (name: string): Promise<unknown> =>
  page.screenshot({ path: `${pictures}${String(++shots).padStart(2, "0")}-${name}.png` });
const press = (name: string | RegExp): Promise<void> => page.getByRole("button", { name }).first().tap();
const reads = (text: string): Promise<unknown> => page.getByText(text).first().waitFor();

test("a card is cancelled by touch, and the certificate is on the screen and on paper", async () => {
  await page.goto(daemon.addressWithCode());
  await reads(kiosk.welcome.question.zh);
  await picture("welcome");
  // The one-time code does not stay in the address, where the next person could find it.
  expect(page.url()).toBe(daemon.url);

  await press(kiosk.welcome.begin.zh);
  await reads(kiosk["insert-card"].question.zh);
  await picture("insert-card");
  await press(/菏泽市 · 赵\*禾/);
  await reads(kiosk["your-card"].question.zh);
  await picture("your-card");
  await press(kiosk["your-card"].showFiles.zh);
  await reads(kiosk.files.question.zh);
  await picture("files");
  expect(await page.content()).not.toContain("371702200105169972");
  await press(kiosk.files.close.zh);
  await press(new RegExp(`^${operationNames.cancel.zh}`));
  await press(new RegExp(reasonNames["settled-abroad"].zh));
  const hold = page.getByRole("button", { name: kiosk.confirm.hold(operationNames.cancel).zh });
  await hold.waitFor();
  await picture("confirm");

  // Let go too early: nothing happens.
  const box = await hold.boundingBox();
  expect(box).not.toBeNull();
  await page.mouse.move(box!.x + 50, box!.y + 50);
  await page.mouse.down();
  await page.waitForTimeout(700);
  await page.mouse.up();
  expect(daemon.screen().name).toBe("confirm");
  await page.mouse.down();
  await until("the write begins", () => daemon.screen().name !== "confirm");
  await page.mouse.up();

  await until("the result is there", () => daemon.screen().name === "result");
  await page.locator("text=371700-").first().waitFor();
  await picture("result");
  await page.getByRole("button", { name: kiosk.result.continue.zh }).tap();
  await until("the card is asked back", () => daemon.screen().name === "take-card");
  await picture("take-card");
  await press(/菏泽市 · 赵\*禾/);
  await until("the certificate is printed", () => {
    const screen = daemon.screen();
    return screen.name === "take-certificate" && screen.certificate.print === "printed";
  });
  await page.locator('img[src^="data:image/svg+xml"]').waitFor();
  await picture("take-certificate");
  expect(papersIn(state.dir)).toHaveLength(1);
  expect(papersIn(state.dir)[0]).toContain("社会保障卡注销凭证");
  expect(complaints).toEqual([]);
});
