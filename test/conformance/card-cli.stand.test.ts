import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { program } from "../../cli/child.ts";
import { cardhall, stateFolder, until } from "../stand.ts";
import { putUpCardStand, type CardStand } from "./card-stand.ts";

/* `cardhall card ...` as a person types it, over a real pcscd. */

const state = stateFolder();
let stand: CardStand;
beforeAll(async () => {
  stand = await putUpCardStand();
});
afterAll(async () => {
  await stand.stop();
  state.remove();
});

const card = (...args: string[]) => cardhall("card", ...args, "--socket", stand.socket, "--json");

/** Puts a card in and waits until it is read. */
async function insert(id: string): Promise<void> {
  await stand.insert(id);
  await until("the card is read", async () => (await card("status")).code === 0);
}

test("an empty reader is -2 in the vendors' numbers, and a fault of its own name otherwise", async () => {
  expect(await card("info", "--format", "ireadcard")).toMatchObject({
    code: 1,
    json: { ok: false, code: -2, line: "" },
  });
  expect((await card("info")).json).toMatchObject({ ok: false, fault: "no-card" });
});

test("info says who issued the card and that its sources agree; ireadcard gives the vendors' line", async () => {
  await insert("card-1");
  expect((await card("info")).json).toMatchObject({
    issuer: {
      number: "371700",
      region: "山东省菏泽市",
      rid: "D156000005",
      crossChecks: [
        { said: "371700", agrees: true },
        { said: "3717", agrees: true },
      ],
      conflicts: [],
    },
    cardNumber: "*****0118",
    holder: { name: "赵*禾" },
    life: "active",
    warnings: [],
  });
  const terminal = ["--terminal-number", "410100813475", "--device-number", "D1"];
  expect((await card("info", "--format", "ireadcard", ...terminal)).json).toEqual({
    ok: true,
    code: 0,
    line: "371700|371702200105169972|H02600118|371700D15600000500120001D68145B9|赵青禾|00814348318684371700120001|2.00|20220315|20320315|410100813475|D1|",
  });
  expect((await card("info", "--format", "other")).code).toBe(2);
});

test("tree shows what each file asks for and that it is not met", async () => {
  const { json } = await card("tree");
  const files = json["files"] as { path: string; access: string; conditions: unknown }[];
  expect(files.find(({ path }) => path === "DF04/EF06")).toMatchObject({
    access: "closed",
    conditions: [
      { condition: "PIN", met: false },
      { condition: "AUTH(84)", met: false },
    ],
  });
  expect(JSON.stringify(json)).not.toContain("赵青禾");
});

test("dumps of two cards differ where they differ; masked, without a name; unmasked only at a terminal", async () => {
  const [one, again, other] = ["one", "again", "other"].map((name) => join(state.dir, name));
  if (one === undefined || again === undefined || other === undefined) throw new Error("no names");
  expect((await card("dump", "--out", one)).json).toMatchObject({ ok: true, masked: true });
  await card("dump", "--out", again);
  expect(readFileSync(one, "utf8")).not.toMatch(/赵青禾|371702200105169972|H02600118/);
  expect(await cardhall("card", "diff", one, again, "--json")).toMatchObject({
    code: 0,
    json: { ok: true, differences: [] },
  });

  await insert("card-2");
  await card("dump", "--out", other);
  const diff = await cardhall("card", "diff", one, other, "--json");
  expect(diff.code).toBe(1);
  expect(diff.json["differences"]).toContainEqual({
    path: "DDF1/EF05",
    tag: "05",
    kind: "changed",
    before: "20220315",
    after: "20210908",
  });
  expect((await card("dump", "--unmask")).json).toMatchObject({ ok: false, fault: "not-a-terminal" });
  expect((await cardhall("card", "diff", one, program, "--json")).json).toMatchObject({
    fault: "not-a-dump",
  });
});

test("apdu explains each status word, and refuses what is no command", async () => {
  const { json } = await card(
    "apdu",
    "00A404000F7378312E73682EC9E7BBE1B1A3D5CF",
    "00 B2 03 28 06",
    "00B2FF2806",
  );
  expect(json).toMatchObject({
    ok: true,
    exchanges: [
      { statusWord: "6115", meaningZh: "成功，还有数据待取" },
      { data: "0304322E3030", statusWord: "9000", meaningEn: "Done" },
      { data: "", statusWord: "6A83", meaningZh: "记录未找到" },
    ],
  });
  expect((await card("apdu", "00B2")).code).toBe(2);
});

test("watch says each insertion with what the card is, and each removal, as lines of JSON", async () => {
  await stand.pull();
  const watching = spawn(
    process.execPath,
    [program, "card", "watch", "--count", "3", "--socket", stand.socket],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let out = "";
  watching.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  const ended = new Promise((done) => watching.once("close", done));
  const lines = (): number => out.split("\n").length - 1;
  try {
    // The watching begins when the reader is known; a card put in before that is there from the start.
    await stand.insert("card-1");
    await until("the insertion is said", () => lines() === 1);
    await stand.pull();
    await until("the removal is said", () => lines() === 2);
    await stand.insert("card-2");
    expect(await ended).toBe(0);
  } finally {
    watching.kill("SIGKILL");
  }
  const events = out
    .trim()
    .split("\n")
    .map((text) => JSON.parse(text) as Record<string, unknown>);
  expect(events).toMatchObject([
    { event: "inserted", issuer: "371700", cardNumber: "*****0118", life: "active" },
    { event: "removed" },
    { event: "inserted", issuer: "440300" },
  ]);
  expect(out).not.toContain("H02600118");
});

test("atr explains an ATR without a reader, and calls what is no hex a usage error", async () => {
  const { code, json } = await cardhall("atr", "3B6D000000814348318684371700120001", "--json");
  expect(code).toBe(0);
  expect(json).toMatchObject({
    protocols: [0],
    historicalBytes: "00814348318684371700120001",
    tck: "absent",
    warnings: [],
    interfaceBytes: { TB1: "00", TC1: "00" },
    socialSecurity: { vendor: "0081", maker: "8684", city: "3717", cityZh: "菏泽市", serial: "00120001" },
  });
  expect((await cardhall("atr", "3B6", "--json")).code).toBe(2);
});
