import { expect, test } from "vitest";
import { registerStateNames } from "../../words/centre-registry.ts";
import { registerStateOf, registerStates } from "./register-state.ts";

test.each([
  ["active", undefined, "normal", "1"],
  ["active", "awaiting-card", "normal", "1"],
  ["active", "lifted-awaiting-card", "application-locked", "3"],
  ["frozen", undefined, "formal-loss", "2"],
  ["frozen-temporary", "awaiting-card", "temporary-loss", "4"],
  ["cancelled", "awaiting-card", "cancelled", "9"],
] as const)("%s with %s is %s, AAZ502 %s", (legal, state, name, code) => {
  expect(registerStateOf({ legal }, state && { state })).toBe(name);
  expect(registerStates[name]).toBe(code);
});

test("each state has a code of its own and a name", () => {
  expect(new Set(Object.values(registerStates)).size).toBe(6);
  expect(Object.keys(registerStateNames)).toEqual(Object.keys(registerStates));
});
