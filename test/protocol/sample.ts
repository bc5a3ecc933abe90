import { nightly } from "../nightly.ts";

/** One place of so many in `npm test`. */
const share = 4;

/**
 * The places of a journey, from 0, at which it is disturbed: all of them with CARDHALL_ALL (nightly), else each
 * fourth. `turn` says with which one to begin, so that the tests beside each other take different ones.
 */
export const sampled = (count: number, turn: number): readonly number[] =>
  Array.from({ length: count }, (_, place) => place).filter(
    (place) => nightly || (place + turn) % share === 0,
  );
