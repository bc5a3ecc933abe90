import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { putUpStand, type Stand } from "../../cli/hall.ts";
import { startDaemon, type Daemon } from "../../daemon/main.ts";
import { catalogue } from "../../words/errors.ts";
import { agentPhoto } from "../../words/agent-photo.ts";
import { kiosk } from "../../words/kiosk.ts";
import { operationNames, operationsDone, reasonNames } from "../../words/operations.ts";
import { nightly } from "../nightly.ts";
import { papersIn, stateFolder, until } from "../stand.ts";
import { appliedOnline, approve } from "./online.ts";
import { rulesIn, withPhoto } from "./rules-folder.ts";
import { sideways, upright, walker, type Walker, type Way } from "./walk.ts";

/**
 * The journeys as people go them: Debian's Chromium, the built page, the real daemon, pcscd, serialport and centre. In
 * `npm test` each journey once, and every pair of language, input and size once; with CARDHALL_ALL all of them.
 */
const journeys = ["look and freeze", "agent", "torn and copied", "online"] as const;
type Journey = (typeof journeys)[number];
type Plan = Way & { readonly goes: readonly Journey[] };
const pairwise: readonly Plan[] = [
  { language: "zh", input: "touch", size: upright, goes: ["look and freeze"] },
  { language: "zh", input: "keyboard", size: sideways, goes: ["agent"] },
  { language: "en", input: "touch", size: sideways, goes: ["torn and copied"] },
  { language: "en", input: "keyboard", size: upright, goes: ["online"] },
];
const everything: readonly Plan[] = (["zh", "en"] as const).flatMap((language) =>
  (["touch", "keyboard"] as const).flatMap((input) =>
    [upright, sideways].map((size) => ({ language, input, size, goes: journeys })),
  ),
);

let browser: Browser;
beforeAll(async () => {
  process.env["CARDHALL_LOG"] = "silent";
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      ...["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
      // A fake camera, since there can be none here: a moving test picture, granted without a question.
      ...["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
    ],
  });
});
afterAll(() => browser.close());

describe.each(nightly ? everything : pairwise)("$language, $input, $size", (plan) => {
  const state = stateFolder();
  let stand: Stand;
  let daemon: Daemon;
  let page: Page;
  let at: Walker;
  const complaints: string[] = [];

  beforeAll(async () => {
    // Where agents come by, their photo with the holder is asked for.
    const rules = plan.goes.includes("agent") && rulesIn(join(state.dir, "rules"), withPhoto("440300"));
    stand = await putUpStand({ stateDir: state.dir, quiet: true, ...(rules && { rules }) });
    daemon = await startDaemon(stand.daemonConfig);
    const [width, height] = plan.size;
    page = await browser.newPage({ viewport: { width, height }, hasTouch: true });
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(daemon.addressWithCode());
    at = await walker(page, daemon, stand, plan);
  });
  afterAll(async () => {
    await page.context().close();
    await daemon.close();
    await stand.stop();
    state.remove();
    expect(complaints).toEqual([]);
  });

  const begin = plan.language === "zh" ? kiosk.welcome.begin : kiosk.welcome.beginEnglish;
  async function arrive(card: string): Promise<void> {
    await at.sees("welcome");
    await at.press(begin);
    await at.sees("insert-card", kiosk["insert-card"].question);
    await at.insert(card);
    await at.sees("your-card", kiosk["your-card"].question);
  }
  /** The card first, then the paper. */
  async function leaveWithPaper(): Promise<void> {
    await at.sees("take-card", kiosk["take-card"].question);
    await at.pull();
    await at.sees("take-certificate");
    await until("the certificate is printed", () => {
      const screen = daemon.screen();
      return screen.name === "take-certificate" && screen.certificate.print === "printed";
    });
    await at.press(kiosk["take-certificate"].continue);
    await at.sees("welcome");
  }
  const newestPaper = (): string => papersIn(state.dir).at(-1) ?? "";

  test.runIf(plan.goes.includes("look and freeze"))(
    "a card is looked at, frozen for a few days, and unfrozen",
    async () => {
      await arrive("card-1");
      expect(await page.content()).not.toContain("371702200105169972");
      await at.hold(kiosk["your-card"].unmask, () =>
        expect.poll(() => page.content()).toContain("371702200105169972"),
      );
      await expect.poll(() => page.content()).not.toContain("371702200105169972");
      await at.press(kiosk["your-card"].showFiles);
      await expect.poll(at.text).toContain("EF05");
      expect(await page.content()).not.toContain("371702200105169972");
      await at.press(kiosk.files.close);

      await at.press(operationNames.freeze);
      await at.sees("who-asks", kiosk["who-asks"].question(operationNames.freeze));
      await at.press(kiosk["who-asks"].holder);
      await at.sees("freeze-form", kiosk["freeze-form"].question);
      await at.press(kiosk["freeze-form"].temporary);
      await at.press(reasonNames["not-used-now"]);
      await at.sees("confirm");
      expect(await at.text()).toMatch(plan.language === "zh" ? /到期卡自动恢复/ : /works again by itself/);
      await at.press(kiosk.confirm.yes(operationNames.freeze));
      await at.sees("result", operationsDone.freeze);
      await at.press(kiosk.result.continue);
      await leaveWithPaper();
      expect(newestPaper()).toContain("挂失");

      await arrive("card-1");
      await at.press(operationNames.unfreeze);
      await at.press(kiosk["who-asks"].holder);
      await at.press(reasonNames["card-found"]);
      await at.press(kiosk.confirm.yes(operationNames.unfreeze));
      await at.sees("result", operationsDone.unfreeze);
      await at.press(kiosk.result.continue);
      await leaveWithPaper();
      // Nothing of the visit is left for the next person.
      expect(await page.locator(".kiosk").innerHTML()).not.toMatch(/赵|371702/);
    },
  );

  test.runIf(plan.goes.includes("agent"))(
    "somebody with the holder's papers and a photo of both cancels a card once a clerk agrees, and the wrong papers are refused",
    async () => {
      await arrive("card-2");
      await at.press(operationNames.cancel);
      await at.press(kiosk["who-asks"].agent);
      await at.sees("identity", kiosk.identity["agent-id"]);
      await stand.counter({ op: "place-id", card: "card-2" });
      await expect.poll(at.text).toContain(catalogue["id-card-is-holders"].what[plan.language]);
      await stand.counter({ op: "place-id", card: "card-3" });
      await at.press(kiosk.identity.again);
      await expect
        .poll(() => page.locator("h1").textContent())
        .toBe(kiosk.identity["holder-id"][plan.language]);
      await stand.counter({ op: "place-id", card: "card-2" });
      await identityMissingOr("mandate");
      await stand.counter({ op: "scan", text: "https://example.invalid/not-a-number" });
      await expect.poll(at.text).toContain(catalogue["mandate-not-recognised"].what[plan.language]);
      await at.press(kiosk.identity.again);
      await until("the scanner is asked again", () => {
        const screen = daemon.screen();
        return screen.name === "identity" && screen.fault === undefined;
      });
      await stand.counter({ op: "scan", text: "WT-2026-000317" });
      await at.sees("agent-photo", agentPhoto.question);
      await at.press(agentPhoto.take);
      await page.getByRole("heading", { name: agentPhoto.look[plan.language] }).waitFor();
      await at.press(agentPhoto.again);
      await at.press(agentPhoto.take);
      await at.press(agentPhoto.use);
      await at.press(reasonNames["settled-abroad"]);
      await at.sees("confirm");
      expect(await at.text()).toContain(kiosk.confirm.agent[plan.language]);
      await at.hold(kiosk.confirm.hold(operationNames.cancel), () =>
        until("the write begins", () => daemon.screen().name !== "confirm"),
      );
      await at.sees("fault");
      const refused = daemon.screen();
      const number = refused.name === "fault" ? (refused.operationNo ?? "") : "";
      await at.pull();
      await at.sees("welcome");
      expect(await page.locator("video, canvas").count(), "nothing of the photo is left").toBe(0);
      const jpeg = Buffer.from((await approve(stand.centreUrl, number, "dev-clerk-3")) ?? "", "base64");
      expect([...jpeg.subarray(0, 3), ...jpeg.subarray(-2)]).toEqual([0xff, 0xd8, 0xff, 0xff, 0xd9]);
      expect(jpeg.length).toBeGreaterThan(5_000);

      await arrive("card-2");
      await at.press(kiosk["your-card"].continueApplication(operationNames.cancel));
      await at.hold(kiosk.confirm.hold(operationNames.cancel), () =>
        until("the write begins", () => daemon.screen().name !== "confirm"),
      );
      await at.sees("result", operationsDone.cancel);
      await at.press(kiosk.result.continue);
      await leaveWithPaper();
      expect(newestPaper()).toContain("注销");
      expect(newestPaper()).toMatch(/代办人\s+\S\*/);
      // Neither name nor photo was ever on the terminal's disk.
      const { stateDir } = stand.daemonConfig;
      const kept = readdirSync(stateDir).filter((name) => name.startsWith("journal"));
      expect(kept.some((name) => readFileSync(join(stateDir, name)).includes("WT-2026-000317"))).toBe(true);
      for (const name of kept) {
        const bytes = readFileSync(join(stateDir, name));
        expect([bytes.includes("阿依丁"), bytes.includes(jpeg.subarray(0, 64))]).toEqual([false, false]);
        expect(bytes.includes(jpeg.toString("base64").slice(0, 64))).toBe(false);
      }

      /** The card of the step before may still lie there and be read once more: then it is asked for again. */
      async function identityMissingOr(proof: "mandate"): Promise<void> {
        await until(`the ${proof} is asked for`, async () => {
          const screen = daemon.screen();
          if (screen.name === "identity" && screen.fault !== undefined) await at.press(kiosk.identity.again);
          return screen.name === "identity" && screen.proof === proof;
        });
      }
    },
  );

  test.runIf(plan.goes.includes("torn and copied"))(
    "a card torn out while it is cancelled is asked for again and finished, and its certificate is had once more",
    async () => {
      await arrive("card-3");
      await at.press(operationNames.cancel);
      await at.press(kiosk["who-asks"].holder);
      await at.press(reasonNames["moved-away"]);
      await at.sees("confirm");
      await stand.card({ op: "tear", apdu: 9, when: "before" });
      await at.hold(kiosk.confirm.hold(operationNames.cancel), () =>
        until("the write begins", () => daemon.screen().name !== "confirm"),
      );
      await at.sees("put-card-back", kiosk["put-card-back"].question);
      await at.insert("card-3");
      await at.sees("result", operationsDone.cancel);
      await at.press(kiosk.result.continue);
      await leaveWithPaper();
      expect(newestPaper()).not.toContain("补打");

      const papers = papersIn(state.dir).length;
      await arrive("card-3");
      await at.press(kiosk["your-card"].again);
      await leaveWithPaper();
      expect(papersIn(state.dir)).toHaveLength(papers + 1);
      expect(newestPaper()).toContain("补打");
    },
  );

  test.runIf(plan.goes.includes("online"))(
    "what was applied for at home is seen, finished and printed at the kiosk, and a clerk is called on the way",
    async () => {
      const number = await appliedOnline(stand.centreUrl, {
        nationalNumber: "371702200105169972",
        name: "赵青禾",
      });
      await arrive("card-1");
      await expect.poll(at.text).toContain(number);
      await at.press(kiosk.frame.help);
      await at.press(kiosk.frame.callClerk);
      await expect.poll(at.text).toContain(kiosk.frame.clerkCalled[plan.language]);
      await at.press(kiosk.frame.close);
      await at.press(kiosk["your-card"].continueApplication(operationNames.cancel));
      await at.sees("confirm");
      expect(await at.text()).toContain(reasonNames["moved-away"][plan.language]);
      await at.hold(kiosk.confirm.hold(operationNames.cancel), () =>
        until("the write begins", () => daemon.screen().name !== "confirm"),
      );
      await at.sees("result", operationsDone.cancel);
      await at.press(kiosk.result.continue);
      await leaveWithPaper();
      expect(newestPaper()).toContain("注销");
    },
  );
});
