import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { putUpStand, type Stand } from "../../cli/hall.ts";
import { person } from "../../cli/person.ts";
import { startDaemon, type Daemon } from "../../daemon/main.ts";
import { hashStaffCode } from "../../daemon/staff-code.ts";
import { openStaffLog } from "../../daemon/staff-log.ts";
import { diagnostics as words } from "../../words/diagnostics.ts";
import { stateFolder, until } from "../stand.ts";

/** Diagnostics: exclusive, negotiated, behind a code, and all of it on record. Real pcscd, serialport, browser. */

const code = "8d-Kestrel";
const pictures = fileURLToPath(new URL("../artifacts/screens/", import.meta.url));
const state = stateFolder();
let stand: Stand;
let daemon: Daemon;
let origin: string;
const logFile = (): string => join(stand.daemonConfig.stateDir, "staff.log");

beforeAll(async () => {
  process.env["CARDHALL_LOG"] ??= "silent";
  mkdirSync(pictures, { recursive: true });
  stand = await putUpStand({ stateDir: state.dir, quiet: true });
  const staff = [{ id: "T-07", codeHash: await hashStaffCode(code, "00112233445566778899aabbccddeeff") }];
  daemon = await startDaemon({ ...stand.daemonConfig, staff });
  origin = new URL(daemon.url).origin;
});
afterAll(async () => {
  await daemon.close();
  await stand.stop();
  state.remove();
});

type Said = Record<string, unknown> & { ok: boolean; fault?: string; token: string; ours?: boolean };
async function ask(message: object, headers: Record<string, string> = { origin }): Promise<Said> {
  const answer = await fetch(`${origin}/diagnostics`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(message),
  });
  return answer.status === 200
    ? ((await answer.json()) as Said)
    : { ok: false, fault: String(answer.status), token: "" };
}
const enter = (): Promise<Said> => ask({ op: "enter", staff: "T-07", code });
const did = (): string[] =>
  openStaffLog(logFile())
    .entries()
    .map((entry) => entry.did);

test("no code, no word: other origins, unknown tokens and wrong codes get nothing", async () => {
  expect(await ask({ op: "enter", staff: "T-07", code }, { origin: "http://evil.example" })).toMatchObject({
    fault: "403",
  });
  expect(await ask({ op: "look", token: "guessed" })).toMatchObject({ ok: false, fault: "not-let-in" });
  expect(await ask({ op: "enter", staff: "T-07", code: "wrong" })).toMatchObject({
    ok: false,
    fault: "not-let-in",
  });
  expect(await ask({ op: "enter", staff: "nobody", code })).toMatchObject({ ok: false, fault: "not-let-in" });
  expect(await ask({ op: "format-disk", token: "" })).toMatchObject({ ok: false, fault: "not-understood" });
  expect(daemon.screen().name).not.toBe("out-of-service");
});

test("the visit under way ends first: its write is finished, its card taken, then the terminal is the technician's", async () => {
  let entered: Said | undefined;
  const stop = daemon.watch((screen) => {
    if (screen.name !== "writing" || entered !== undefined) return;
    entered = { ok: false, token: "" };
    void enter().then((said) => {
      entered = said;
    });
  });
  const visit = await person(daemon, stand.card, { kind: "freeze", card: "card-1" });
  stop();
  expect(visit.certificateNo).toMatch(/^371700-/);
  expect(entered).toMatchObject({ ok: true, ours: false });
  const { token } = entered!;
  await until("the terminal is ours", async () => (await ask({ op: "look", token })).ours === true);
  expect(daemon.screen()).toEqual({ name: "out-of-service", fault: "in-maintenance" });

  // A card put in now is the technician's: no visit begins.
  await stand.card({ op: "insert", id: "card-2" });
  await until("the card lies there", () => daemon.device().reader.media === "present");
  expect(daemon.screen()).toMatchObject({ fault: "in-maintenance" });
  const sent = await ask({
    op: "apdu",
    token,
    apdus: ["00A4040009A00000000386980701", "0084000004", "00FF000000"],
  });
  expect(sent).toMatchObject({ ok: true });
  const exchanges = sent["exchanges"] as { statusWord: string; meaning: { en: string } | null }[];
  expect(exchanges.length).toBe(3);
  expect(exchanges[2]).toMatchObject({ statusWord: "6D00", meaning: { en: "Instruction not supported" } });
  expect(await ask({ op: "apdu", token, apdus: ["0020000003123456"] })).toMatchObject({
    fault: "pin-not-here",
  });

  const loop = await ask({ op: "loop", token, rounds: 100 });
  expect(loop).toMatchObject({ ok: true, rounds: 100, errors: 0 });
  expect((loop["bars"] as number[]).reduce((sum, count) => sum + count, 0)).toBe(100);
  const tree = await ask({ op: "tree", token });
  expect(tree).toMatchObject({ ok: true });
  expect((tree["lines"] as object[]).length).toBeGreaterThan(5);
  expect(await ask({ op: "print-test", token })).toMatchObject({ ok: true, outcome: { kind: "printed" } });
  expect(await ask({ op: "report", token })).toMatchObject({ ok: true, report: { ok: true } });

  await ask({ op: "leave", token });
  // The card that still lies there is served now, as any card is.
  await until("the card is shown", () => daemon.screen().name === "your-card");
  expect(await ask({ op: "look", token })).toMatchObject({ fault: "not-let-in" });
  await stand.card({ op: "pull" });
});

test("all of it is on record, in order, without codes or what was sent; a changed record is seen", () => {
  expect(did()).toEqual([
    "refused",
    "refused",
    "entered",
    "apdu",
    "loop test",
    "file tree",
    "print test",
    "left",
  ]);
  const text = readFileSync(logFile(), "utf8");
  for (const secret of [code, "A00000000386980701", "123456"]) expect(text).not.toContain(secret);
  expect(openStaffLog(logFile()).verify()).toMatchObject({ entries: 8 });
  expect(openStaffLog(logFile()).verify().brokenAt).toBeUndefined();
  const copy = join(state.dir, "copy.log");
  writeFileSync(copy, text.replace('"loop test"', '"left"'));
  expect(openStaffLog(copy).verify().brokenAt).toBe(5);
  expect(() => openStaffLog(copy).append({ atMs: 0, staff: "", did: "entered" })).toThrow("chain broken");
  writeFileSync(copy, text);
  // Cut off by the power: it was never done. As a whole line it is somebody's.
  appendFileSync(copy, "half a li");
  expect(openStaffLog(copy).verify()).toMatchObject({ entries: 8 });
  appendFileSync(copy, "ne\n");
  expect(openStaffLog(copy).verify().brokenAt).toBe(9);
});

describe("the page", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-quic"],
    });
  });
  afterAll(() => browser.close());

  test.each([
    ["phone", 390, 844],
    ["desktop", 1280, 800],
  ] as const)(
    "on a %s: findings first, devices, console, tests; nothing is wider than the screen",
    async (name, width, height) => {
      await until(
        "welcome",
        () => {
          // The last technician's card was pulled while a visit just began: its fault waits 30 s for a reader.
          const { name: shown } = daemon.screen();
          if (shown === "goodbye" || shown === "fault") daemon.act({ type: "continue" });
          return shown === "welcome";
        },
        30_000,
      );
      const page = await browser.newPage({ viewport: { width, height } });
      const complaints: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.goto(`${origin}/diagnostics?lang=${name === "phone" ? "zh" : "en"}`);
      const tongue = name === "phone" ? "zh" : "en";
      const press = (word: { zh: string; en: string }) =>
        page.getByRole("button", { name: word[tongue] }).click();
      await page.getByLabel(words.staff[tongue]).fill("T-07");
      await page.getByLabel(words.code[tongue]).fill("not this");
      await press(words.enter);
      await page.getByText(words.faults["not-let-in"][tongue]).waitFor();
      await page.screenshot({ path: `${pictures}diagnostics-${name}-entry.png` });
      await page.getByLabel(words.code[tongue]).fill(code);
      await press(words.enter);
      await page.getByText(words.ours[tongue]).waitFor();
      await stand.card({ op: "insert", id: "card-3" });
      await page.getByText("profile-unconfirmed").first().waitFor();
      await until("the card lies there", () => daemon.device().reader.media === "present");
      await press(words.send);
      await page.locator(".exchanges li").first().waitFor();
      await press(words.runLoop);
      await page.locator(".histogram").waitFor();
      await press(words.printTest);
      await page.locator(".outcome").waitFor();
      await press(words.readTree);
      await page.locator(".tree li").first().waitFor();
      await stand.counter({ op: "place-id", card: "card-1" });
      await press(words.deviceNames["id-reader"]);
      await page.locator(".tries [role=status]").filter({ hasText: / ms$/ }).waitFor();
      await stand.counter({ op: "lift-id" });
      const shown = (await page.locator(".diagnostics").textContent()) ?? "";
      // The person on the identity card is nobody's business here, and a Chinese page has no English states.
      expect(shown).not.toContain("赵青禾");
      expect(shown).not.toContain("371702200105169972");
      if (tongue === "zh")
        expect(shown).not.toMatch(/(online|offline|closed|printed|present|unknown|starting)/);
      await page.screenshot({ path: `${pictures}diagnostics-${name}.png` });
      const desk = page.locator(".diagnostics");
      const overflow = await desk.evaluate((element) => element.scrollWidth - element.clientWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      // The whole of it in one picture, for whoever looks at it.
      const whole = await desk.evaluate((element) => element.scrollHeight);
      await page.setViewportSize({ width, height: Math.min(whole + 20, 6_000) });
      await page.screenshot({ path: `${pictures}diagnostics-${name}-whole.png` });
      expect(await page.locator("h2").first().textContent()).toBe(words.findings[tongue]);
      expect(complaints).toEqual([]);
      await press(words.leave);
      await stand.card({ op: "pull" });
      await page.close();
    },
  );
});

test("after five wrong codes nobody gets in for a while, not even with the right one, and a restart forgets nothing", async () => {
  for (let wrong = 0; wrong < 5; wrong++) await ask({ op: "enter", staff: "T-07", code: "wrong" });
  expect(await enter()).toMatchObject({ ok: false, fault: "locked" });
  await daemon.close();
  const staff = [{ id: "T-07", codeHash: await hashStaffCode(code, "00112233445566778899aabbccddeeff") }];
  daemon = await startDaemon({ ...stand.daemonConfig, staff });
  origin = new URL(daemon.url).origin;
  expect(await enter()).toMatchObject({ ok: false, fault: "locked" });
});
