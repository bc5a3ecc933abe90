/**
 * `npm run screens:centre`: pictures of the pages that the centre serves into docs/screens, from a real centre with a
 * seeded region. Times and numbers differ between runs, so that they are looked at, not compared.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { fillQueue } from "./centre-cases.ts";
import { openCentreStand } from "./centre-stand.ts";

const folder = fileURLToPath(new URL("../../docs/screens/", import.meta.url));
execFileSync(process.execPath, [fileURLToPath(new URL("../../packaging/build-web.mjs", import.meta.url))]);
const stand = await openCentreStand();
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  const { number: followed, idTail } = await fillQueue(stand);
  for (const n of [1, 2, 3, 4]) await stand.boot(`T-3717-000${String(n)}`);
  await stand.strangeCard("T-3717-0001");
  const operator = await stand.staff("dev-operator");
  await operator("/staff/v1/terminals/T-3717-0003/quarantine", { because: "opened" });
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const shoot = (name: string, of: Page = page) => of.screenshot({ path: `${folder}${name}.png` });
  const as = async (subject: string, path: string): Promise<void> => {
    await page.goto(`${stand.url}/desk/`);
    await page.evaluate(async (who) => {
      const init = { method: "POST", headers: { "content-type": "application/json" } };
      await fetch("/staff/v1/sign-in/development", { ...init, body: JSON.stringify({ subject: who }) });
    }, subject);
    await page.goto(`${stand.url}${path}`);
    await page.waitForSelector("nav");
    await page.waitForLoadState("networkidle");
  };

  await page.goto(`${stand.url}/desk/`);
  await page.waitForSelector(".sign-in li");
  await shoot("desk-sign-in");
  await as("dev-clerk-1", "/desk/");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.waitForSelector(".case");
  await page.keyboard.press("c");
  await page.waitForSelector(".done");
  await shoot("desk-case");
  await page.keyboard.press("r");
  await page.waitForSelector(".why");
  await shoot("desk-return");
  await page.keyboard.press("Escape");
  await page.keyboard.press("i");
  await page.waitForSelector(".entry .says");
  await shoot("desk-entry");
  await page.keyboard.press("Escape");
  await page.click("h1");
  await page.keyboard.press("t");
  await page.waitForSelector(".entry");
  await shoot("desk-telephone");
  await as("dev-clerk-2", "/desk/?lang=en");
  await page.keyboard.press("j");
  await page.waitForSelector(".case");
  await shoot("desk-second-eyes-en");

  for (const [name, subject, tab, lang] of [
    ["overview", "dev-operator", 0, "zh"],
    ["overview-en", "dev-operator", 0, "en"],
    ["terminals", "dev-operator", 1, "zh"],
    ["waiting", "dev-operator", 2, "zh"],
    ["registry", "dev-operator", 3, "zh"],
    ["rules", "dev-operator", 4, "zh"],
    ["audit", "dev-auditor", 5, "zh"],
    ["restoration", "dev-operator", 6, "zh"],
  ] as const) {
    await as(subject, `/console/?lang=${lang}`);
    await page.locator(".tabs button").nth(tab).click();
    if (name === "audit") {
      await page.locator("form select").selectOption("authorised");
      await page.waitForTimeout(500);
      await page.locator(".entries button").nth(3).click();
    }
    await page.waitForLoadState("networkidle");
    await page.waitForTimeout(300);
    await shoot(`console-${name}`);
  }

  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: "reduce" });
  const hand = await phone.newPage();
  await hand.goto(`${stand.url}/public/`);
  await hand.waitForSelector(".errands");
  await shoot("public-welcome", hand);
  await hand.locator(".errands button").nth(0).click();
  await hand.locator("select").selectOption("371700");
  await hand.waitForSelector(".services li");
  await shoot("public-open", hand);
  await hand.goto(`${stand.url}/public/`);
  await hand.locator(".errands button").nth(1).click();
  await hand.locator("select").selectOption("371700");
  await hand.waitForSelector(".choices");
  await hand.locator(".choices label").first().click();
  await shoot("public-apply", hand);
  await hand.goto(`${stand.url}/public/?lang=en`);
  await hand.locator(".errands button").nth(2).click();
  await hand.locator("input").nth(0).fill(followed);
  await hand.locator("input").nth(1).fill(idTail);
  await hand.keyboard.press("Enter");
  await hand.waitForSelector(".standing");
  await shoot("public-progress-en", hand);
} finally {
  await browser.close();
  await stand.close();
}
