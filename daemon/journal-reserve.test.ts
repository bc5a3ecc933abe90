import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeReserve, withReserve } from "./journal-reserve.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cardhall-reserve-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const full = () => Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });

test("the reserve takes its room once, and makes good what is missing of it", () => {
  const file = join(folder, "reserve");
  writeFileSync(file, "a part of it");
  takeReserve(file, 100_000);
  expect(statSync(file).size).toBe(100_000);
  takeReserve(file, 100_000);
  expect(statSync(file).size).toBe(100_000);
});

test("without room nobody is served: it throws before anything is begun", () => {
  expect(() => takeReserve(join(folder, "none", "reserve"), 10)).toThrow();
});

test("row 26, a disk that is full in the middle of an operation: the entry is written with the reserve's room, once", () => {
  const file = join(folder, "reserve");
  const reserve = takeReserve(file, 1000);
  let tries = 0;
  const fullAtFirst = () => {
    tries += 1;
    if (existsSync(file)) throw full();
    return "written";
  };
  expect(withReserve(fullAtFirst, reserve)).toBe("written");
  expect(tries).toBe(2);
  const alwaysFull = () => {
    tries += 1;
    throw full();
  };
  expect(() => withReserve(alwaysFull, reserve)).toThrow("full");
  expect(tries).toBe(3);
});

test("any other fault of the disk is never tried again", () => {
  const reserve = takeReserve(join(folder, "reserve"), 1000);
  let tries = 0;
  const broken = () => {
    tries += 1;
    throw Object.assign(new Error("disk I/O error"), { code: "SQLITE_IOERR_FSYNC" });
  };
  expect(() => withReserve(broken, reserve)).toThrow("I/O");
  expect(tries).toBe(1);
  expect(existsSync(join(folder, "reserve"))).toBe(true);
});
