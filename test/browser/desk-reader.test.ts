import { existsSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { putUpStand, type Stand } from "../../cli/hall.ts";
import { startDaemon, type Daemon } from "../../daemon/main.ts";
import type { Action, ScreenName } from "../../daemon/screen.ts";
import { auditEvents } from "../../words/audit-events.ts";
import { consoleTerminals } from "../../words/console-terminals.ts";
import { tabs } from "../../words/console.ts";
import { deskPhoto } from "../../words/desk-photo.ts";
import { deskReader } from "../../words/desk-reader.ts";
import { kiosk } from "../../words/kiosk.ts";
import { operationNames, reasonNames } from "../../words/operations.ts";
import { documentNames } from "../../words/regional-rules.ts";
import { papersIn, stateFolder, until } from "../stand.ts";
import { rulesIn, withPhoto } from "./rules-folder.ts";
import { samplePhoto } from "./sample-photo.ts";

/**
 * The desk's page beside the reader on the desk: Debian's Chromium, the real daemon, pcscd, printer and centre. Two
 * terminals share the one virtual reader, one after the other, as a card is carried from a kiosk to a counter.
 */

/** Where pictures are left for whoever wants to look. */
const shots = process.env["CARDHALL_SHOTS"];

let state: ReturnType<typeof stateFolder>;
let stand: Stand;
let browser: Browser;
let daemon: Daemon | undefined;
let complaints: string[] = [];

// For each try: a card that was cancelled is cancelled.
beforeEach(async () => {
  process.env["CARDHALL_LOG"] = "silent";
  state = stateFolder();
  complaints = [];
  daemon = undefined;
  const rules = rulesIn(join(state.dir, "rules"), withPhoto("371700"));
  stand = await putUpStand({ stateDir: state.dir, quiet: true, deskOf: "371700", rules });
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
});
afterEach(async () => {
  await browser.close();
  await daemon?.close();
  await stand.stop();
  state.remove();
  expect(complaints).toEqual([]);
});

const sees = (name: ScreenName) => until(`the screen ${name}`, () => daemon?.screen().name === name, 20_000);

/** A kiosk elsewhere in the hall: the same reader, before the desk's terminal has it. */
async function beginAtKiosk(): Promise<void> {
  const { desk: _desk, demo: _demo, ...config } = stand.daemonConfig;
  const hall = { ...config.hall, terminalId: "T-0007" };
  daemon = await startDaemon({ ...config, hall, stateDir: join(state.dir, "kiosk") });
  const go = async (on: ScreenName, ...actions: Action[]): Promise<void> => {
    await sees(on);
    for (const action of actions) daemon?.act(action);
  };
  await sees("welcome");
  await stand.card({ op: "insert", id: "card-1" });
  await go("your-card", { type: "choose", kind: "freeze" });
  await go("who-asks", { type: "say-who", asker: "holder" });
  await go("freeze-form", { type: "choose-form", form: "formal" });
  await go("reason", { type: "give-reason", reason: "misuse-suspected" });
  await sees("confirm");
  // Authorised, and nothing written: the card still says that it is in use.
  await stand.card({ op: "tear", apdu: 6, when: "before" });
  await go("confirm", { type: "confirm" });
  await sees("put-card-back");
  await daemon.close();
}

async function clerkAtDesk(name: string, language: "zh" | "en"): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 860 } })).newPage();
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("Failed to load resource"))
      complaints.push(message.text());
  });
  await page.goto(`${stand.centreUrl}/desk/?lang=${language}`);
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await page.locator(".top .who").waitFor();
  return page;
}

const look = async (page: Page, name: string): Promise<void> => {
  if (shots !== undefined && existsSync(shots)) await page.screenshot({ path: join(shots, `${name}.png`) });
};
const inVisit = (page: Page, screen: ScreenName) => page.locator(`.visit[data-screen="${screen}"]`);

test("a clerk finishes at the desk what was torn at a kiosk, and serves the card with the papers seen; the console tells of it", async () => {
  await beginAtKiosk();
  daemon = await startDaemon(stand.daemonConfig);
  const page = await clerkAtDesk("林晓雯", "zh");

  // The page is opened anew for the desk that the clerk names, and may speak to that terminal alone.
  await page.locator(".desks button:enabled").waitFor();
  await look(page, "desk-reader-choose");
  await page.locator(".desks button").click();
  await inVisit(page, "welcome").waitFor();
  const policy = (await page.request.get(page.url())).headers()["content-security-policy"];
  expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${new URL(daemon.url).port};`);
  await look(page, "desk-reader-empty");

  await stand.card({ op: "insert", id: "card-1" });
  await inVisit(page, "unfinished").waitFor();
  await page.locator(".visit .waits", { hasText: "T-0007" }).waitFor();
  await look(page, "desk-reader-taken-over");
  await page.keyboard.press("1");
  await inVisit(page, "result").waitFor({ timeout: 20_000 });
  expect(await page.locator(".visit .waits").count()).toBe(0);
  await look(page, "desk-reader-result");
  await page.keyboard.press("1");
  await inVisit(page, "take-card").waitFor();
  await stand.card({ op: "pull" });
  await until("the certificate is printed", () => papersIn(state.dir).length === 1, 20_000);
  await inVisit(page, "take-certificate").getByText(kiosk["take-certificate"].printed.zh).waitFor();
  await page.keyboard.press("1");
  await byAgent(page);

  await stand.card({ op: "insert", id: "card-1" });
  await inVisit(page, "your-card").waitFor();
  await look(page, "desk-reader-card");
  await page.locator(".steps button", { hasText: "注销" }).click();
  await inVisit(page, "who-asks").waitFor();
  await page.keyboard.press("1");
  await inVisit(page, "reason").waitFor();
  await page.locator(".steps button", { hasText: reasonNames["moved-away"].zh }).first().click();
  await inVisit(page, "confirm").locator(".papers").waitFor();
  await page.keyboard.press("1");
  await page.keyboard.press("1");
  await page.locator(".visit .refused").waitFor();
  for (const box of await page.locator(".visit .papers input").all()) await box.check();
  await look(page, "desk-reader-papers");
  if (shots !== undefined) {
    await page.getByRole("button", { name: "English" }).click();
    await look(page, "desk-reader-papers-en");
    await page.getByRole("button", { name: "中文" }).click();
  }
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
  // What cannot be undone is asked for twice, anew since the papers changed.
  await page.keyboard.press("1");
  await page.getByText(deskReader.confirmTwice.zh).waitFor();
  await page.keyboard.press("1");
  await inVisit(page, "result").waitFor({ timeout: 20_000 });
  await look(page, "desk-reader-done");
  await onTheConsole();
});

/** Somebody else brings the card: the clerk enters who acts, with their papers and a photo of both, and goes on by keys. */
async function byAgent(page: Page): Promise<void> {
  await stand.card({ op: "insert", id: "card-1" });
  await inVisit(page, "your-card").waitFor();
  await page.locator(".steps button", { hasText: operationNames.unfreeze.zh }).click();
  await inVisit(page, "who-asks").waitFor();
  await page.keyboard.press("2");
  await inVisit(page, "reason").waitFor();
  await page.locator(".steps button", { hasText: reasonNames["card-found"].zh }).first().click();
  await inVisit(page, "confirm").locator(".photo-field").waitFor();
  const fields = page.locator(".agreement .fields input");
  const told = ["赵明远", "110105199003072215", "POA-2026-0031", "2026-01-01", "2027-12-31"];
  for (const [n, value] of told.entries()) await fields.nth(n).fill(value);
  for (const box of await page.locator(".agreement .papers input").all()) await box.check();
  await page.keyboard.press("1");
  await page.locator(".visit .refused", { hasText: documentNames["photo-of-both"].zh }).waitFor();
  const buffer = Buffer.from(samplePhoto, "base64");
  await page
    .locator(".photo-field input")
    .setInputFiles({ name: "both.jpg", mimeType: "image/jpeg", buffer });
  await page.getByText(deskPhoto.attached.zh).waitFor();
  await look(page, "desk-reader-agent");
  if (shots !== undefined) {
    await page.getByRole("button", { name: "English" }).click();
    await look(page, "desk-reader-agent-en");
    await page.getByRole("button", { name: "中文" }).click();
  }
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
  await page.locator(".photo-field input").focus();
  await page.keyboard.press("1");
  await inVisit(page, "result").waitFor({ timeout: 20_000 });
  await page.keyboard.press("1");
  await inVisit(page, "take-card").waitFor();
  await stand.card({ op: "pull" });
  await until("the agent's certificate", () => papersIn(state.dir).length === 2, 20_000);
  expect(papersIn(state.dir).at(-1)).toMatch(/代办人\s+赵\*远/);
  await inVisit(page, "take-certificate").getByText(kiosk["take-certificate"].printed.zh).waitFor();
  await page.keyboard.press("1");
}

/** A terminal is shut out with a reason, one leaves its desk, and the trail names who served. */
async function onTheConsole(): Promise<void> {
  const page = await clerkAtDesk("沈若兰", "zh");
  await page.goto(`${stand.centreUrl}/console/`);
  await page.getByRole("button", { name: "终端", exact: true }).click();
  const terminal = (id: string) => page.locator(".terminals li", { hasText: id });
  await terminal("T-0007").getByRole("button", { name: consoleTerminals.quarantine.zh }).click();
  await look(page, "console-quarantine");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator(".terminals li.quarantined", { hasText: "T-0007" }).waitFor();
  await terminal("T-0001").getByRole("button", { name: consoleTerminals.unplace.zh }).click();
  await terminal("T-0001").getByRole("button", { name: consoleTerminals.place.zh }).waitFor();
  await page.locator("form.fields input").fill("T-0009");
  await page.keyboard.press("Enter");
  await page.getByText(consoleTerminals.noListener.zh).waitFor();
  await look(page, "console-terminals-desk");
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);

  const auditor = await clerkAtDesk("陆文博", "zh");
  await auditor.goto(`${stand.centreUrl}/console/`);
  await auditor.getByRole("button", { name: tabs.audit.zh, exact: true }).click();
  await auditor.locator("form select").selectOption("at-desk");
  await auditor.locator(".entries strong", { hasText: auditEvents["at-desk"].zh }).nth(2).click();
  const detail = auditor.locator(".panel code", { hasText: '"from":"T-0007"' });
  expect(await detail.textContent()).toContain('"clerk":"dev-clerk-1"');
  await look(auditor, "console-audit-desk");
}
