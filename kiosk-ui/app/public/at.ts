import type { Centre } from "../centre/ask.ts";
import type { Say, Times } from "../centre/say.ts";

/** What each part of the public page is given. */
export type PublicAt = {
  readonly centre: Centre;
  readonly say: Say;
  readonly times: Times;
  /** What a platform that recognised the person said of them. */
  readonly statement?: string;
};
