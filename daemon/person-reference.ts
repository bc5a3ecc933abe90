import { createHmac } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { writePrivate } from "./private-files.ts";

const keyForm = /^[0-9a-f]{64}$/;

/**
 * Names a person in journal and messages without a number of theirs: HMAC-SHA256 under a key that is made at the first
 * start and never leaves this terminal, cut to 32 hex digits. The same person has the same reference here and no
 * other one anywhere; whoever has the key and a number can check that they belong together. Throws on a damaged key.
 */
export function personReference(keyFile: string, mintKey: () => string): (idNumber: string) => string {
  if (!existsSync(keyFile)) writePrivate(keyFile, mintKey());
  const key = readFileSync(keyFile, "utf8").trim();
  if (!keyForm.test(key)) throw new Error(`${keyFile}: not a key of 64 hex digits`);
  return (idNumber) =>
    createHmac("sha256", Buffer.from(key, "hex")).update(idNumber, "utf8").digest("hex").slice(0, 32);
}
