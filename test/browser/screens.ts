/**
 * `npm run screens [-- NAME...]`: a picture of every screen into docs/screens, half the kiosk's size, out of the built
 * page and its samples. The same page gives the same picture, so that a change of one is seen as a change of the other.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { drawSmall, openPageStand } from "../../kiosk-ui/app/page-stand.ts";
import { samples } from "../../kiosk-ui/app/samples.ts";
import { smallPng } from "./small-png.ts";

const folder = fileURLToPath(new URL("../../docs/screens/", import.meta.url));
const wanted = process.argv.slice(2);

/** Every face of a screen that looks different; faults differ in their words, so some stand for all. */
const faultsShown = ["card-pulled", "centre-unreachable", "paper-out", "unknown-card", "terminal-fault"];
const looks = [...Object.keys(samples), "one-moment", "not-admitted", "elsewhere"].filter(
  (look) => !/^fault-/.test(look) || faultsShown.includes(look.slice("fault-".length)),
);
/** Beside the plain one, in Chinese: the other language, and what somebody may ask for. */
const alsoShown: Readonly<Record<string, readonly string[]>> = {
  welcome: ["lang=en", "large", "contrast"],
  "your-card": ["lang=en", "large", "large&contrast&speech&lang=en"],
  confirm: ["lang=en", "large", "large&lang=en", "contrast"],
  "identity-agent": ["large"],
  "agent-photo": ["lang=en", "large"],
  writing: ["large"],
  result: ["lang=en"],
};
const sideways = ["welcome", "your-card", "confirm", "take-certificate"];

mkdirSync(folder, { recursive: true });
const stand = await openPageStand();
try {
  for (const [width, height] of [
    [1080, 1920],
    [1920, 1080],
  ] as const) {
    const context = await stand.browser.newContext({
      viewport: { width, height },
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    const small = await context.newPage();
    for (const look of height > width ? looks : sideways)
      for (const mode of height > width ? ["", ...(alsoShown[look] ?? [])] : [""]) {
        const name = [
          look,
          ...mode.split("&").map((part) => part.replace("lang=", "")),
          width > height ? "wide" : "",
        ]
          .filter((part) => part !== "")
          .join("-");
        if (wanted.length > 0 && !wanted.some((part) => name.startsWith(part))) continue;
        await page.goto(`${stand.address}?look=${look}&${mode}`);
        await page.waitForSelector("h1");
        await page.waitForLoadState("networkidle");
        await halve(await page.screenshot(), `${folder}${name}.png`, width / 2, height / 2);
        process.stdout.write(`${name}\n`);
      }

    async function halve(
      picture: Buffer,
      file: string,
      halfWidth: number,
      halfHeight: number,
    ): Promise<void> {
      const address = `data:image/png;base64,${picture.toString("base64")}`;
      const size = { address, halfWidth, halfHeight };
      const rgba = Buffer.from(await small.evaluate(drawSmall, size), "base64");
      writeFileSync(file, smallPng({ width: halfWidth, height: halfHeight, rgba }));
    }
  }
} finally {
  await stand.close();
}
