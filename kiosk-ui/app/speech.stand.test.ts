import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { catalogue } from "../../words/errors.ts";
import { kiosk } from "../../words/kiosk.ts";
import { atRest, openPageStand, show, type PageStand } from "./page-stand.ts";
import { samples } from "./samples.ts";
import { welcomePatienceMs } from "./visit.ts";

/** Speech, by the clauses of EN 301 549 5.1.3: what the page asks of the system's voice, heard by a voice that writes it down. */
let stand: PageStand;
beforeAll(async () => {
  stand = await openPageStand();
});
afterAll(() => stand.close());

type Spoken = { readonly text: string; readonly lang: string; readonly volume: number } | "hush";

/** The page's own voice replaced by a list. */
async function withEars(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const said: unknown[] = [];
    Object.defineProperty(window, "said", { value: said });
    Object.defineProperty(window, "speechSynthesis", {
      value: {
        cancel: () => said.push("hush"),
        speak: ({ text, lang, volume }: SpeechSynthesisUtterance) => said.push({ text, lang, volume }),
      },
    });
  });
}
const said = (page: Page) => page.evaluate(() => (window as unknown as { said: Spoken[] }).said.splice(0));
const texts = (spoken: readonly Spoken[]) => spoken.flatMap((one) => (one === "hush" ? [] : [one.text]));
/** What follows a drawing is said after it. */
async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
  await atRest(page);
}

async function listening(look: string) {
  const { page, link } = await stand.visit(look, withEars);
  await press(page, kiosk.tools.speech.zh);
  await page.waitForFunction(() =>
    (window as unknown as { said: Spoken[] }).said.some((one) => one !== "hush"),
  );
  await atRest(page);
  return { page, link };
}
async function go(page: Page, look: string, more: object = {}): Promise<void> {
  const link = stand.links.at(-1);
  if (link === undefined) throw new Error("no link");
  await said(page);
  show(link, look, more);
  await page.waitForSelector(`[data-screen="${samples[look]?.name ?? ""}"]`);
  await atRest(page);
}
const devices = (headphones: boolean) => ({
  devices: { reader: "online", printer: "ready", centre: "online", headphones },
});

test("nobody is spoken to who did not ask", async () => {
  const { page, link } = await stand.visit("welcome", withEars);
  show(link, "your-card");
  await page.waitForSelector('[data-screen="your-card"]');
  await page.keyboard.press("Tab");
  await atRest(page);
  expect(texts(await said(page))).toEqual([]);
  await page.context().close();
});

test("5.1.3.1, 5.1.3.6, 5.1.3.14: the question, every choice and the consequences are said, in the page's language", async () => {
  const { page } = await listening("welcome");
  await go(page, "confirm");
  const spoken = await said(page);
  const all = texts(spoken).join(" ");
  expect(texts(spoken)[0]).toBe(kiosk.confirm.question({ zh: "注销", en: "Cancel" }).zh);
  for (const text of await page.locator(".ask dd li, .ask .choice-title").allTextContents())
    expect(all).toContain(text);
  expect(spoken.every((one) => one === "hush" || one.lang === "zh-CN")).toBe(true);
  await press(page, "English");
  const english = await said(page);
  expect(texts(english).join(" ")).toContain("What stops");
  expect(english.filter((one) => one !== "hush").every((one) => one.lang === "en-GB")).toBe(true);
  await page.context().close();
});

test("5.1.3.4, 5.1.3.5: any touch or key breaks it off, and it is said again on request", async () => {
  const { page } = await listening("your-card");
  await said(page);
  await page.mouse.click(540, 600);
  await expect.poll(() => said(page)).toEqual(["hush"]);
  await page.keyboard.press("Shift");
  await expect.poll(() => said(page)).toEqual(["hush"]);
  await press(page, kiosk.tools.again.zh);
  expect(texts(await said(page))[0]).toBe(kiosk["your-card"].question.zh);
  await page.context().close();
});

test("5.1.3.3: a control is named when the focus comes to it", async () => {
  const { page } = await listening("your-card");
  await page.locator("h1").focus();
  await said(page);
  await page.keyboard.press("Tab");
  expect(texts(await said(page))).toEqual([expect.stringContaining("挂失")]);
  await page.context().close();
});

test("5.1.3.9, 5.1.3.16: what is personal is said by headphones only; they switch speech on and off, and the paper is read out", async () => {
  const { page, link } = await stand.visit("take-certificate", withEars);
  expect(await said(page)).toEqual([]);
  // 5.2: nobody has to find a button to be spoken to.
  await go(page, "take-certificate", devices(true));
  const heard = texts(await said(page)).join(" ");
  expect(heard).toContain("371702********9972");
  expect(heard).toContain("12333");
  await go(page, "your-card", devices(true));
  expect(texts(await said(page)).join(" ")).toContain("赵*禾");

  show(link, "your-card", devices(false));
  await expect
    .poll(() => page.getByRole("button", { name: kiosk.tools.speech.zh }).getAttribute("aria-pressed"))
    .toBe("false");
  await press(page, kiosk.tools.speech.zh);
  const aloud = texts(await said(page)).join(" ");
  expect(aloud).toContain(kiosk["your-card"].question.zh);
  expect(aloud).not.toContain("赵");
  expect(aloud).not.toContain("371702");
  await go(page, "take-certificate", devices(false));
  expect(texts(await said(page)).join(" ")).not.toContain("371702");
  await page.context().close();
});

test("5.1.3.12, 5.1.3.13: louder and softer, and for the next person as usual", async () => {
  const { page } = await listening("your-card");
  const volume = async () => {
    await said(page);
    await press(page, kiosk.tools.again.zh);
    return (await said(page)).flatMap((one) => (one === "hush" ? [] : [one.volume]))[0];
  };
  const usual = await volume();
  await page.locator(".tool", { hasText: "音量" }).click();
  await atRest(page);
  expect(await volume()).toBeGreaterThan(usual ?? 1);
  await go(page, "goodbye");
  await go(page, "welcome");
  expect(await page.getByRole("button", { name: kiosk.tools.speech.zh }).getAttribute("aria-pressed")).toBe(
    "false",
  );
  await press(page, kiosk.tools.speech.zh);
  expect(await volume()).toBe(usual);
  await page.context().close();
});

test("5.1.3.13: louder, chosen on the welcome screen by somebody who walked away, is not the next person's", async () => {
  const { page } = await stand.visit("welcome", async (page) => {
    await withEars(page);
    await page.clock.install();
  });
  const spokenAt = async () => (await said(page)).flatMap((one) => (one === "hush" ? [] : [one.volume]))[0];
  await press(page, kiosk.tools.speech.zh);
  const usual = await spokenAt();
  expect(usual).toBeGreaterThan(0);
  await page.locator(".tool", { hasText: "音量" }).click();
  await press(page, kiosk.tools.speech.zh);
  await page.clock.runFor(welcomePatienceMs);
  await said(page);
  await press(page, kiosk.tools.speech.zh);
  expect(await spokenAt()).toBe(usual);
  await page.context().close();
});

test("5.1.3.15: a fault is said with what to do; seconds that run are said once", async () => {
  const { page } = await listening("your-card");
  await go(page, "identity-agent");
  await go(page, "identity-missing");
  expect(texts(await said(page)).join(" ")).toContain(catalogue["id-card-not-holders"].next.zh);
  await go(page, "still-there");
  expect(texts(await said(page)).join(" ")).toContain("24");
  await page.waitForTimeout(2_200);
  expect(texts(await said(page))).toEqual([]);
  await page.context().close();
});
