import { expect, test } from "vitest";
import type { Command, TailRequest } from "../central/contract-terminal.ts";
import { fail, ok } from "../hardware/result.ts";
import type { CentreClient } from "./central-client.ts";
import { followCommands, nothingHeard } from "./commands.ts";
import type { Journal } from "./journal.ts";

const cardRef = "A".repeat(32);
const opId = "019cac61-c368-7c41-8a1b-2c3d4e5f0001";
const away = fail({ kind: "centre-unreachable" as const, detail: "" });

/** A centre that says these commands once and may be lost for the tail, over a journal of so many entries. */
function stand(commands: readonly Command[], length = 0) {
  const said = [commands];
  const sent: Omit<TailRequest, "header">[] = [];
  let reach = true;
  const entries = Array.from({ length }, (_, n) => ({
    seq: n + 1,
    opId,
    atMs: 0,
    body: { phase: "closed" as const },
    hash: String(n + 1),
  }));
  const journal = {
    entriesAfter: (seq: number, limit: number) => entries.slice(seq, seq + limit),
    entriesOf: () => entries,
  } as unknown as Journal;
  const centre = {
    commands: () => Promise.resolve(ok(said.shift() ?? [])),
    journalTail: (page: Omit<TailRequest, "header">) => {
      if (!reach) return Promise.resolve(away);
      sent.push(page);
      const last = page.entries.at(-1)?.seq ?? 0;
      return Promise.resolve(
        ok({ result: "received" as const, ...(last < length ? { resendAfter: last } : {}) }),
      );
    },
  } as unknown as CentreClient;
  const heard = nothingHeard();
  const told = new Set([opId]);
  const follow = () => followCommands(journal, centre, told, heard);
  return { follow, heard, told, sent, setReach: (now: boolean) => (reach = now) };
}

test("the block list is heard, and asks nothing of this terminal", async () => {
  const list = { kind: "list", cardRef } as const;
  const { follow, heard, told } = stand([list, list, { kind: "unlist", cardRef }]);
  expect(await follow()).toBe("heard");
  expect([heard, [...told]]).toEqual([{}, [opId]]);
});

test("an operation to be asked about again is asked about again", async () => {
  const { follow, told } = stand([{ kind: "retry", opId }]);
  await follow();
  expect(told.has(opId)).toBe(false);
});

test("a restored centre gets the journal's tail in pages, to its end", async () => {
  const { follow, sent, heard, told } = stand([{ kind: "resend", after: 10 }], 250);
  expect(await follow()).toBe("heard");
  expect(sent.map(({ entries }) => [entries[0]?.seq, entries.length])).toEqual([
    [11, 100],
    [111, 100],
    [211, 40],
  ]);
  // How its operation began lies before each of them.
  expect(sent.map(({ begun }) => begun?.map(({ seq }) => seq))).toEqual([[1], [1], [1]]);
  expect(heard.resendAfter).toBeUndefined();
  expect(told.size).toBe(0);
});

test("a tail that could not be sent is sent when the centre is back, though it is not asked for again", async () => {
  const { follow, sent, heard, setReach } = stand([{ kind: "resend", after: 0 }], 5);
  setReach(false);
  expect(await follow()).toBe("unreachable");
  expect(heard.resendAfter).toBe(0);
  setReach(true);
  expect(await follow()).toBe("heard");
  expect(sent.length).toBe(1);
  expect(heard.resendAfter).toBeUndefined();
});
