import { expect, test } from "vitest";
import type { CardRow } from "../central/tables.ts";
import { emptyBooks } from "./books.ts";
import type { SimCard } from "./cards.ts";
import { registerRules } from "./register-rules.ts";
import type { Scene } from "./scene.ts";

/** One card and its row, watched; what is told of them. */
function watched(life: string) {
  const told: string[] = [];
  const facts = { changes: 0, spoilt: false };
  const shown = { life };
  const card = {
    id: "card",
    cardRef: "ref",
    facts,
    profile: { life: { by: "select" } },
    state: () => ({ life: shown.life, record: "absent" }),
  } as unknown as SimCard;
  const books = emptyBooks();
  const { eachEvent } = registerRules({
    scene: { violate: (invariant) => void told.push(invariant) } as Pick<Scene, "violate"> as Scene,
    cards: [card],
    books: () => books,
    restoring: () => false,
    isForgetful: () => false,
    centreMs: () => 0,
  });
  return {
    told,
    event: eachEvent,
    commit(legal: CardRow["legal"]) {
      books.cards.set("ref", { legal, epoch: 0, current_op: null } as CardRow);
      books.version += 1;
    },
    write(next: string) {
      shown.life = next;
      facts.changes += 1;
    },
  };
}

test("a commit alone has the card held against it at the next event", () => {
  const { told, event, commit } = watched("cancelled");
  commit("cancelled");
  event();
  expect(told).toEqual([]);
  commit("active");
  event();
  expect(told).toEqual(["I1"]);
});

test("a write alone has the card held against its row at the next event", () => {
  const { told, event, commit, write } = watched("active");
  commit("active");
  event();
  write("frozen");
  event();
  expect(told).toEqual(["I2"]);
});

test("what nothing came to is not told again", () => {
  const { told, event, commit } = watched("frozen");
  commit("active");
  for (let count = 0; count < 5; count++) event();
  expect(told).toEqual(["I2"]);
});
