import { z } from "zod";

/** Somebody with a power of attorney (S2). */
export const agent = z.strictObject({
  name: z.string().trim().min(1).max(50),
  nationalNumber: z.string().regex(/^\d{17}[\dX]$/),
  powerOfAttorney: z.strictObject({
    /** Where the scan lies in the office's archive. */
    scanReference: z.string().regex(/^[\w-]{1,64}$/),
    validFrom: z.iso.date(),
    validUntil: z.iso.date(),
  }),
});
export type Agent = z.infer<typeof agent>;
