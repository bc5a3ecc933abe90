import { z } from "zod";
import { header, hex } from "./contract.ts";
import { agent } from "./contract-operation.ts";

/** What is said of somebody who acts for a holder, before the operation is asked for. */

const photoBytesMax = 200 * 1024;
const base64Max = Math.ceil(photoBytesMax / 3) * 4;

/** A photograph: JPEG (FF D8 FF), base64. */
export const photo = z
  .string()
  .max(base64Max)
  .regex(/^\/9j\/[A-Za-z0-9+/]*={0,2}$/)
  .refine((text) => text.length % 4 === 0);
/** Of a body with a photograph in it. */
export const photoBodyLimit = base64Max + 16 * 1024;

// ------------------------------- POST /v1/operations/{opId}/agent, before AUTHORISE

/**
 * Who acts, as their identity card names them, and where the region asks for it a photo of both. Personal, so that no
 * terminal journals it: it is told before the intent is, and alone begins nothing. Key: operation id.
 */
export const agentShownRequest = z.object({
  header,
  cardRef: hex(32),
  agentRef: agent.shape.agentRef,
  name: z.string().trim().min(1).max(120),
  photo: photo.optional(),
});
export type AgentShownRequest = z.infer<typeof agentShownRequest>;
export const agentShownAnswer = z.object({ result: z.literal("noted") });
export type AgentShownAnswer = z.infer<typeof agentShownAnswer>;
