import type { Pin } from "../ports.ts";

const shown = "[PIN]";

/**
 * Takes `digits` over: nobody else may keep them. No string is ever made of them, because a string cannot be
 * overwritten; typed arrays can, and are.
 */
export function pinOf(digits: Uint8Array): Pin {
  let used = false;
  const { length } = digits;
  const wipe = (): void => {
    used = true;
    digits.fill(0);
  };
  return {
    length,
    async use(work) {
      if (used) throw new Error("a PIN is used once");
      used = true;
      try {
        return await work(digits);
      } finally {
        wipe();
      }
    },
    wipe,
    toJSON: () => shown,
    toString: () => shown,
    ...{ [Symbol.for("nodejs.util.inspect.custom")]: () => shown },
  };
}
