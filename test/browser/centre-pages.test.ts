import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEvents } from "../../words/audit-events.ts";
import { tabs } from "../../words/console.ts";
import { consoleTerminals } from "../../words/console-terminals.ts";
import { deskPhoto } from "../../words/desk-photo.ts";
import { desk } from "../../words/desk.ts";
import { nightly } from "../nightly.ts";
import { counterCases, fillQueue } from "./centre-cases.ts";
import { openCentreStand, type CentreStand } from "./centre-stand.ts";
import { samplePhoto } from "./sample-photo.ts";

/** The pages that the centre serves, in Debian's Chromium, before a real centre: by keyboard alone, in both languages. */

const home = fileURLToPath(new URL("../..", import.meta.url));

let stand: CentreStand;
let browser: Browser;
/** Each test enters what it works on: a second try finds nothing of the first. */
let enter: Awaited<ReturnType<typeof counterCases>>;
beforeAll(async () => {
  if (!existsSync(`${home}/kiosk-ui/dist/centre/desk/index.html`))
    execFileSync(process.execPath, [`${home}/packaging/build-web.mjs`], { stdio: "inherit" });
  stand = await openCentreStand();
  await fillQueue(stand);
  await stand.strangeCard("T-3717-0009");
  enter = await counterCases(stand);
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
});
afterAll(async () => {
  await browser.close();
  await stand.close();
});

/** Where pictures are left for whoever wants to look. */
const shots = process.env["CARDHALL_SHOTS"];
const look = async (page: Page, name: string): Promise<void> => {
  if (shots !== undefined && existsSync(shots))
    await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
};

type Opened = { readonly page: Page; readonly complaints: string[] };

/** A page of a person of their own; what its policy refuses would be said on its console. */
async function opened(path: string, size = { width: 1280, height: 800 }): Promise<Opened> {
  const page = await (await browser.newContext({ viewport: size, reducedMotion: "reduce" })).newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // A question that is not answered with 200 is said there too; whether it is told to the person is tested.
    if (message.type() === "error" && !message.text().includes("Failed to load resource"))
      complaints.push(message.text());
  });
  await page.goto(`${stand.url}${path}`);
  return { page, complaints };
}

/** Tab after Tab to the button of this person, as somebody does who has no pointer. */
async function signIn(page: Page, name: string): Promise<void> {
  const button = page.getByRole("button", { name: new RegExp(`^${name}`) });
  await button.waitFor();
  for (let tabs = 0; tabs < 40 && (await button.and(page.locator(":focus")).count()) === 0; tabs += 1)
    await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator(".queue li, .console").first().waitFor();
}

/** In `npm test` each page in one of the languages, in turn; with CARDHALL_ALL each in both. axe is slow. */
let looks = 0;

async function violationsOf(page: Page, language: string): Promise<unknown[]> {
  looks += 1;
  if (!nightly && (looks % 2 === 0) === (language === "zh")) return [];
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
}

/** Next, as often as it takes until the case with this number is open. */
async function comeTo(page: Page, number: string): Promise<void> {
  const wanted = page.locator(`[data-number="${number}"]`);
  const current = page.locator("[data-number][aria-current]");
  const numberOfCurrent = async () =>
    (await current.count()) === 0 ? undefined : await current.first().getAttribute("data-number");
  // A queue that was chosen just now shows the one before it until the centre has answered.
  await wanted.waitFor();
  for (let presses = 0; presses < 60; presses++) {
    const before = await numberOfCurrent();
    if (before === number) break;
    await page.keyboard.press("j");
    await expect.poll(numberOfCurrent).not.toBe(before);
  }
  await page.locator(".case code", { hasText: number }).waitFor();
}

/** Presses the key as soon as its action is open. */
async function act(page: Page, key: string): Promise<void> {
  await page.locator(".actions button:enabled", { hasText: new RegExp(`${key.toUpperCase()}$`) }).waitFor();
  await page.keyboard.press(key);
}

const outcome = (page: Page) => page.locator(".middle > .outcome");

test("two clerks approve by keys alone; neither may decide what they entered or decided before", async () => {
  const fourEyes = await enter.fourEyes();
  const moving = await enter.transferUnderWay();
  const first = await opened("/desk/");
  await signIn(first.page, "林晓雯");
  await comeTo(first.page, fourEyes);
  await first.page.locator(".case", { hasText: "两名工作人员" }).waitFor();
  await act(first.page, "c");
  await outcome(first.page).locator(".done").waitFor();
  await act(first.page, "a");
  await first.page.locator(".case .state.awaiting-second-approval").waitFor();
  await act(first.page, "c");
  await outcome(first.page).getByText("第一次审核是您做的").waitFor();

  const second = await opened("/desk/?lang=en");
  await signIn(second.page, "周敏");
  await comeTo(second.page, fourEyes);
  await second.page.locator(".second-eyes", { hasText: "clerk dev-clerk-1" }).waitFor();
  await act(second.page, "c");
  await outcome(second.page).locator(".done").waitFor();
  await act(second.page, "a");
  await second.page.locator(".case .state.awaiting-card").waitFor();

  // The receiving city says what came of a transfer that it agreed to.
  await second.page.locator(".queue select").selectOption("approved");
  await comeTo(second.page, moving);
  await act(second.page, "y");
  await second.page.locator(".case .state.done").waitFor();
  expect([...first.complaints, ...second.complaints]).toEqual([]);
});

test("a case is returned with a reason and corrected, its name masked until asked for; what is owed is noted", async () => {
  const lossReport = await enter.lossReport();
  const { page } = await opened("/desk/");
  await signIn(page, "林晓雯");
  await comeTo(page, lossReport);
  const name = page.locator(".case dd").first();
  expect(await name.textContent()).toContain("*");
  await page.keyboard.press("u");
  await expect.poll(() => name.textContent()).not.toContain("*");
  await act(page, "c");
  await outcome(page).locator(".done").waitFor();
  await act(page, "r");
  // Typed at once: letters that are keys elsewhere must go into the field.
  await page.keyboard.type("请补签申请表 jkax");
  await page.keyboard.press("Enter");
  await page.locator(".case .state.returned-for-correction").waitFor();
  // The state is said as soon as it was decided; the whole case is read again after that.
  await page.locator(".timeline", { hasText: "请补签申请表 jkax" }).waitFor();
  await act(page, "e");
  await page.locator("form.entry q", { hasText: "jkax" }).waitFor();
  for (const paper of await page.locator("form.entry input[type=checkbox]").all()) await paper.check();
  await page.keyboard.press("Enter");
  await page.locator(".case .state.awaiting-approval").waitFor();
  await page.locator(".second-eyes").waitFor();

  await page.keyboard.press("o");
  await page.keyboard.type(stand.somebody().nationalNumber);
  await page.keyboard.press("Enter");
  await page.locator(".entry .done", { hasText: "未结算的医疗费用: 未结清" }).waitFor();
  await page.locator(".entry .fields input").fill("110105199003072215");
  await page.keyboard.press("Enter");
  await page.locator(".entry .refused", { hasText: "没有找到这位持卡人的卡" }).waitFor();
});

test("a photo of holder and agent is attached at the counter, and seen by the clerk who has claimed the case", async () => {
  const number = await enter.lossReportByAgent();
  const { page, complaints } = await opened("/desk/");
  await signIn(page, "林晓雯");
  await comeTo(page, number);
  const photo = page.locator(".photo-seen img");
  await page.keyboard.press("v");
  await act(page, "c");
  await act(page, "v");
  await photo.waitFor();
  expect(await photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(200);
  expect(await violationsOf(page, "zh")).toEqual([]);
  await look(page, "desk-photo-seen");
  await page.keyboard.press("v");
  await photo.waitFor({ state: "detached" });
  await act(page, "v");
  await photo.waitFor();
  // Given back, it is nobody's to see.
  await act(page, "l");
  await photo.waitFor({ state: "detached" });

  await page.keyboard.press("i");
  await page.getByLabel(desk.byAgent.zh).check();
  const buffer = Buffer.from(samplePhoto, "base64");
  const file = page.locator(".photo-field input");
  await file.setInputFiles({ name: "note.txt", mimeType: "image/jpeg", buffer: Buffer.from("no photo") });
  await page.getByText(deskPhoto.notAPhoto.zh).waitFor();
  await file.setInputFiles({ name: "both.jpg", mimeType: "image/jpeg", buffer });
  await page.getByText(deskPhoto.attached.zh).waitFor();
  expect(await violationsOf(page, "en")).toEqual([]);
  await look(page, "desk-photo-attached");
  expect(complaints).toEqual([]);
});

test("a caller is verified and the card reported lost; a wrong answer is not told apart", async () => {
  const { page } = await opened("/desk/");
  await signIn(page, "马志远");
  await page.keyboard.press("t");
  const { nationalNumber, name, card } = stand.somebody();
  const form = page.locator("form.entry input");
  const fill = async (tail: string, issued: string): Promise<void> => {
    const values = [nationalNumber, name, tail, issued, card.expires_on.slice(0, 7)];
    for (const [n, value] of values.entries()) await form.nth(n).fill(value);
    await page.keyboard.press("Enter");
  };
  await fill("0000", "1999-01");
  await page.getByText("没有核实成功").waitFor();
  await fill(card.card_number.slice(-4), card.issued_on.slice(0, 7));
  await page.getByRole("button", { name: "办理临时挂失" }).click();
  await outcome(page).getByText("已受理").waitFor();
});

test("the browser proves an entry of the audit trail by itself, and finds one that was changed", async () => {
  const { page, complaints } = await opened("/console/");
  await signIn(page, "陆文博");
  await page.getByRole("button", { name: "审计" }).click();
  // Of the seeded past, so that the first signed head covers it.
  await page.locator("form select").selectOption("authorised");
  const others = { hasNotText: auditEvents.authorised.zh };
  await page.locator(".entries strong", others).first().waitFor({ state: "detached" });
  await page.locator(".entries button").nth(1).click();
  await page.locator(".checks").waitFor();
  const checks = () =>
    page.locator(".checks li").evaluateAll((lines) => lines.map((line) => line.getAttribute("class")));
  await expect.poll(checks).toEqual(["holds", "holds", "holds"]);
  // As a centre would answer that hides what was done.
  await page.route("**/staff/v1/audit/*", async (asked) => {
    const answer = await asked.fetch();
    const said = (await answer.json()) as { entry: { event: string } };
    await asked.fulfill({ json: { ...said, entry: { ...said.entry, event: "nothing" } } });
  });
  await page.locator(".entries button").nth(2).click();
  await page.locator(".checks li.fails").waitFor();
  expect(complaints).toEqual([]);
});

test("anybody follows an application on a phone by its number and ID tail, and nobody else does", async () => {
  const { page, complaints } = await opened("/public/?lang=en", { width: 390, height: 844 });
  await page.getByRole("button", { name: "Follow an application" }).click();
  const look = async (number: string, tail: string): Promise<void> => {
    await page.locator("input").nth(0).fill(number);
    await page.locator("input").nth(1).fill(tail);
    await page.keyboard.press("Enter");
  };
  const { number, idTail } = await enter.halfAgreed();
  await look(number, "000000");
  await page.getByText("Nothing was found").waitFor();
  await look(number, idTail);
  await page.getByText("One clerk has agreed").waitFor();
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
  expect(complaints).toEqual([]);
});

/** What is there once each part of a page has been answered. */
const onDesk = [
  ["j", ".timeline li"],
  ["i", ".entry .says li"],
  ["t", ".entry"],
  ["m", ".panel .hint"],
  ["o", ".entry"],
] as const;
test("cards that contradict the register are brought into line from the console, one as the other", async () => {
  for (const terminalId of ["T-3717-0007", "T-3717-0008"]) await stand.strangeCard(terminalId);
  const { page, complaints } = await opened("/console/");
  await signIn(page, "沈若兰");
  await page.getByRole("button", { name: tabs.restoration.zh }).click();
  const rows = page.locator("tbody tr");
  await rows.first().waitFor();
  const before = await rows.count();
  for (const done of [1, 2]) {
    await page.getByRole("button", { name: consoleTerminals.reconcile.zh }).first().click();
    await page.getByText(consoleTerminals.reconciled.zh).waitFor();
    await expect.poll(() => rows.count()).toBe(before - done);
  }
  expect(complaints).toEqual([]);
});

const onConsole = [
  ".horizon",
  ".panel .hint, .terminals li",
  "tbody tr",
  ".lines li",
  "tbody tr",
  ".entries li",
  "tbody tr",
];
const onPublicPage = [".services li", ".choices", "form", "form"];

test.each(["zh", "en"])("axe finds nothing on any page in %s", async (language) => {
  looks = 0;
  const { page } = await opened(`/desk/?lang=${language}`);
  await page.locator(".sign-in li").first().waitFor();
  expect(await violationsOf(page, language), "sign-in").toEqual([]);
  await signIn(page, "周敏");
  await page.locator(".queue li").first().waitFor();
  for (const [key, shown] of onDesk) {
    await page.keyboard.press("Escape");
    await page.evaluate("document.activeElement?.blur()");
    await page.keyboard.press(key);
    await page.locator(shown).first().waitFor();
    expect(await violationsOf(page, language), `desk ${key}`).toEqual([]);
  }
  await page.goto(`${stand.url}/console/?lang=${language}`);
  for (const [tab, shown] of onConsole.entries()) {
    await page.locator(".tabs button").nth(tab).click();
    await page.locator(shown).first().waitFor();
    expect(await violationsOf(page, language), `console ${tab}`).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [errand, shown] of onPublicPage.entries()) {
    await page.goto(`${stand.url}/public/?lang=${language}`);
    if (errand === 0) expect(await violationsOf(page, language), "public").toEqual([]);
    await page.locator(".errands button").nth(errand).click();
    if (errand < 2) await page.locator("select").selectOption("371700");
    await page.locator(shown).first().waitFor();
    expect(await violationsOf(page, language), `public ${errand}`).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth"), `public ${errand}`).toBe(390);
  }
});
