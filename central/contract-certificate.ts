import { z } from "zod";
import { lives, operationKinds } from "../card/life.ts";
import { opId, atMs, legalStates, reasons, header, issuer } from "./contract.ts";

/** What is said about the paper: the certificate's text, and M6 PRINTED. */

// --------------------- certificate text: GET /v1/operations/{opId}/certificate (done only)

/** Personal text comes from the centre, masked, at the moment of printing and is never journalled. */
export const certificate = z.object({
  number: z.string(),
  opId,
  kind: z.enum(operationKinds),
  reason: z.enum(reasons),
  /** The centre's clock, when the operation was done. */
  doneAtMs: atMs,
  issuer,
  office: z.object({ nameZh: z.string(), nameEn: z.string() }),
  holderNameMasked: z.string(),
  nationalNumberMasked: z.string(),
  cardNumberMasked: z.string(),
  /** Who acted for the holder, where the centre knows their name: an application with a power of attorney. */
  agentNameMasked: z.string().optional(),
  /** True: a clerk dealt with it at a counter. */
  atCounter: z.boolean().optional(),
  /** As the card itself showed it in the look that settled the operation. */
  cardLife: z.enum(lives),
  legal: z.enum(legalStates),
  copiesPrinted: z.number().int().nonnegative(),
  /** True: the record is frozen, and the card itself will be blocked when it is seen. */
  recordOnly: z.boolean().optional(),
  /** What the QR code says: facts and the centre's signature (docs/proof.md). The number alone when absent. */
  signed: z.string().max(400).optional(),
});
export type Certificate = z.infer<typeof certificate>;

// ----------------------------------- M6 PRINTED: POST /v1/operations/{opId}/printed

export const printedRequest = z.object({
  header,
  certificateNo: z.string(),
  print: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("original") }),
    z.object({ kind: z.literal("copy"), n: z.number().int().positive() }),
  ]),
  /** What the printer answered. */
  proof: z.string().max(200),
});
export type PrintedRequest = z.infer<typeof printedRequest>;
export const printedAnswer = z.object({ result: z.literal("recorded") });
export type PrintedAnswer = z.infer<typeof printedAnswer>;
