import { afterEach, beforeEach, expect, test } from "vitest";
import { applicationStand, clerk1, hourMs, numberIn, type ApplicationStand } from "./for-tests.ts";

let stand: ApplicationStand;
let number: string;
beforeEach(async () => {
  stand = await applicationStand();
  const wish = { business: "freeze-temporary", channel: "counter", holder: stand.holder };
  number = numberIn(
    await stand.post("/staff/v1/applications", { ...wish, documents: ["identity-document"] }, clerk1),
  );
});
afterEach(() => stand.close());

const ask = (of: string, idTail: string) => stand.get(`/public/v1/applications/${of}?idTail=${idTail}`);

test("the number and the tail together show how it stands, and nothing of the person", async () => {
  const said = await ask(number, stand.holder.nationalNumber.slice(-6));
  expect(said).toMatchObject({ status: 200, number, state: "done" });
  const text = JSON.stringify(said);
  expect(text).not.toContain(stand.holder.name);
  expect(text).not.toContain(stand.holder.nationalNumber);
  expect(text).not.toContain(clerk1);
});

test("a wrong tail and a number that does not exist are answered and counted alike", async () => {
  const wrong = await ask(number, "000000");
  const missing = await ask("371700-20260302-999999", "000000");
  expect(missing).toEqual(wrong);
  expect(wrong).toMatchObject({ status: 404 });
  const rows = await stand.store.write((tx) => tx.find("progress_try", {}));
  expect(rows.map((row) => row.wrong)).toEqual([1, 1]);
});

test("ten wrong tails close the number for an hour, right ones included, whether it exists or not", async () => {
  for (const of of [number, "371700-20260302-999999"]) {
    for (let n = 0; n < 10; n++) expect((await ask(of, "000000")).status).toBe(404);
    expect((await ask(of, "000000")).status).toBe(429);
  }
  const tail = stand.holder.nationalNumber.slice(-6);
  expect((await ask(number, tail)).status).toBe(429);
  stand.state.nowMs += hourMs;
  expect((await ask(number, tail)).status).toBe(200);
});
