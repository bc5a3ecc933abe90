import { expect, test } from "vitest";
import { terminalSteps } from "../../daemon/session-steps.ts";
import type { CardView } from "../../daemon/screen.ts";
import { absentPrinter } from "../../hardware/printer/absent-printer.ts";
import { openHall } from "./hall.ts";

test("what the card says of itself is told before the centre has answered, masked, and without the centre's word", async () => {
  const hall = await openHall();
  const { parts, insert } = hall.boot();
  const order: string[] = [];
  let answer = (): void => undefined;
  const held = new Promise<void>((go) => {
    answer = go;
  });
  const steps = terminalSteps({
    ...parts,
    printer: absentPrinter,
    hall: { nameZh: "东城大厅", nameEn: "East Hall", terminalId: "T-1" },
    prepare: () => Promise.resolve(),
    onCentre: () => undefined,
    centre: {
      ...parts.centre,
      async observe(asked) {
        order.push("centre asked");
        await held;
        return parts.centre.observe(asked);
      },
    },
  });
  insert();
  const told: CardView[] = [];
  const reading = steps.readCard((card) => {
    order.push("facts told");
    told.push(card);
  });
  await expect.poll(() => order).toEqual(["facts told", "centre asked"]);
  expect(told).toMatchObject([{ life: "active", holderMasked: expect.stringContaining("*") as string }]);
  expect(told[0]).not.toHaveProperty("legal");
  answer();
  expect(await reading).toMatchObject({ ok: true, value: { card: { legal: "active" } } });
});
