import type { CDPSession, Page } from "playwright-core";
import { expect } from "vitest";
import type { Stand } from "../../cli/hall.ts";
import type { Daemon } from "../../daemon/main.ts";
import type { ScreenName } from "../../daemon/screen.ts";
import type { Phrase } from "../../words/language.ts";
import { until } from "../stand.ts";

/** How a person comes to the kiosk. */
export type Way = {
  readonly language: "zh" | "en";
  /** Fingers alone, or a keyboard alone. */
  readonly input: "touch" | "keyboard";
  readonly size: readonly [widthPx: number, heightPx: number];
};

export const upright = [1080, 1920] as const;
export const sideways = [1920, 1080] as const;

const tabsMost = 60;
/** Nobody reads a question faster; a second strike within half a second of the first is taken for a trembling hand. */
const readMs = 550;

/** One person before a real terminal: sees by the daemon's word and the page's, and does what their way allows. */
export async function walker(page: Page, daemon: Daemon, stand: Stand, way: Way) {
  const touches: CDPSession = await page.context().newCDPSession(page);
  const said = (phrase: Phrase): string => phrase[way.language];
  const button = (phrase: Phrase) =>
    page.getByRole("button", { name: new RegExp(`^${escaped(said(phrase))}`) }).first();

  /** Tab after Tab, as somebody does who has no pointer. */
  async function tabTo(phrase: Phrase): Promise<void> {
    const wanted = button(phrase);
    await wanted.waitFor();
    for (let tabs = 0; tabs < tabsMost; tabs += 1) {
      if ((await wanted.and(page.locator(":focus")).count()) === 1) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not come to ${said(phrase)}`);
  }

  /** Presses until `over`: a real touch, or a key that stays down. */
  async function hold(phrase: Phrase, over: () => Promise<void>): Promise<void> {
    if (way.input === "keyboard") {
      await tabTo(phrase);
      await page.keyboard.down("Enter");
      await over();
      await page.keyboard.up("Enter");
      return;
    }
    await button(phrase).waitFor();
    const box = await button(phrase).boundingBox();
    if (box === null) throw new Error(`${said(phrase)} is not in sight`);
    const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
    await touches.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
    await over();
    await touches.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  }

  return {
    /** The screen, by the daemon's word, and its question on the page. */
    async sees(name: ScreenName, question?: Phrase): Promise<void> {
      await until(`the screen ${name}`, () => daemon.screen().name === name, 20_000).catch(
        (error: unknown) => {
          throw new Error(`there is another one: ${JSON.stringify(daemon.screen())}`, { cause: error });
        },
      );
      await page.waitForSelector(`[data-screen="${name}"]`);
      if (question !== undefined)
        await expect.poll(() => page.locator("h1").textContent()).toBe(said(question));
    },
    async press(phrase: Phrase): Promise<void> {
      if (way.input === "touch") {
        await button(phrase).waitFor();
        await page.waitForTimeout(readMs);
        await button(phrase).tap();
        return;
      }
      await tabTo(phrase);
      await page.keyboard.press("Enter");
    },
    hold,
    /** Whatever is in sight of the person. */
    text: () => page.locator(".kiosk").innerText(),
    insert: (id: string) => stand.card({ op: "insert", id }),
    pull: () => stand.card({ op: "pull" }),
  };
}
export type Walker = Awaited<ReturnType<typeof walker>>;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
