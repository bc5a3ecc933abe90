import { expect, test } from "vitest";
import { deskAction } from "../daemon/screen-messages.ts";
import { readerActs, standingOf } from "../kiosk-ui/app/desk/reader-acts.ts";
import { samples } from "../kiosk-ui/app/samples.ts";

/** What the clerk's page offers on each of the visit's screens is what the desk's door takes, with a digit for each. */
const screens = Object.values(samples);

test("there are screens to try", () => {
  expect(new Set(screens.map(({ name }) => name)).size).toBeGreaterThan(15);
});

test.each(screens.map((screen, n) => [`${screen.name} ${String(n)}`, screen] as const))(
  "%s is named, and each of its steps is one that the door lets through",
  (_name, screen) => {
    const devices = { reader: "online", printer: "ready", centre: "online" } as const;
    const { zh, en } = standingOf({ v: 1, frameNo: 1, terminalId: "T-1", devices, screen });
    expect(zh).not.toBe("");
    expect(en).not.toBe("");
    const acts = readerActs(screen);
    expect(acts.length).toBeLessThan(10);
    for (const { action, name } of acts) {
      expect(deskAction.safeParse(action).success, action.type).toBe(true);
      expect(name.zh).not.toBe("");
    }
    // While a card is written nothing is offered, and what cannot be undone is marked wherever it is offered.
    if (screen.name === "writing") expect(acts).toEqual([]);
    if (screen.name === "confirm") expect(acts[0]?.grave).toBe(screen.kind === "cancel");
  },
);
