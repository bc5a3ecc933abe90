/** Time as a device driver needs it; passed in, so that tests and the simulator own it. */
export interface Clock {
  /** Milliseconds on a clock that never goes back; only differences mean anything. */
  nowMs(): number;
  /** Calls `then` once after `delayMs`; the answer cancels it. */
  after(delayMs: number, then: () => void): () => void;
}

/** The machine's own monotonic clock. Constructed where a process is put together. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  after(delayMs, then) {
    const timer = setTimeout(then, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

export const sleep = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise((wake) => {
    clock.after(delayMs, wake);
  });
