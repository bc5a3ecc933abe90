import { env } from "node:process";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPageStand, type PageStand } from "./page-stand.ts";
import { samples } from "./samples.ts";

/**
 * Every screen in every look it can take: it fits, it can be touched, and axe finds nothing against WCAG 2.2 AA. In
 * `npm test` a sample of looks; with CARDHALL_ALL all of them.
 */
const all = env["CARDHALL_ALL"] !== undefined;
let stand: PageStand;
beforeAll(async () => {
  stand = await openPageStand();
});
afterAll(() => stand.close());

const screens = [...Object.keys(samples), "one-moment", "not-admitted", "elsewhere"];
/** The first sample of each screen, and what stands without a frame; faults differ in their words only. */
const ofEachScreen = new Set([
  ...new Map(
    Object.entries(samples)
      .toReversed()
      .map(([look, screen]) => [screen.name, look]),
  ).values(),
  "one-moment",
  "not-admitted",
  "elsewhere",
]);

/** These have nothing but a sentence: axe looks at them where it looks at everything. */
const plain = ["starting", "reading", "goodbye", "one-moment", "not-admitted", "elsewhere", "insert-card"];
const looked = all ? ofEachScreen : new Set([...ofEachScreen].filter((look) => !plain.includes(look)));

type Look = {
  readonly language: "zh" | "en";
  readonly upright: boolean;
  /** As the address asks for it. */
  readonly comfort: string;
  /** Which screens axe looks at: it is slow. */
  readonly axe: "all" | "even" | "odd" | "none";
};
const comforts = ["", "large", "contrast", "large&contrast", "speech", "large&contrast&speech"];
const sample: readonly Look[] = [
  { language: "zh", upright: true, comfort: "", axe: "even" },
  { language: "en", upright: false, comfort: "", axe: "none" },
  { language: "en", upright: true, comfort: "large&contrast", axe: "odd" },
  { language: "zh", upright: false, comfort: "large&speech", axe: "none" },
];
const looks: readonly Look[] = all
  ? (["zh", "en"] as const).flatMap((language) =>
      [true, false].flatMap((upright) =>
        comforts.map((comfort): Look => ({ language, upright, comfort, axe: "all" })),
      ),
    )
  : sample;

test.each(looks)(
  "every screen in $language, upright $upright, with '$comfort'",
  async ({ language, upright, comfort, axe }) => {
    const { page, complaints } = await stand.open(upright ? 1080 : 1920, upright ? 1920 : 1080);
    await page.goto(`${stand.address}?look=starting&lang=${language}&tray&${comfort}`);
    for (const [place, look] of screens.entries()) {
      if (!all && comfort !== "" && !ofEachScreen.has(look)) continue;
      await page.evaluate((name) => (location.hash = name), look);
      await page.waitForSelector(`[data-screen="${samples[look]?.name ?? look}"]`);
      expect(await page.evaluate(misfits), look).toEqual([]);
      const looksHere = axe === "all" || (axe !== "none" && (axe === "even") === (place % 2 === 0));
      if (looksHere && looked.has(look)) expect(await complaintsOf(page, comfort), look).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  },
  all ? 600_000 : 120_000,
);

async function complaintsOf(page: Page, comfort: string): Promise<unknown[]> {
  const axe = new AxeBuilder({ page }).include(".kiosk").setLegacyMode();
  // In high contrast each pair has to reach 7 : 1 (WCAG 1.4.6), which is no rule of AA.
  if (comfort.includes("contrast")) axe.options({ rules: { "color-contrast-enhanced": { enabled: true } } });
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
}

/** Runs in the page: buttons that are small or out of sight, and text that runs out of its box sideways. */
function misfits(): string[] {
  const found: string[] = [];
  for (const button of document.querySelectorAll("button")) {
    const box = button.getBoundingClientRect();
    const least = button.closest(".tray") === null ? 96 : 60;
    if (box.width < least - 0.5 || box.height < least - 0.5) found.push(`small: ${button.textContent}`);
    // What slides may begin below its edge; everything else is in sight.
    const slides = button.closest(".ask")?.matches("*") === true && isSliding(button.closest(".ask"));
    if (box.right > innerWidth || box.left < 0 || (!slides && (box.bottom > innerHeight || box.top < 0)))
      found.push(`out: ${button.textContent}`);
    if (button.scrollWidth > button.clientWidth + 1) found.push(`cut: ${button.textContent}`);
  }
  for (const box of document.querySelectorAll(".kiosk, .stage, .ask, .choice, .facts, .consequences, .tray"))
    if (box.scrollWidth > box.clientWidth + 1) found.push(`wide: ${box.className}`);
  return found;

  function isSliding(column: Element | null): boolean {
    return (
      column !== null &&
      column.scrollHeight > column.clientHeight &&
      getComputedStyle(column).overflowY === "auto"
    );
  }
}
