import { expect, test } from "vitest";
import { headerOf } from "./for-tests.ts";
import { freePrint } from "./print-grant.ts";
import { heard, op1, op2, protocolStand } from "./protocol-stand.ts";

/** T-1 has settled a freeze and may print it; what became of the paper is the case. */
async function owed() {
  const stand = await protocolStand();
  const { certificateNo } = await stand.perform(op1, "freeze");
  const free = (opId = op1) => stand.store.write((tx) => freePrint(tx, stand.state.nowMs, opId, "clerk 7"));
  const elsewhere = headerOf("T-2");
  return { ...stand, certificateNo, free, elsewhere };
}

test("row 17, the terminal is lost and its journal shows nothing armed: the original goes to whoever has the card", async () => {
  const { centre, free, observe, chip, report, elsewhere, certificateNo, events } = await owed();
  // T-2 has asked before, and heard that the original is not its own.
  expect(await report(op1, 1, undefined, elsewhere)).toMatchObject({ printGrant: false });
  await centre.declareLost("T-1", "clerk 7");
  expect(await free()).toBe("freed");
  expect(await free()).toBe("not-done");
  expect(await observe(chip, elsewhere)).toMatchObject({ pending: { opId: op1, kind: "freeze", epoch: 1 } });
  const taken = { result: "done", certificateNo, printGrant: true, legal: "frozen" };
  expect(await report(op1, 1, undefined, elsewhere)).toEqual(taken);
  expect(await report(op1, 1, undefined, elsewhere)).toEqual(taken);
  expect(await observe(chip, elsewhere)).not.toHaveProperty("pending");
  // One at a time: a third one gets none, and the first one none when it comes back.
  expect(await report(op1, 1, undefined, headerOf("T-3"))).toMatchObject({ printGrant: false });
  await centre.release("T-1", "clerk 7");
  const back = { ...headerOf(), journal: { seq: 0, head: "0".repeat(64) } };
  await centre.boot({ header: back, held: { seq: 0, head: "0".repeat(64) } });
  expect(await report(op1, 1, undefined, back)).toMatchObject({ printGrant: false });
  expect((await events()).filter((event) => event.startsWith("print-"))).toEqual([
    "print-freed",
    "print-moved",
  ]);
});

test("the right stays where it is while its terminal serves, and where an original was printed", async () => {
  const { centre, free, certificateNo } = await owed();
  expect(await free()).toBe("terminal-serves");
  expect(await free(op2)).toBe("unknown-operation");
  const print = { kind: "original" } as const;
  expect(
    heard(await centre.printed(op1, { header: headerOf(), certificateNo, print, proof: "job 1" })),
  ).toEqual({
    result: "recorded",
  });
  await centre.declareLost("T-1", "clerk 7");
  expect(await free()).toBe("printed-already");
});

test("without that proof a lost terminal's right moves to nobody: others hear that the original is not theirs", async () => {
  const { centre, observe, chip, report, elsewhere } = await owed();
  await centre.declareLost("T-1", "clerk 7");
  expect(await observe(chip, elsewhere)).not.toHaveProperty("pending");
  expect(await report(op1, 1, undefined, elsewhere)).toMatchObject({ printGrant: false });
});
