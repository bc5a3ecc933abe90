import type { Change } from "./change.ts";
import { compareRows, placeOf, type Row } from "./row.ts";
import type { Stretch } from "./store.ts";
import { shapes, type TableName } from "./tables.ts";

/** Answers kept of one question at most, and rows in one answer: longer ones are asked for again. */
const answersMax = 4_096;
const rowsMax = 16;

/** One question with its values left open. */
type Question = {
  readonly columns: readonly string[];
  readonly limit: number | undefined;
  readonly newestFirst: boolean;
  /** By the values asked for; the least recently used first. */
  readonly answers: Map<string, readonly Row[]>;
};

const valuesText = (columns: readonly string[], row: Row): string =>
  JSON.stringify(columns.map((column) => row[column]));

/** Columns that point to a table, by its name. */
const pointing = new Map<string, [table: TableName, column: string][]>();
for (const [table, { references = {} }] of Object.entries(shapes))
  for (const [column, target] of Object.entries(references))
    pointing.set(target, [...(pointing.get(target) ?? []), [table as TableName, column]]);

/**
 * Answers of the database that still hold: each commit keeps them up, and drops one that it cannot. Kept are questions
 * for all rows or for the first; those for a stretch differ each time.
 */
export function knownFinds() {
  const tables = new Map<TableName, Map<string, Question>>();

  function questionOf(table: TableName, where: Row, stretch: Stretch): Question | undefined {
    const { after, upTo, below, limit, newestFirst = false } = stretch;
    if ((after ?? upTo ?? below) !== undefined || (limit ?? 1) !== 1) return undefined;
    const columns = Object.keys(where);
    const name = `${columns.join()} ${String(limit)} ${String(newestFirst)}`;
    const questions = tables.get(table) ?? new Map<string, Question>();
    tables.set(table, questions);
    const question = questions.get(name) ?? { columns, limit, newestFirst, answers: new Map() };
    questions.set(name, question);
    return question;
  }

  function keep({ answers }: Question, text: string, rows: readonly Row[]): void {
    answers.delete(text);
    answers.set(text, rows);
    if (answers.size <= answersMax) return;
    const [oldest] = answers.keys();
    if (oldest !== undefined) answers.delete(oldest);
  }

  /** A row that was not there before is pointed to by none: what will be asked of it is known. */
  function begin({ table, before, after }: Change): void {
    const [keyColumn, ...more] = shapes[table].key;
    if (before !== undefined || keyColumn === undefined || more.length > 0) return;
    for (const [from, column] of pointing.get(table) ?? [])
      for (const question of tables.get(from)?.values() ?? [])
        if (question.columns.length === 1 && question.columns[0] === column)
          keep(question, JSON.stringify([after?.[keyColumn]]), []);
  }

  function follow(change: Change): void {
    const { before, after } = change;
    for (const question of tables.get(change.table)?.values() ?? []) {
      const [from, to] = [before, after].map((row) => row && valuesText(question.columns, row));
      for (const text of new Set([from, to])) {
        const rows = text === undefined ? undefined : question.answers.get(text);
        if (text === undefined || rows === undefined) continue;
        const next = followed(question, change, rows, text === to ? after : undefined);
        if (next === undefined) question.answers.delete(text);
        else question.answers.set(text, next);
      }
    }
  }

  return {
    answer(table: TableName, where: Row, stretch: Stretch): readonly Row[] | undefined {
      const question = questionOf(table, where, stretch);
      if (question === undefined) return undefined;
      const text = valuesText(question.columns, where);
      const rows = question.answers.get(text);
      if (rows !== undefined) keep(question, text, rows);
      // A list of the asker's own, to sort or to cut as it likes.
      return rows && [...rows];
    },
    learn(table: TableName, where: Row, stretch: Stretch, rows: readonly Row[]): void {
      const question = questionOf(table, where, stretch);
      if (question !== undefined && rows.length <= rowsMax)
        keep(question, valuesText(question.columns, where), [...rows]);
    },
    /** What a commit has changed, each row once. */
    follow(changes: readonly Change[]): void {
      for (const change of changes) begin(change);
      for (const change of changes) follow(change);
    },
    clear(): void {
      tables.clear();
    },
  };
}

/** The answer after the change, with `row` in it if there is one; undefined where the next beyond its limit moves up. */
function followed(
  { limit, newestFirst }: Question,
  { table, place }: Change,
  rows: readonly Row[],
  row: Row | undefined,
): readonly Row[] | undefined {
  const others = rows.filter((each) => placeOf(table, each) !== place);
  if (row === undefined && others.length < rows.length && rows.length === limit) return undefined;
  const next = row === undefined ? others : [...others, row];
  next.sort((a, b) => (newestFirst ? compareRows(table, b, a) : compareRows(table, a, b)));
  const cut = next.slice(0, limit ?? next.length);
  return cut.length > rowsMax ? undefined : cut;
}
