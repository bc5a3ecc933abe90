import { execFileSync } from "node:child_process";
import { constants, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "./clock.ts";
import { headphonesIn, watchHeadphones } from "./headphones.ts";

const event = (type: number, code: number, value: number): Buffer => {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt16LE(type, 16);
  bytes.writeUInt16LE(code, 18);
  bytes.writeInt32LE(value, 20);
  return bytes;
};
const put = event(5, 2, 1);
const taken = event(5, 2, 0);
const sync = event(0, 0, 0);

test("the last word on the headphone switch counts, other switches and keys do not", () => {
  expect(headphonesIn(Buffer.concat([put, sync]))).toBe(true);
  expect(headphonesIn(Buffer.concat([put, sync, taken, sync]))).toBe(false);
  expect(headphonesIn(Buffer.concat([event(5, 4, 1), event(1, 2, 1), sync]))).toBeUndefined();
  expect(headphonesIn(put.subarray(0, 23))).toBeUndefined();
});

test("a socket that speaks is heard, and one that is silent holds nobody up", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cardhall-headphones-"));
  const path = join(folder, "event");
  execFileSync("mkfifo", [path]);
  const heard: boolean[] = [];
  const watched = watchHeadphones(path, systemClock, (inserted) => heard.push(inserted));
  const socket = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  writeSync(socket, Buffer.concat([put, sync]));
  await expect.poll(() => heard).toEqual([true]);
  writeSync(socket, Buffer.concat([taken, sync]));
  await expect.poll(() => heard).toEqual([true, false]);
  watched.close();
  rmSync(folder, { recursive: true });
});

test("no such device: nothing is told and nothing fails", () => {
  const watched = watchHeadphones("/nowhere/event0", systemClock, () => expect.fail("told"));
  watched.close();
});
