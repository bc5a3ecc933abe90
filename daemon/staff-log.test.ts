import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { openStaffLog } from "./staff-log.ts";

let file = "";
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "cardhall-staff-"));
  file = join(folder, "staff.log");
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});
const did = (what: string) => ({ atMs: 1, staff: "A-1", did: what });

test("a line that the power cut off was never done: it is passed over, and the log goes on after the last whole one", () => {
  const log = openStaffLog(file);
  log.append(did("entered"));
  log.append(did("print test"));
  const whole = readFileSync(file, "utf8");
  log.append(did("left"));
  for (const torn of [1, 40, readFileSync(file, "utf8").length - whole.length - 1]) {
    writeFileSync(file, readFileSync(file, "utf8").slice(0, whole.length));
    appendFileSync(file, `${"a".repeat(64)} {"seq":3,"atMs":1,"staff":"A-1"`.slice(0, torn));
    const again = openStaffLog(file);
    expect(again.verify()).toMatchObject({ entries: 2 });
    expect(again.entries().map((entry) => entry.did)).toEqual(["entered", "print test"]);
    again.append(did("entered"));
    expect(openStaffLog(file).verify()).toEqual({ entries: 3, head: expect.any(String) as string });
  }
});

test("a whole line that was changed, and one that was cut out, shut the log", () => {
  const log = openStaffLog(file);
  for (const what of ["entered", "apdu", "left"]) log.append(did(what));
  const whole = readFileSync(file, "utf8");
  for (const [changed, brokenAt] of [
    [whole.replace("apdu", "look"), 2],
    [whole.split("\n").toSpliced(1, 1).join("\n"), 2],
  ] as const) {
    writeFileSync(file, changed);
    const again = openStaffLog(file);
    expect(again.verify().brokenAt).toBe(brokenAt);
    expect(() => again.append(did("entered"))).toThrow("chain broken");
  }
});
