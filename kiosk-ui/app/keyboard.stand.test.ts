import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPageStand, type PageStand } from "./page-stand.ts";

/** The keyboard on the screen, where a technician signs in with nothing but fingers. */
let stand: PageStand;
beforeAll(async () => {
  stand = await openPageStand();
});
afterAll(() => stand.close());

test.each([
  [1080, 1920],
  [390, 844],
])(
  "a finger types into the field it touched, at %i x %i, and a mouse is shown no keyboard",
  async (width, height) => {
    const context = await stand.browser.newContext({ viewport: { width, height }, hasTouch: true });
    const page = await context.newPage();
    await page.goto(`${stand.address}?face=diagnostics&lang=en`);
    const [staff, code] = [page.getByLabel("Staff id"), page.getByLabel("Code")];
    const keyboard = page.getByRole("group", { name: "On-screen keyboard" });
    const press = (name: string) => keyboard.getByRole("button", { name, exact: true }).tap();

    await staff.click();
    expect(await keyboard.count()).toBe(0);

    await staff.tap();
    await press("Shift");
    await press("T");
    await press("Shift");
    for (const name of ["-", "0", "8", "7"]) await press(name);
    await press("Erase");
    await press("Erase");
    await press("7");
    await expect.poll(() => staff.inputValue()).toBe("T-07");
    // The field kept the focus, so that a keyboard that is plugged in goes on where the finger stopped.
    expect(await staff.evaluate((field) => field === field.ownerDocument.activeElement)).toBe(true);

    await code.tap();
    for (const name of ["a", "1"]) await press(name);
    await expect.poll(() => code.inputValue()).toBe("a1");
    expect(await staff.inputValue()).toBe("T-07");

    const heights = await keyboard
      .getByRole("button")
      .evaluateAll((keys) => keys.map((key) => key.getBoundingClientRect().height));
    expect(heights).toHaveLength(42);
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(60);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    await press("Close keyboard");
    await expect.poll(() => keyboard.count()).toBe(0);
    await context.close();
  },
);
