/** The page's time: the only way components wait or know the hour. Real in main.tsx, held by hand in tests. */
export type PageClock = {
  /** Local wall clock, for the header only. */
  now(): Date;
  /** Runs `task` once after `delayMs`; the returned function calls it off. */
  after(delayMs: number, task: () => void): () => void;
};
