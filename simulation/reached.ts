/** Rows of protocol A5. */
export const crashRows = Array.from({ length: 28 }, (_, index) => index + 1);

/**
 * What runs got to: "sometimes" assertions. A simulator that never reaches a crash row proves nothing of it,
 * so a long run counts each one and fails as too weak when one is missing.
 */
export type Reached = {
  row(number: number): void;
  statusWord(word: string): void;
  /** Anything else that ought to happen sometimes. */
  state(name: string): void;
};

export type Counts = {
  readonly rows: Map<number, number>;
  readonly statusWords: Map<string, number>;
  readonly states: Map<string, number>;
};

export const emptyCounts = (): Counts => ({
  rows: new Map(crashRows.map((row) => [row, 0])),
  statusWords: new Map(),
  states: new Map(),
});

export function countReached(counts: Counts): Reached {
  const add = <Key>(map: Map<Key, number>, key: Key): void => void map.set(key, (map.get(key) ?? 0) + 1);
  return {
    row: (number) => {
      add(counts.rows, number);
    },
    statusWord: (word) => {
      add(counts.statusWords, word);
    },
    state: (name) => {
      add(counts.states, name);
    },
  };
}
