import { expect, test } from "vitest";
import { changeOf } from "./change.ts";
import { knownFinds } from "./known-finds.ts";
import type { Row } from "./row.ts";
import type { Stretch } from "./store.ts";

const timer = (due_at_ms: number, op_id = "op"): Row => ({ due_at_ms, op_id, kind: "lift" });
const added = (row: Row) => changeOf("timer", undefined, row);
const removed = (row: Row) => changeOf("timer", row, undefined);
const of = (op_id: string): Row => ({ op_id });

function learned(stretch: Stretch, ...rows: Row[]) {
  const finds = knownFinds();
  finds.learn("timer", of("op"), stretch, rows);
  return { finds, answer: () => finds.answer("timer", of("op"), stretch) };
}

test("an answer goes with what is added, changed and removed, in the order of the key", () => {
  const finds = knownFinds();
  const operation = (op_id: string, card_ref = "card"): Row => ({ op_id, card_ref });
  const where = { card_ref: "card" };
  finds.learn("operation", where, {}, [operation("2")]);
  const answer = () => finds.answer("operation", where, {})?.map((row) => row["op_id"]);
  finds.follow(["3", "1"].map((op_id) => changeOf("operation", undefined, operation(op_id))));
  finds.follow([changeOf("operation", undefined, operation("4", "another"))]);
  expect(answer()).toEqual(["1", "2", "3"]);
  finds.follow([
    changeOf("operation", operation("2"), undefined),
    changeOf("operation", operation("3"), operation("3", "another")),
    changeOf("operation", operation("4", "another"), operation("4")),
  ]);
  expect(answer()).toEqual(["1", "4"]);
});

test("the newest is replaced by a newer one, and forgotten when it goes: who follows it is not known", () => {
  const { finds, answer } = learned({ limit: 1, newestFirst: true }, timer(5));
  finds.follow([added(timer(6)), added(timer(4))]);
  expect(answer()).toEqual([timer(6)]);
  finds.follow([removed(timer(6))]);
  expect(answer()).toBeUndefined();
});

test("nothing points to a row that was just added; to one that was there before, something may", () => {
  const { finds } = learned({});
  const row: Row = { op_id: "new" };
  finds.follow([changeOf("operation", undefined, row), added(timer(1, "new"))]);
  expect(finds.answer("timer", of("new"), {})).toEqual([timer(1, "new")]);
  finds.follow([changeOf("operation", { op_id: "old" }, { op_id: "old", state: "done" })]);
  expect(finds.answer("timer", of("old"), {})).toBeUndefined();
});

test("whoever gets an answer may do with the list as it likes; stretches and long answers are not kept", () => {
  const { finds, answer } = learned({}, timer(1));
  (answer() as Row[]).push(timer(9));
  expect(answer()).toEqual([timer(1)]);
  finds.learn("timer", of("op"), { after: 1 }, [timer(2)]);
  expect(finds.answer("timer", of("op"), { after: 1 })).toBeUndefined();
  const many = Array.from({ length: 17 }, (_, n) => timer(n));
  finds.follow(many.map(added));
  expect(answer()).toBeUndefined();
});
