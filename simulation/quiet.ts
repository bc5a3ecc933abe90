import type { Quiet } from "./world.ts";

const settled = Promise.resolve();

/**
 * Node's own: the next tick comes when no promise can go on, and the loop itself need not turn for it. What is then
 * called comes out of a promise's turn; called from the tick itself, ticks would go on before any promise does.
 */
export const quiet: Quiet = (then) => {
  process.nextTick(() => void settled.then(then));
};
