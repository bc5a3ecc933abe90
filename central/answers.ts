import { hash } from "node:crypto";
import canonicalize from "canonicalize";
import type { z } from "zod";
import { ok } from "../hardware/result.ts";
import { plainJson } from "./plain-json.ts";
import { refuse, type Answer, type Answered } from "./problems.ts";
import type { Tx } from "./store.ts";

/** RFC 8785 (JCS) text of a JSON value. */
export function canonical(value: unknown): string {
  const text = plainJson(value) ?? canonicalize(value);
  if (text === undefined) throw new Error("not a JSON value");
  return text;
}

/** Lower-case hex. */
export const sha256 = (text: string): string => hash("sha256", text);

/** What idempotency compares: the body without its header, since boot and journal place may differ. */
export function fingerprint(body: { readonly header: unknown }): string {
  const { header: _header, ...rest } = body;
  return sha256(canonical(rest));
}

/** An answer and its text. One that its own schema refuses is a bug, and throws before it is committed. */
export function encode<Schema extends z.ZodType>(
  schema: Schema,
  answer: z.input<Schema>,
): Answer<z.output<Schema>> {
  const value = schema.parse(answer);
  return { text: canonical(value), value };
}

/** The stored answer to `key`, if it was asked before: the same bytes, or 422 when the body differs. */
export async function recall<Value>(
  tx: Tx,
  key: string,
  print: string,
): Promise<Answered<Value> | undefined> {
  const row = await tx.get("answer", { key });
  if (row === undefined) return undefined;
  if (row.fingerprint !== print) return refuse("different-body");
  // Written by `remember` under the same key, so the shape is the one that is asked for.
  return ok({ text: row.body, value: JSON.parse(row.body) as Value });
}

/** Stores an answer in the transaction that made it true. */
export async function remember<Value>(
  tx: Tx,
  answer: {
    readonly key: string;
    readonly print: string;
    readonly body: Answer<Value>;
    readonly nowMs: number;
  },
): Promise<Answered<Value>> {
  const { key, print, body, nowMs } = answer;
  await tx.add("answer", { key, fingerprint: print, body: body.text, at_ms: nowMs });
  return ok(body);
}
