import { afterAll, beforeAll, expect, test } from "vitest";
import { kiosk } from "../../words/kiosk.ts";
import { openPageStand, show, token, type PageStand } from "./page-stand.ts";

/** What is left of one person for the next: nothing. */
let stand: PageStand;
beforeAll(async () => {
  stand = await openPageStand();
});
afterAll(() => stand.close());

/** What was done; signs of life come at most every ten seconds, whenever those are over. */
const types = () =>
  stand.heard
    .map((message) => (message as { action: { type: string } }).action.type)
    .filter((type) => type !== "touch");

test("between people screen, storage, clipboard, marks and history are empty, and nothing can be copied meanwhile", async () => {
  const { page, link } = await stand.visit("your-card-shown");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const everything = () => page.evaluate(() => document.documentElement.outerHTML);
  expect(await everything()).toContain("371702200105169972");

  // Somebody tries to take a name along.
  await page.evaluate(() => getSelection()?.selectAllChildren(document.body));
  await page.keyboard.press("Control+C");
  expect(await page.evaluate(() => navigator.clipboard.readText())).not.toContain("371702");
  await page.evaluate(() => navigator.clipboard.writeText("371702200105169972"));

  show(link, "goodbye");
  await page.waitForSelector('[data-screen="goodbye"]');
  show(link, "welcome");
  await page.waitForSelector('[data-screen="welcome"]');
  expect(await everything()).not.toMatch(/371702|赵青禾|赵\*禾|H02600118|0118/);
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("");
  expect(await page.evaluate(() => String(getSelection()))).toBe("");
  const kept = await page.evaluate(async () => ({
    session: Object.fromEntries(Object.entries(sessionStorage)),
    local: Object.fromEntries(Object.entries(localStorage)),
    cookies: document.cookie,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    address: location.href,
    history: history.length,
  }));
  expect(kept).toEqual({
    session: { "cardhall.token": token },
    local: {},
    cookies: "",
    databases: 0,
    caches: 0,
    address: stand.address,
    history: expect.any(Number) as number,
  });
  await page.context().close();
});

test("what is masked is shown while a button is held, by finger or by key, and not a moment longer", async () => {
  const { page, link } = await stand.visit("your-card");
  const text = () => page.locator(".kiosk").innerHTML();
  expect(await text()).not.toContain("371702200105169972");
  const hold = page.getByRole("button", { name: kiosk["your-card"].unmask.zh });
  await hold.hover();
  await page.mouse.down();
  await expect.poll(types).toContain("show-personal");
  show(link, "your-card-shown");
  await expect.poll(text).toContain("371702200105169972");
  await page.mouse.up();
  await expect.poll(types).toContain("hide-personal");
  show(link, "your-card");
  await expect.poll(text).not.toContain("371702200105169972");

  // Slipping off the button lets go of it, and so does a change of screen under the finger.
  stand.heard.length = 0;
  await page.mouse.down();
  await page.mouse.move(10, 10);
  await page.mouse.up();
  await expect.poll(types).toEqual(["show-personal", "hide-personal"]);
  stand.heard.length = 0;
  await hold.focus();
  await page.keyboard.down("Space");
  await expect.poll(types).toContain("show-personal");
  show(link, "welcome");
  await expect.poll(types).toContain("hide-personal");
  await page.keyboard.up("Space");
  await page.context().close();
});
