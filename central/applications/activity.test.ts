import { afterEach, beforeEach, expect, test } from "vitest";
import { mintedOpId } from "../minted.ts";
import { applicationStand, clerk1, hourMs, type ApplicationStand } from "./for-tests.ts";

let stand: ApplicationStand;
beforeEach(async () => {
  stand = await applicationStand();
});
afterEach(() => stand.close());

const operation = {
  reason: "not-used-now",
  target: "frozen",
  from_life: "active",
  state: "superseded",
  terminal_id: "T-1",
  settled_at_ms: null,
  settled_by: null,
  settled_legal: null,
  card_life: null,
  certificate_no: null,
  from_legal: "active",
  to_legal: "frozen",
  settled_lineage: null,
  scripts: 0,
  record_only: 0,
} as const;

/** An operation that was authorised so long ago. */
async function authorised(epoch: number, agoMs: number, kind: "freeze" | "cancel"): Promise<void> {
  const atMs = stand.state.nowMs - agoMs;
  await stand.store.write((tx) =>
    tx.add("operation", {
      ...operation,
      op_id: mintedOpId(atMs, `${kind} ${String(agoMs)}`),
      card_ref: stand.cardRef,
      epoch,
      kind,
      authorised_at_ms: atMs,
    }),
  );
}

type Hour = { readonly fromMs: number; readonly freeze: number; readonly cancel: number };

test("each hour of the last day has what was authorised in it, by kind", async () => {
  for (const [n, [agoMs, kind]] of (
    [
      [0, "freeze"],
      [2 * hourMs, "freeze"],
      [2 * hourMs, "cancel"],
      [30 * hourMs, "cancel"],
    ] as const
  ).entries())
    await authorised(n + 1, agoMs, kind);
  const { hours, whole } = await stand.get("/staff/v1/activity", clerk1);
  const counted = hours as readonly Hour[];
  expect(whole).toBe(true);
  expect(counted).toHaveLength(24);
  expect(counted.at(-1)).toMatchObject({ freeze: 1, cancel: 0 });
  expect(counted.at(-3)).toMatchObject({ freeze: 1, cancel: 1 });
  expect(counted.reduce((sum, { freeze, cancel }) => sum + freeze + cancel, 0)).toBe(3);
});

test("another city's clerk sees their own city's", async () => {
  await authorised(1, 0, "freeze");
  const { hours } = await stand.get("/staff/v1/activity", "dev-clerk-3");
  expect((hours as readonly Hour[]).every(({ freeze }) => freeze === 0)).toBe(true);
});
