import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readPageFiles } from "../../daemon/page-files.ts";
import { frameOf, screenStand } from "../../daemon/screen-stand.ts";
import * as hostile from "../../kiosk-ui/app/hostile-page.ts";
import type { Target } from "../../kiosk-ui/app/hostile-page.ts";

/**
 * A hostile page in the kiosk's own browser, on an origin of its own and a real server: Debian's Chromium, the built
 * page, the daemon's real screen server. The kiosk is open beside it with a session, and must notice nothing.
 */
const built = new URL("../../kiosk-ui/dist/app/", import.meta.url).pathname;
/** Names that resolve to this machine, as after DNS rebinding. */
const rebound = "kiosk.evil.test";
/** The worst code for us that a form could spend: a form writes "=" between a name and its value. */
const formCode = "=code-4";

let browser: Browser;
let evil: Server;
let evilPort = 0;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", `--host-resolver-rules=MAP *.evil.test 127.0.0.1`],
  });
  evil = createServer((_request, response) => {
    response
      .writeHead(200, { "content-type": "text/html" })
      .end("<!doctype html><title>A prize</title><body>");
  });
  await new Promise<void>((listening) => evil.listen(0, "127.0.0.1", listening));
  evilPort = (evil.address() as AddressInfo).port;
});
afterAll(async () => {
  await browser.close();
  evil.closeAllConnections();
  evil.close();
});

// Another site altogether; and the same host on another port, which browsers count as the same site.
describe.each([
  ["another site", () => `http://page.evil.test:${String(evilPort)}/`],
  ["another port of this machine", () => `http://127.0.0.1:${String(evilPort)}/`],
])("a page from %s", (_name, home) => {
  let stand: Awaited<ReturnType<typeof screenStand>>;
  let context: BrowserContext;
  let kiosk: Page;
  let page: Page;
  let target: Target;
  const complaints: string[] = [];
  let staffHeard = 0;

  beforeEach(async () => {
    complaints.length = 0;
    staffHeard = 0;
    stand = await screenStand({
      files: readPageFiles(built),
      mintToken: () => "token-that-only-the-kiosk-has-0123456789",
      onStaff: () => {
        staffHeard += 1;
        return Promise.resolve({ ok: true, token: "staff" });
      },
    });
    stand.codes.add("a-code-of-the-kiosk").add(formCode);
    stand.server.show(frameOf({ name: "welcome" }));
    context = await browser.newContext({ viewport: { width: 1080, height: 1920 } });
    kiosk = await context.newPage();
    kiosk.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await kiosk.goto(`${stand.server.url}#code=a-code-of-the-kiosk`);
    await kiosk.waitForSelector('[data-screen="welcome"]');
    page = await context.newPage();
    await page.goto(home());
    // The worst case for us: it guesses a code that is really good.
    target = { address: stand.server.url, guess: "code-1" };
  });
  /** After every attack: no code spent, no session, nothing done, and the kiosk goes on. */
  afterEach(async () => {
    expect([...stand.codes].sort()).toEqual([formCode, "code-1", "code-2", "code-3"]);
    expect(stand.hashes.size).toBe(1);
    expect([stand.actions, stand.demos, stand.photos, staffHeard]).toEqual([[], [], [], 0]);
    stand.server.show(frameOf({ name: "insert-card" }));
    await kiosk.waitForSelector('[data-screen="insert-card"]');
    expect(complaints).toEqual([]);
    await context.close();
    await stand.close();
  });

  test("fetches nothing: no page, no session, no diagnostics", async () => {
    const tries = await page.evaluate(hostile.fetchAll, target);
    // An opaque answer is one whose status and words the page does not see.
    for (const { got } of tries) expect(["TypeError: Failed to fetch", "opaque 0 "]).toContain(got);
    expect(tries).toHaveLength(6);
  });

  test("opens no link, with a guessed token, and with one that is really good", async () => {
    const good = "token-that-only-the-kiosk-has-0123456789";
    for (const guess of ["guess", good])
      expect(await page.evaluate(hostile.openSocket, { ...target, guess })).toEqual({ got: "closed 1006" });
  });

  test("buys no session by a form", async () => {
    expect((await page.evaluate(hostile.postForm, { ...target, guess: formCode.slice(1) })).got).toBe(
      "read nothing",
    );
  });

  test("shows the kiosk in no frame, to lie over it", async () => {
    const { got } = await page.evaluate(hostile.frameIt, target);
    expect(got).toBe("frames inside: 0, closed");
    const framed = page.frames().find((frame) => frame !== page.mainFrame());
    expect(await framed?.locator("[data-screen]").count()).toBe(0);
  });

  test("loads none of its parts as its own", async () => {
    const script = [...readPageFiles(built).keys()].find((name) => name.endsWith(".js")) ?? "";
    const tries = await page.evaluate(hostile.embed, { ...target, guess: script });
    expect(tries).toEqual([{ got: "refused" }, { got: "refused" }, { got: "refused" }]);
  });

  test("opens it in a window, has no hold on it, and finds a screen without a session there", async () => {
    const opening = context.waitForEvent("page");
    const { got } = await page.evaluate(hostile.openWindow, target);
    expect(got).toBe("cut off");
    const opened = await opening;
    await opened.waitForSelector(".kiosk, main");
    expect(await opened.locator('[data-screen="welcome"]').count()).toBe(0);
    expect(await opened.evaluate(hostile.inOpenedWindow)).toEqual([null, 0]);
  });

  test("under a name that is made to mean this machine is misdirected", async () => {
    const { port } = new URL(stand.server.url);
    const answer = await page.goto(`http://${rebound}:${port}/`);
    expect(answer?.status()).toBe(421);
    const asked = await page.evaluate(hostile.postSession, "code-1");
    expect(asked).toEqual([421, "misdirected request"]);
    const origin = `http://${rebound}:${port}/`;
    expect(await page.evaluate(hostile.openSocket, { address: origin, guess: "guess" })).toEqual({
      got: "closed 1006",
    });
  });

  test("learns from the time of a refusal only that something listens", async () => {
    const times = [...(await page.evaluate(hostile.timeRefusals, target))].sort((a, b) => a - b);
    // Refused by its origin, before the code is looked at: the time cannot tell of it. Bounded, so that it is not held.
    expect(times[times.length >> 1]).toBeLessThan(500);
  });
});

test("the kiosk's own page works under its policy without one violation", async () => {
  const stand = await screenStand({
    files: readPageFiles(built),
    mintToken: () => "token-0123456789-0123456789",
  });
  stand.codes.add("a-code-of-the-kiosk");
  stand.server.show(frameOf({ name: "welcome" }));
  const page = await browser.newPage();
  await page.addInitScript(hostile.noteViolations);
  await page.goto(`${stand.server.url}#code=a-code-of-the-kiosk`);
  await page.waitForSelector('[data-screen="welcome"]');
  const violations = () => page.evaluate(hostile.violationsNoted);
  expect(await violations()).toEqual([]);
  // The policy is in force: what a script that came in by a name or a note would do is refused, and seen.
  await page.evaluate(hostile.smuggle);
  await expect.poll(violations).toEqual(expect.arrayContaining(["script-src-elem", "script-src-attr"]));
  expect(await page.title()).not.toBe("taken");
  await page.close();
  await stand.close();
});
