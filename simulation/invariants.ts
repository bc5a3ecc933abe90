import type { Books } from "./books.ts";
import type { SimCard } from "./cards.ts";
import { paperRules } from "./paper-rules.ts";
import { registerRules } from "./register-rules.ts";
import type { Scene } from "./scene.ts";
import type { Terminal } from "./terminal.ts";

/** The rules of protocol A7, all of them. */
export function invariantsOf(parts: {
  readonly scene: Scene;
  readonly cards: readonly SimCard[];
  readonly books: () => Books;
  readonly terminals: () => readonly Terminal[];
  readonly restoring: () => boolean;
  readonly everRestored: () => boolean;
  readonly isForgetful: () => boolean;
  readonly centreMs: () => number;
}) {
  const { books, terminals } = parts;
  const papers = paperRules(parts);
  const register = registerRules(parts);
  /** All that a recovery may not change when nothing is left to do. */
  function standing(): string {
    const { cards, operations } = books();
    const disks = terminals().map((terminal) => terminal.disk().entries.length);
    return JSON.stringify([[...cards.values()], [...operations.values()], disks, papers.papers()]);
  }
  return { ...papers, ...register, standing };
}
