import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { serveControl } from "../hardware/control-line.ts";
import { demoTray } from "./demo-tray.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cardhall-tray-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lying = { id: "active", label: "菏泽市 · 赵*禾", life: "active", inserted: true };

/** A tray beside virtual devices that answer as told; a device without an answer is not there. */
async function tray(answers: {
  readonly card?: object;
  readonly printer?: object;
  readonly counter?: object;
}) {
  const orders: unknown[] = [];
  const sockets = {
    card: join(folder, "card.sock"),
    printer: join(folder, "printer.sock"),
    counter: join(folder, "counter.sock"),
  };
  for (const device of ["card", "printer", "counter"] as const) {
    const answer = answers[device];
    if (answer === undefined) continue;
    const server = await serveControl(sockets[device], async (order) => {
      orders.push([device, order]);
      return answer;
    });
    onTestFinished(() => void server.close());
  }
  return {
    orders,
    tray: demoTray(sockets, (count) => ["newest", "older", "oldest", "gone"].slice(0, count)),
  };
}

test("shows the cards, whether there is paper, and the three newest papers", async () => {
  const stand = await tray({ card: { ok: true, cards: [lying] }, printer: { ok: true, paperOut: true } });
  expect(await stand.tray.look()).toEqual({
    cards: [lying],
    paperOut: true,
    papers: ["newest", "older", "oldest"],
  });
});

test("without its printer shows the cards all the same", async () => {
  const stand = await tray({ card: { cards: [lying] } });
  expect(await stand.tray.look()).toMatchObject({ cards: [lying], paperOut: false });
});

test.each([
  ["nobody at the card's socket", undefined],
  ["an error", { ok: false, error: "no" }],
  ["a card without its life", { cards: [{ ...lying, life: undefined }] }],
  ["cards that are no list", { cards: "all" }],
])("with %s there is no tray", async (_name, card) => {
  const stand = await tray({ ...(card === undefined ? {} : { card }), printer: { paperOut: false } });
  expect(await stand.tray.look()).toBeUndefined();
});

test("what it does not know of a card does not reach the page", async () => {
  const stand = await tray({ card: { cards: [{ ...lying, key: "secret" }] } });
  expect(JSON.stringify(await stand.tray.look())).not.toContain("secret");
});

test("hands reach the device they are meant for", async () => {
  const stand = await tray({ card: { ok: true }, printer: { ok: true } });
  await stand.tray.act({ type: "demo.insert", cardId: "frozen" });
  await stand.tray.act({ type: "demo.pull" });
  await stand.tray.act({ type: "demo.paper", out: true });
  expect(stand.orders).toEqual([
    ["card", { op: "insert", id: "frozen" }],
    ["card", { op: "pull" }],
    ["printer", { op: "paper", out: true }],
  ]);
});

test("a counter's identity cards are shown, and hands reach its reader and its scanner", async () => {
  const idCards = [{ id: "resident", label: "居民身份证 · 赵*禾", placed: true }];
  const stand = await tray({ card: { cards: [lying] }, counter: { ok: true, idCards } });
  expect(await stand.tray.look()).toMatchObject({ idCards });
  stand.orders.length = 0;
  await stand.tray.act({ type: "demo.place-id", cardId: "resident" });
  await stand.tray.act({ type: "demo.lift-id" });
  await stand.tray.act({ type: "demo.scan", text: "WT-1" });
  expect(stand.orders).toEqual([
    ["counter", { op: "place-id", card: "resident" }],
    ["counter", { op: "lift-id" }],
    ["counter", { op: "scan", text: "WT-1" }],
  ]);
});

test("hands at devices that are not there do nothing, and break nothing", async () => {
  const stand = await tray({});
  await expect(stand.tray.act({ type: "demo.pull" })).resolves.toBeUndefined();
  await expect(stand.tray.act({ type: "demo.paper", out: false })).resolves.toBeUndefined();
});
