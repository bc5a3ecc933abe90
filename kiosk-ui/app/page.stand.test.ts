import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { catalogue } from "../../words/errors.ts";
import { kiosk } from "../../words/kiosk.ts";
import { operationsUnderWay } from "../../words/operations.ts";
import { openPageStand, show, token, type PageStand } from "./page-stand.ts";

/** The built page and its link: what it sends, what it shows, and what it refuses to show. */
let stand: PageStand;
beforeAll(async () => {
  stand = await openPageStand();
});
afterAll(() => stand.close());

const actions = () => stand.heard.map((message) => (message as { action: { type: string } }).action.type);
const chosen = () => actions().filter((type) => type !== "touch");

test("the code goes away from the address and the token goes over in the subprotocol", async () => {
  const { page } = await stand.visit("welcome");
  await expect.poll(() => page.url()).toBe(stand.address);
  expect(stand.offered.at(-1)?.split(/, ?/)).toEqual(["cardhall.v1", `token.${token}`]);
  await page.reload();
  await expect.poll(() => stand.links.at(-1)?.readyState).toBe(1);
  await page.context().close();
});

test("cancelling is consented to by holding for two seconds, by finger or by key, and by nothing shorter", async () => {
  const { page, link } = await stand.visit("confirm");
  const hold = page.locator(".choice-hold");
  await hold.click();
  await hold.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Space");
  await hold.hover();
  await page.mouse.down();
  await page.waitForTimeout(1_500);
  await page.mouse.up();
  await page.waitForTimeout(800);
  expect(chosen()).toEqual([]);

  await page.mouse.down();
  await expect.poll(chosen, { timeout: 4_000 }).toEqual(["confirm"]);
  await page.mouse.up();

  show(link, "reason");
  await page.waitForSelector('[data-screen="reason"]');
  show(link, "confirm");
  await hold.waitFor();
  // A new screen takes the focus to its question as it comes, and never after: a hold that loses the focus is none.
  await hold.focus();
  await page.keyboard.down("Enter");
  const confirmed = () => chosen().filter((action) => action === "confirm");
  await expect.poll(confirmed, { timeout: 4_000 }).toEqual(["confirm", "confirm"]);
  await page.keyboard.up("Enter");
  await page.context().close();
}, 30_000);

test("while the card is written there is nothing to press but language and help", async () => {
  const { page } = await stand.visit("writing");
  expect(await page.locator("main button, footer button").count()).toBe(0);
  expect(await page.locator("h1").textContent()).toBe(operationsUnderWay.cancel.zh);
  await page.context().close();
});

test("a language lasts for one visit", async () => {
  const { page, link } = await stand.visit("your-card");
  await page.getByRole("button", { name: "English" }).click();
  const heading = page.locator("h1");
  await expect.poll(() => heading.textContent()).toBe(kiosk["your-card"].question.en);
  show(link, "goodbye");
  await expect.poll(() => heading.textContent()).toBe(kiosk.goodbye.question.en);
  show(link, "welcome");
  await expect.poll(() => heading.textContent()).toBe(kiosk.welcome.question.zh);
  await page.context().close();
});

test("many touches are one message", async () => {
  const { page } = await stand.visit("your-card");
  for (let touch = 0; touch < 5; touch += 1) await page.mouse.click(540, 500);
  // Messages keep their order: when the answer is there, so is whatever was said before it.
  await page.locator(".choice-primary").click();
  await expect.poll(actions).toContain("choose");
  expect(actions()).toEqual(["touch", "choose"]);
  await page.context().close();
});

test("where there is no camera the screen says so, calls a clerk once, and offers another try", async () => {
  const { page, link, complaints } = await stand.visit("who-asks");
  show(link, "agent-photo", { clerk: "callable" });
  const says = page.getByRole("heading", { name: catalogue["camera-missing"].what.zh });
  await says.waitFor();
  const calls = () => stand.heard.filter((message) => JSON.stringify(message).includes("call-clerk"));
  await expect.poll(calls).toHaveLength(1);
  show(link, "agent-photo", { clerk: "called" });
  await page.getByText(kiosk.frame.clerkCalled.zh).waitFor();
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  // By keys alone: the question has the focus, and the next one is the answer.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await says.waitFor();
  expect(calls()).toHaveLength(1);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("a daemon that goes away takes the visit off the screen, and the page finds it again by itself", async () => {
  const { page, link } = await stand.visit("your-card");
  expect(await page.textContent("body")).toContain("371702");
  const before = stand.links.length;
  link.terminate();
  await page.waitForSelector('[data-screen="one-moment"]');
  expect(await page.textContent("body")).not.toContain("371702");
  await expect.poll(() => stand.links.length, { timeout: 5_000 }).toBe(before + 1);
  const next = stand.links.at(-1);
  if (next) show(next, "welcome");
  await page.waitForSelector('[data-screen="welcome"]');
  await page.context().close();
});

test("a page that was taken over waits for a person to ask for the terminal again", async () => {
  const { page, link } = await stand.visit("welcome");
  const before = stand.links.length;
  link.close(4001, "another screen took over");
  await page.waitForSelector('[data-screen="elsewhere"]');
  await page.waitForTimeout(1_000);
  expect(stand.links.length).toBe(before);
  await page.getByRole("button", { name: kiosk.elsewhere.takeBack.zh }).click();
  await expect.poll(() => stand.links.length).toBe(before + 1);
  await page.context().close();
});

test("a message that is not a frame is never shown", async () => {
  const { page, link } = await stand.visit("welcome");
  link.send('{"v":1,"frameNo":2,"screen":{"name":"lottery"}}');
  await page.waitForSelector('[data-screen="one-moment"]');
  await page.context().close();
});
