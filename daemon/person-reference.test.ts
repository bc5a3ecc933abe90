import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { personReference } from "./person-reference.ts";

const folder = mkdtempSync(join(tmpdir(), "cardhall-reference-"));
const file = join(folder, "reference-key");
let keys = 0;
/** Another key each time, as chance makes them. */
const mintKey = () => (++keys).toString(16).padStart(64, "0");
const reference = () => personReference(file, mintKey);
afterEach(() => {
  rmSync(file, { force: true });
});

test("one person has one reference at a terminal, today and after a restart, and it is no number", () => {
  const first = reference()("371702200105169972");
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(reference()("371702200105169972")).toBe(first);
  expect(reference()("371702200105169973")).not.toBe(first);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("another terminal knows the same person by another reference", () => {
  const first = reference()("371702200105169972");
  rmSync(file);
  expect(reference()("371702200105169972")).not.toBe(first);
});

test("a damaged key is a bug in the installation, not a new person for everybody", () => {
  writeFileSync(file, "half a k");
  expect(() => reference()).toThrow("64 hex digits");
});
