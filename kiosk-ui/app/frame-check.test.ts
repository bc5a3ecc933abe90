import { expect, test } from "vitest";
import type { Frame } from "../../daemon/screen.ts";
import { frameOf } from "./frame-check.ts";
import { sampleFrame, samples } from "./samples.ts";

const good = (name: string): Frame => {
  const frame = sampleFrame(name, true);
  if (frame === undefined) throw new Error(`no sample ${name}`);
  return frame;
};
const over = (name: string, screen: object) =>
  JSON.stringify({ ...good(name), screen: { ...good(name).screen, ...screen } });

test.each(Object.keys(samples))("the frame of %s is let in as it was sent", (name) => {
  const frame = good(name);
  expect(frameOf(JSON.stringify(frame))).toEqual(frame);
});

test("what a newer daemon adds does not keep a frame out", () => {
  expect(frameOf(JSON.stringify({ ...good("welcome"), light: "green" }))).toBeDefined();
});

test.each([
  ["not text", new ArrayBuffer(4)],
  ["not JSON", "{"],
  ["null", "null"],
  ["a list", "[]"],
  ["another version", JSON.stringify({ ...good("welcome"), v: 2 })],
  ["no hall", JSON.stringify({ ...good("welcome"), hall: undefined })],
  ["a screen nobody knows", over("welcome", { name: "lottery" })],
  ["a name of the prototype's", over("welcome", { name: "constructor" })],
  ["a fault without words", over("fault-no-card", { fault: "gremlins" })],
  ["a life without words", over("your-card", { card: { ...frozenCard(), life: "asleep" } })],
  ["a reason without words", over("reason", { reasons: ["boredom"] })],
  ["a bead without words", over("writing", { bead: "pray" })],
  ["too many choices", over("your-card", { choices: Array(5).fill({ kind: "freeze" }) })],
  ["a refusal without words", over("your-card", { choices: [{ kind: "freeze", refusedBecause: "no" }] })],
  [
    "a certificate as large as a film",
    over("take-certificate", { certificate: { svg: "x".repeat(500_000) } }),
  ],
  ["too much text", JSON.stringify({ ...good("welcome"), filler: "x".repeat(1_000_001) })],
])("a message is not shown when it is %s", (_why, data) => {
  expect(frameOf(data)).toBeUndefined();
});

function frozenCard() {
  const { screen } = good("your-card-frozen");
  return screen.name === "your-card" ? screen.card : undefined;
}
