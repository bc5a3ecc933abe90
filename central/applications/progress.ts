import { createHash, timingSafeEqual } from "node:crypto";
import { refuse, type Problem } from "../problems.ts";
import { ok, type Result } from "../../hardware/result.ts";
import type { Tx } from "../store.ts";
import type { ApplicationRow } from "./tables.ts";

/**
 * Progress for anybody who knows the application's number and the last six characters of the holder's number. A
 * number that exists and one that does not are answered alike, after the same reads and writes: wrong tails are
 * counted by a bucket of the number's hash, so that nothing is written for one that would not be for the other.
 */

const buckets = 4096;
/** Wrong tails in one bucket and hour; then it is closed until the hour is over, to everybody alike. */
const wrongAnHour = 10;
const hourMs = 3_600_000;

export const tailLength = 6;

export async function findForPublic(
  tx: Tx,
  nowMs: number,
  asked: { readonly number: string; readonly idTail: string },
): Promise<Result<ApplicationRow, Problem>> {
  const bucket = digest(asked.number).readUInt16BE(0) % buckets;
  const tries = await tx.get("progress_try", { bucket });
  const recent = tries !== undefined && tries.since_ms + hourMs > nowMs;
  if (recent && tries.wrong >= wrongAnHour) return refuse("rate-limited");

  const application = await tx.get("application", { number: asked.number });
  const held = application?.holder_number.slice(-tailLength) ?? "";
  const isTheirs = timingSafeEqual(digest(asked.idTail.toUpperCase()), digest(held));
  if (application !== undefined && isTheirs) return ok(application);

  const counted = recent ? { wrong: tries.wrong + 1 } : { since_ms: nowMs, wrong: 1 };
  if (tries === undefined) await tx.add("progress_try", { bucket, since_ms: nowMs, wrong: 1 });
  else await tx.change("progress_try", { bucket }, counted);
  return refuse("not-found");
}

const digest = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();
