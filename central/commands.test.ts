import { expect, test } from "vitest";
import { headerOf, writeAll } from "./for-tests.ts";
import { heard, op1, op2, protocolStand } from "./protocol-stand.ts";

const follow = async (stand: Awaited<ReturnType<typeof protocolStand>>, after = 0, terminalId = "T-1") => {
  const answer = heard(await stand.centre.commands({ header: headerOf(terminalId), after }));
  if (typeof answer === "string") throw new Error(answer);
  return answer;
};

test("every terminal hears of a card that waits, and of its end, in order and once", async () => {
  const stand = await protocolStand();
  const { cardRef } = stand;
  await stand.authorise(op1, "freeze");
  expect((await follow(stand)).commands).toEqual([]);
  await stand.report(op1, 1, { kind: "unknown" });
  await stand.report(op1, 1, { kind: "unknown" });
  const first = await follow(stand);
  expect(first).toMatchObject({ commands: [{ seq: 1, command: { kind: "list", cardRef } }], after: 1 });
  writeAll(stand.chip, op1, 1, "frozen");
  await stand.report(op1, 1);
  expect(await follow(stand, first.after, "T-2")).toMatchObject({
    commands: [{ seq: 2, command: { kind: "unlist", cardRef } }],
    after: 2,
  });
  expect(await follow(stand, 2)).toMatchObject({ commands: [], after: 2 });
});

test("a cancelled card stays listed, so that nobody who does not ask takes it for good", async () => {
  const stand = await protocolStand();
  await stand.authorise(op1, "cancel");
  await stand.report(op1, 1, { kind: "unknown" });
  writeAll(stand.chip, op1, 1, "cancelled");
  await stand.report(op1, 1);
  expect((await follow(stand)).commands.map(({ command }) => command.kind)).toEqual(["list"]);
  expect((await stand.card()).listed).toBe(1);
});

test("what is one terminal's own is not told to another, and the cursor passes it", async () => {
  const stand = await protocolStand();
  await stand.authorise(op2, "freeze");
  await stand.centre.restored();
  expect((await follow(stand, 0, "T-2")).commands).toEqual([]);
  expect((await follow(stand, 0, "T-2")).after).toBe(1);
  // Its own terminal has to boot anew first.
  expect(heard(await stand.centre.commands({ header: headerOf(), after: 0 }))).toBe("problem boot-first");
});
