import { expect, test } from "vitest";
import { mutants, worlds } from "./configurations.ts";
import { check } from "./spin.ts";

/**
 * The protocol's model, exhaustively, with one crash, one tear and one lost message each. Larger budgets:
 * `npm run model:long`.
 */
const limits = { timeoutMs: 150_000, memoryMb: 1_500 };
const patienceMs = 180_000;
/** Below this the model has lost its faults, and "no error" would say nothing. */
const fewestStates = 30_000;

test.each(worlds.map((world) => [world.name, world] as const))(
  "%s: no order of events breaks a rule",
  { timeout: patienceMs },
  async (name, { defines }) => {
    const { errors, states, violated, seconds } = await check(defines, limits);
    console.log(`spin: ${name}: ${String(states)} states, ${String(errors)} errors, ${String(seconds)} s`);
    expect(violated).toBeUndefined();
    expect(errors).toBe(0);
    expect(states).toBeGreaterThan(fewestStates);
  },
);

test.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
  "a protocol with %s is found out",
  { timeout: patienceMs },
  async (_name, { mut, world }) => {
    const { errors, violated } = await check({ ...world.defines, MUT: mut }, { ...limits, until: "first" });
    expect(errors).toBe(1);
    expect(violated).toBeDefined();
  },
);
