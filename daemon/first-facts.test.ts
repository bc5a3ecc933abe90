import { expect, test } from "vitest";
import { card, readOk } from "./machine-stand.ts";
import { welcoming } from "./terminal-stand.ts";

test("what the card says is shown while the centre is asked, and goes with the card however long that takes", async () => {
  const at = await welcoming();
  at.insert();
  expect(at.screen()).toEqual({ name: "reading" });
  at.readProgress(card);
  expect(at.screen()).toEqual({ name: "reading", card });
  at.take();
  expect(at.screen()).toEqual({ name: "reading" });
  // Told late, of a card that is gone.
  at.readProgress(card);
  expect(at.screen()).toEqual({ name: "reading" });
  await at.answer("readCard", readOk);
  expect(at.name()).toBe("goodbye");
});

test("whoever puts another card in while the centre is asked is not shown the one before", async () => {
  const at = await welcoming();
  at.insert();
  at.take();
  at.insert();
  at.readProgress(card);
  expect(at.screen()).toEqual({ name: "reading" });
  await at.answer("readCard", readOk);
  at.readProgress(card);
  expect(at.screen()).toEqual({ name: "reading", card });
});
