import { z } from "zod";
import { hex, opId, atMs, header } from "./contract.ts";

/** What a terminal and the centre say about themselves: health, BOOT, the journal's tail, M8 COMMANDS. */

// -------------------------------------------------------------- GET /v1/health

export const healthAnswer = z.object({ result: z.literal("ok"), nowMs: atMs, warnings: z.array(z.string()) });
export type HealthAnswer = z.infer<typeof healthAnswer>;

// ------------------------------------------- BOOT: POST /v1/terminals/boot (fencing)

/**
 * A new process of a terminal goes on from the journal of the one before. The centre asks for the hash at the
 * newest place it knows; a disk that was copied, lost or set back cannot say it. A read of no operation: no key.
 */
export const bootRequest = z.object({
  header,
  /** `head` null: this journal has no such entry. */
  held: z.object({ seq: z.number().int().nonnegative(), head: z.string().max(128).nullable() }).optional(),
  /** As the centre named it: this is no message of the time before it was put back. */
  restoredAtMs: atMs.optional(),
});
export type BootRequest = z.infer<typeof bootRequest>;
export const bootAnswer = z.discriminatedUnion("result", [
  z.object({ result: z.literal("welcome"), resendAfter: z.number().int().nonnegative().optional() }),
  /** `restoredAtMs`: since when it waits for what it forgot, to be said again with the proof. */
  z.object({
    result: z.literal("prove"),
    seq: z.number().int().nonnegative(),
    restoredAtMs: atMs.optional(),
  }),
]);
export type BootAnswer = z.infer<typeof bootAnswer>;

// --------------------- journal tail: POST /v1/terminals/journal (after a restore, row 25)

const journalEntry = z.object({
  seq: z.number().int().positive(),
  opId: z.string().max(64),
  atMs: atMs,
  body: z.string().max(8192),
  hash: z.string().max(128),
});

/** The terminal's own entries, text as it was hashed; a restored centre learns from them what it forgot. */
export const tailRequest = z.object({
  header,
  entries: z.array(journalEntry).min(1).max(200),
  /** How the operations began that go on in `entries` and began before them: they alone name card and kind. */
  begun: z.array(journalEntry).max(200).optional(),
});
export type TailRequest = z.infer<typeof tailRequest>;
export const tailAnswer = z.object({
  result: z.literal("received"),
  /** More is wanted after this entry; absent when nothing is. */
  resendAfter: z.number().int().nonnegative().optional(),
});
export type TailAnswer = z.infer<typeof tailAnswer>;

// ------------------------------------------------------- DESK: POST /v1/desk

/**
 * A terminal on a clerk's desk says on which port of its own machine its screen is; with `codeHash`, that a page there
 * showed it a code, and asks whose that is.
 */
export const deskRequest = z.object({
  header,
  screenPort: z.number().int().min(1).max(65_535),
  codeHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export type DeskRequest = z.infer<typeof deskRequest>;
export const deskAnswer = z.discriminatedUnion("result", [
  /** A kiosk: no clerk's page is listened to there. */
  z.object({ result: z.literal("no-desk") }),
  z.object({ result: z.literal("desk") }),
  z.object({ result: z.literal("paired"), clerk: z.string().max(200) }),
  /** Nobody's, or no longer. */
  z.object({ result: z.literal("unknown-code") }),
]);
export type DeskAnswer = z.infer<typeof deskAnswer>;

// ------------------------------------------------- M8 COMMANDS: POST /v1/commands

export const command = z.discriminatedUnion("kind", [
  /** The block list, card by card: a listed card is refused for use until a terminal with the centre has it. */
  z.object({ kind: z.literal("list"), cardRef: hex(32) }),
  z.object({ kind: z.literal("unlist"), cardRef: hex(32) }),
  /** Something changed for this operation: ask about it again. */
  z.object({ kind: z.literal("retry"), opId }),
  /** The centre was restored from a backup: send the journal's entries after this one (row 25). */
  z.object({ kind: z.literal("resend"), after: z.number().int().nonnegative() }),
]);
export type Command = z.infer<typeof command>;

/** A read: no key, no place in the journal. */
export const commandsRequest = z.object({
  header,
  /** The last command that was followed; 0 for all. */
  after: z.number().int().nonnegative(),
  /** How long the answer may wait for the first command. */
  waitMs: z.number().int().min(0).max(25_000).optional(),
});
export type CommandsRequest = z.infer<typeof commandsRequest>;
export const commandsAnswer = z.object({
  result: z.literal("commands"),
  commands: z.array(z.object({ seq: z.number().int().positive(), command })).max(500),
  /** Ask from here next. */
  after: z.number().int().nonnegative(),
});
export type CommandsAnswer = z.infer<typeof commandsAnswer>;
