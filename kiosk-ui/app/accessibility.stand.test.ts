import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { kiosk } from "../../words/kiosk.ts";
import { capitalHeight, letterHeightMm } from "./letter-height.ts";
import { openPageStand, show, type PageStand } from "./page-stand.ts";
import { samples } from "./samples.ts";
import { scanStepMs } from "./use-scanning.ts";

/** EN 301 549 V3.2.1 clause by clause, as docs/accessibility.md lists them; numbers from its chapters 5 and 8. */
let stand: PageStand;
beforeAll(async () => {
  stand = await openPageStand();
});
afterAll(() => stand.close());

const byName = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const question = (page: Page) => page.locator("h1").textContent();
/** One sample of each screen, faults counted once. */
const looks = [...new Map(Object.entries(samples).map(([look, screen]) => [screen.name, look])).values()];
async function go(page: Page, link: WebSocket, look: string, more: object = {}): Promise<void> {
  show(link, look, more);
  await page.waitForSelector(`[data-screen="${samples[look]?.name ?? ""}"]`);
}
/** Unless the letters are large already: a visit that ends takes them along. */
async function enlarge(page: Page): Promise<void> {
  const large = byName(page, kiosk.tools.large.zh);
  if ((await large.getAttribute("aria-pressed")) === "true") return;
  await large.click();
  await page.waitForSelector("[data-assist]");
}
const actions = () => stand.heard.map((message) => (message as { action: { type: string } }).action);

describe("larger letters", () => {
  const display = { widthMm: 299, distanceMm: 700 };

  test("5.1.4, 5.2: one tap makes a capital letter subtend 0.7 degrees on every screen", async () => {
    const { page, link } = await stand.visit("welcome");
    await go(page, link, "welcome", { display });
    const pxPerMm = 1080 / display.widthMm;
    for (const look of looks) {
      await go(page, link, look, { display });
      await enlarge(page);
      expect(await page.evaluate(tightLines), look).toEqual([]);
      const leastPx = await page.evaluate(smallestLetters);
      expect((leastPx * capitalHeight) / pxPerMm, look).toBeGreaterThanOrEqual(letterHeightMm(700) - 0.01);
    }
    await page.context().close();
  }, 60_000);

  test("8.3: every control stands in the lower 1,000 px of a kiosk that stands upright", async () => {
    const { page, link } = await stand.visit("your-card");
    for (const look of looks) {
      await go(page, link, look);
      await enlarge(page);
      const tops = await page
        .locator(".kiosk button:visible")
        .evaluateAll((buttons) =>
          buttons.map((button) => [button.textContent, button.getBoundingClientRect().top] as const),
        );
      expect(
        tops.filter(([, top]) => top < 920),
        look,
      ).toEqual([]);
      expect(tops.length).toBeGreaterThan(4);
    }
    await page.context().close();
  }, 60_000);

  test("nothing moves for whoever asked for that, here or in their system", async () => {
    const { page, link } = await stand.visit("your-card");
    const moving = () => page.evaluate(() => document.getAnimations().length);
    await go(page, link, "insert-card");
    await expect.poll(moving).toBeGreaterThan(0);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await expect.poll(moving).toBe(0);
    await page.emulateMedia({ reducedMotion: "no-preference" });
    await expect.poll(moving).toBeGreaterThan(0);
    await byName(page, kiosk.tools.large.zh).click();
    await expect.poll(moving).toBe(0);
    await page.context().close();
  });
});

/** Runs in the page: words of several lines that stand closer than 1.3 (适老化通用设计规范). */
function tightLines(): string[] {
  return [...document.querySelectorAll<HTMLElement>(".kiosk *:not(svg, svg *)")]
    .filter(
      (element) =>
        [...element.childNodes].some(({ nodeType }) => nodeType === 3) && element.checkVisibility(),
    )
    .filter((element) => {
      const { lineHeight, fontSize } = getComputedStyle(element);
      const lines = element.getBoundingClientRect().height / Number.parseFloat(lineHeight);
      return lines > 1.8 && Number.parseFloat(lineHeight) / Number.parseFloat(fontSize) < 1.295;
    })
    .map(({ textContent }) => textContent);
}

/** Runs in the page: the smallest font of any text in sight, in px. The card's print is a picture; its words stand beside it. */
function smallestLetters(): number {
  const sizes = [...document.querySelectorAll<HTMLElement>(".kiosk *:not(svg, svg *)")]
    .filter((element) =>
      [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue?.trim() !== ""),
    )
    .filter((element) => element.checkVisibility())
    .map((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  return Math.min(...sizes);
}

/** Runs in the page: the control that has the focus, where one could miss it; WCAG 2.4.7 and 2.4.11. */
function focusUnseen(): string | undefined {
  const control = document.activeElement ?? document.body;
  const { left, top, width, height } = control.getBoundingClientRect();
  const uncovered = control.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  const { outlineStyle, outlineWidth } = getComputedStyle(control);
  const outlined = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
  return uncovered && outlined
    ? undefined
    : `${control.textContent}: ${uncovered ? outlineStyle : "covered"}`;
}

describe("time", () => {
  test("whoever is assisted is given more of it, and the next person is not", async () => {
    const { page, link } = await stand.visit("your-card");
    await byName(page, kiosk.tools.large.zh).click();
    await expect.poll(actions).toContainEqual({ type: "pace", unhurried: true });
    await go(page, link, "goodbye");
    await go(page, link, "welcome");
    await expect.poll(actions).toContainEqual({ type: "pace", unhurried: false });
    await expect.poll(() => byName(page, kiosk.tools.large.zh).getAttribute("aria-pressed")).toBe("false");
    await page.context().close();
  });
});

describe("keyboard and switch", () => {
  test("5.1.6.2: the focus is at the question of every new screen, and never nowhere", async () => {
    const { page, link } = await stand.visit("welcome");
    for (const look of [...looks, "your-card-files", "your-card"]) {
      await go(page, link, look);
      await page.waitForFunction(() => document.activeElement?.matches("h1, dialog *") === true);
    }
    // A choice that went away while it had the focus.
    await page.locator(".choice").first().focus();
    await go(page, link, "your-card-cancelled");
    await page.waitForFunction(() => document.activeElement?.matches("h1, button") === true);
    await page.context().close();
  });

  test("5.1.6.1: every control is reached by Tab in a circle, and a dialog gives the focus back", async () => {
    const { page } = await stand.visit("your-card");
    const names = await page.locator(".kiosk button").allTextContents();
    const reached: string[] = [];
    for (const _ of names) {
      await page.keyboard.press("Tab");
      expect(await page.evaluate(focusUnseen)).toBeUndefined();
      reached.push(await page.evaluate(() => document.activeElement?.textContent ?? ""));
    }
    expect(reached).toEqual(names);
    const help = page.locator(".tool").last();
    await help.focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open]");
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { state: "detached" });
    await expect.poll(() => help.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.context().close();
  });

  test("5.5.1, 5.2: one switch begins the offering of controls, takes one, and holds one down", async () => {
    const { page, link } = await stand.visit("your-card", (page) => page.clock.install());
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    const scanning = () => page.evaluate(() => document.documentElement.hasAttribute("data-scanning"));
    // From here on the page's time passes by our hand alone: on a busy machine an offering would be over too soon.
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 10_000));
    await page.keyboard.press("Space");
    await expect.poll(scanning).toBe(true);
    await page.clock.runFor(scanStepMs);
    await expect.poll(focused).toContain("挂失");
    await page.clock.runFor(scanStepMs);
    await expect.poll(focused).toContain("注销");
    await page.keyboard.press("Space");
    await expect.poll(actions).toContainEqual({ type: "choose", kind: "cancel" });
    await go(page, link, "confirm");
    await page.waitForFunction(() => document.activeElement?.matches("h1") === true);
    for (const offered of [kiosk.confirm.no.zh, "按住"]) {
      await page.clock.runFor(scanStepMs);
      await expect.poll(focused).toContain(offered);
    }
    await page.keyboard.down("Space");
    await page.clock.runFor(3_000);
    await page.keyboard.up("Space");
    await expect.poll(actions).toContainEqual({ type: "confirm" });
    await page.keyboard.press("Tab");
    await expect.poll(scanning).toBe(false);
    await page.context().close();
  });

  test("5.1.6.2: a new screen takes the focus as it comes, wherever it was, and not a moment later", async () => {
    const { page, link } = await stand.visit("your-card", (page) => page.clock.install());
    // What waits for a later moment waits for ever now.
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 10_000));
    const focused = () => page.evaluate(() => document.activeElement?.tagName);
    await page.locator(".tool").last().focus();
    await go(page, link, "who-asks");
    expect(await focused()).toBe("H1");
    await page.locator(".tool").last().click();
    await page.waitForSelector("dialog[open]");
    await go(page, link, "reason");
    expect(await page.locator("dialog").count()).toBe(0);
    expect(await focused()).toBe("H1");
    await page.context().close();
  });

  test("5.7, 5.8: a key that is held and a finger that strikes twice choose once", async () => {
    const { page, link } = await stand.visit("your-card");
    const chosen = () => actions().filter(({ type }) => type === "choose");
    await page.locator(".choice").first().focus();
    await page.keyboard.down("Enter");
    await page.keyboard.down("Enter");
    await page.keyboard.down("Enter");
    await page.keyboard.up("Enter");
    await expect.poll(chosen).toHaveLength(1);
    await page.locator(".choice").first().dblclick();
    await expect.poll(chosen).toHaveLength(2);
    await go(page, link, "welcome");
    expect(chosen()).toHaveLength(2);
    await page.context().close();
  });

  test("every button has its name in words; nothing is dragged, typed or drawn", async () => {
    const { page, link } = await stand.visit("welcome");
    for (const look of looks) {
      await go(page, link, look);
      const names = await page.locator(".kiosk button").allInnerTexts();
      expect(
        names.filter((name) => name.trim() === ""),
        look,
      ).toEqual([]);
      expect(await page.locator("input, textarea, select, [draggable=true], [contenteditable]").count()).toBe(
        0,
      );
    }
    await page.context().close();
  });
});

test("a person can be called from every screen, and it is said that they were", async () => {
  const { page, link } = await stand.visit("writing");
  await go(page, link, "writing", { clerk: "callable" });
  await page.locator(".tool").last().click();
  await byName(page, kiosk.frame.callClerk.zh).click();
  await expect.poll(actions).toContainEqual({ type: "call-clerk" });
  await go(page, link, "writing", { clerk: "called" });
  await page.getByText(kiosk.frame.clerkCalled.zh).waitFor();
  await page.context().close();
});

test("each language is offered in itself on every screen, also while a card is written", async () => {
  const { page, link } = await stand.visit("welcome");
  for (const look of looks) {
    await go(page, link, look);
    const buttons = page.locator(".languages button");
    expect(await buttons.allTextContents(), look).toEqual(["中文", "English"]);
    expect(await buttons.evaluateAll((all) => all.map((button) => (button as HTMLElement).lang))).toEqual([
      "zh-CN",
      "en",
    ]);
  }
  await go(page, link, "writing");
  await byName(page, "English").click();
  await expect.poll(() => question(page)).toBe("Cancelling your card");
  await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe("en");
  await page.context().close();
});
