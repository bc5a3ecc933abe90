import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import type { Screen } from "../../daemon/screen.ts";
import { kiosk } from "../../words/kiosk.ts";
import { operationsUnderWay } from "../../words/operations.ts";
import { sampleFrame, samples } from "./samples.ts";

/**
 * The built page in a real browser, under the content security policy it ships with, before a daemon that the
 * test plays. A gallery look of every screen is measured and held against axe.
 */
const home = fileURLToPath(new URL("../..", import.meta.url));
const built = join(home, "kiosk-ui/dist/app");
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws:";
const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};
const token = "token-of-this-test-0123456789";

/** Read once, as the daemon does: a build that runs meanwhile changes nothing. */
const files = new Map<string, Buffer>();
let server: Server;
let browser: Browser;
let address: string;
const links: WebSocket[] = [];
const heard: unknown[] = [];
const offered: string[] = [];
let codes: string[] = [];

beforeAll(async () => {
  if (!existsSync(join(built, "index.html")))
    execFileSync(execPath, [join(home, "packaging/build-web.mjs")], { stdio: "inherit" });
  for (const name of readdirSync(built, { recursive: true, encoding: "utf8" }))
    if (extname(name) !== "") files.set(`/${name}`, readFileSync(join(built, name)));
  server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (path === "/session") {
      let body = "";
      request.on("data", (part: Buffer) => (body += part.toString()));
      request.on("end", () => {
        const { code } = JSON.parse(body) as { code: string };
        const known = codes.includes(code);
        codes = codes.filter((left) => left !== code);
        response.writeHead(known ? 200 : 401, { "content-type": "application/json" });
        response.end(JSON.stringify(known ? { token } : {}));
      });
      return;
    }
    const name = path === "/" ? "/index.html" : path;
    const file = files.get(name);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "content-type": types[extname(name)] ?? "",
      "content-security-policy": policy,
    });
    response.end(file);
  });
  const sockets = new WebSocketServer({ server, path: "/link", handleProtocols: () => "cardhall.v1" });
  sockets.on("connection", (link, request) => {
    offered.push(request.headers["sec-websocket-protocol"] ?? "");
    link.on("message", (data) => heard.push(JSON.parse((data as Buffer).toString())));
    links.push(link);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
});

afterAll(async () => {
  await browser.close();
  for (const link of links) link.terminate();
  server.close();
});

/** A page whose console must stay silent: a refused inline style or script would be said there. */
async function open(width: number, height: number): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return { page, complaints };
}

test.each([
  ["portrait", 1080, 1920, "zh"],
  ["landscape", 1920, 1080, "en"],
] as const)(
  "every screen fits in %s, can be touched, read and heard",
  async (_name, width, height, language) => {
    const { page, complaints } = await open(width, height);
    for (const look of [...Object.keys(samples), "one-moment", "not-admitted", "elsewhere"]) {
      await page.goto(`${address}?look=${look}&lang=${language}&tray`);
      await page.waitForSelector("h1");
      expect(await page.evaluate(misfits), look).toEqual([]);
      // One of each screen is enough for axe, which is slow; faults differ in their words only.
      if (!ofEachScreen.has(look) || height < width) continue;
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(({ id, nodes }) => [id, nodes[0]?.html]),
        look,
      ).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  },
  120_000,
);

/** The first sample of each screen, and what stands without a frame. */
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

/** Runs in the page: buttons that are small or out of sight, and text that runs out of its box sideways. */
function misfits(): string[] {
  const found: string[] = [];
  for (const button of document.querySelectorAll("button")) {
    const box = button.getBoundingClientRect();
    const least = button.closest(".tray") === null ? 96 : 60;
    if (box.width < least - 0.5 || box.height < least - 0.5) found.push(`small: ${button.textContent}`);
    if (box.right > innerWidth || box.bottom > innerHeight || box.left < 0)
      found.push(`out: ${button.textContent}`);
  }
  for (const box of document.querySelectorAll(".kiosk, .stage, .ask, .choice, .facts, .consequences, .tray"))
    if (box.scrollWidth > box.clientWidth + 1) found.push(`wide: ${box.className}`);
  return found;
}

async function visit(first: Screen["name"]): Promise<{ page: Page; link: WebSocket; complaints: string[] }> {
  codes = ["one-time-code-1"];
  heard.length = 0;
  const before = links.length;
  const { page, complaints } = await open(1080, 1920);
  await page.goto(`${address}#code=one-time-code-1`);
  await expect.poll(() => links.length).toBe(before + 1);
  const link = links.at(-1);
  if (link === undefined) throw new Error("no link");
  show(link, first);
  await page.waitForSelector(`[data-screen="${first}"]`);
  return { page, link, complaints };
}
const show = (link: WebSocket, look: string) => {
  link.send(JSON.stringify(sampleFrame(look, false)));
};
const actions = () => heard.map((message) => (message as { action: { type: string } }).action.type);
const chosen = () => actions().filter((type) => type !== "touch");

test("the code goes away from the address and the token goes over in the subprotocol", async () => {
  const { page } = await visit("welcome");
  expect(page.url()).toBe(address);
  expect(offered.at(-1)?.split(/, ?/)).toEqual(["cardhall.v1", `token.${token}`]);
  await page.reload();
  await expect.poll(() => links.at(-1)?.readyState).toBe(1);
  await page.context().close();
});

test("cancelling is consented to by holding for two seconds, by finger or by key, and by nothing shorter", async () => {
  const { page, link } = await visit("confirm");
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
  // A new screen takes the focus to its question first.
  await page.waitForFunction(() => document.activeElement?.tagName === "H1");
  await hold.focus();
  await page.keyboard.down("Enter");
  await expect.poll(chosen, { timeout: 4_000 }).toEqual(["confirm", "confirm"]);
  await page.keyboard.up("Enter");
  await page.context().close();
}, 30_000);

test("while the card is written there is nothing to press but language and help", async () => {
  const { page } = await visit("writing");
  expect(await page.locator("main button, footer button").count()).toBe(0);
  expect(await page.locator("h1").textContent()).toBe(operationsUnderWay.cancel.zh);
  await page.context().close();
});

test("a language lasts for one visit", async () => {
  const { page, link } = await visit("your-card");
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
  const { page } = await visit("your-card");
  for (let touch = 0; touch < 5; touch += 1) await page.mouse.click(540, 500);
  await page.waitForTimeout(200);
  expect(actions()).toEqual(["touch"]);
  await page.context().close();
});

test("a daemon that goes away takes the visit off the screen, and the page finds it again by itself", async () => {
  const { page, link } = await visit("your-card");
  expect(await page.textContent("body")).toContain("371702");
  const before = links.length;
  link.terminate();
  await page.waitForSelector('[data-screen="one-moment"]');
  expect(await page.textContent("body")).not.toContain("371702");
  await expect.poll(() => links.length, { timeout: 5_000 }).toBe(before + 1);
  const next = links.at(-1);
  if (next) show(next, "welcome");
  await page.waitForSelector('[data-screen="welcome"]');
  await page.context().close();
});

test("a page that was taken over waits for a person to ask for the terminal again", async () => {
  const { page, link } = await visit("welcome");
  const before = links.length;
  link.close(4001, "another screen took over");
  await page.waitForSelector('[data-screen="elsewhere"]');
  await page.waitForTimeout(1_000);
  expect(links.length).toBe(before);
  await page.getByRole("button", { name: kiosk.elsewhere.takeBack.zh }).click();
  await expect.poll(() => links.length).toBe(before + 1);
  await page.context().close();
});

test("a message that is not a frame is never shown", async () => {
  const { page, link } = await visit("welcome");
  link.send('{"v":1,"frameNo":2,"screen":{"name":"lottery"}}');
  await page.waitForSelector('[data-screen="one-moment"]');
  await page.context().close();
});
