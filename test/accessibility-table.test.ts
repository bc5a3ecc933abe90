import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/**
 * docs/accessibility.md says clause by clause which test shows what. A test that was renamed, or a clause that nobody
 * wrote down, would make the table a wish.
 */

const root = join(import.meta.dirname, "..");
const page = readFileSync(join(root, "docs/accessibility.md"), "utf8");
const ofThePage = ["kiosk-ui/app/accessibility.stand.test.ts", "kiosk-ui/app/speech.stand.test.ts"];

type Row = { readonly clauses: readonly string[]; readonly asks: string; readonly shownBy: string };
const table = (text: string): Row[] =>
  [
    ...(text.split("## Clause by clause")[1]?.split("\n## ")[0] ?? "").matchAll(
      /^\| ([^|]+) \| ([^|]+) \| (.+) \|$/gm,
    ),
  ]
    .map(([, clause = "", asks = "", shownBy = ""]) => ({ clauses: clause.split(", "), asks, shownBy }))
    .filter(({ clauses }) => !/^(clause|-+)$/.test(clauses[0] ?? ""));

/** Tests and their groups, by the words they are called by. */
const namesIn = (file: string): string[] =>
  [
    ...readFileSync(join(root, file), "utf8").matchAll(
      /\(\s*"((?:[^"\\]|\\.)+)",\s*(?:\{[^}]*\},\s*)?(?:async )?\(/g,
    ),
  ].map(([, name = ""]) => name);

/** Clauses that a name begins with: `5.7, 5.8: a key ...`. */
const clausesOf = (name: string): string[] =>
  /^((?:\d+\.)+\d+(?:, )?)+(?=:|$)/.exec(name)?.[0].split(", ") ?? [];

/** A test is named by the first words of its name, or by clauses at the beginning of it. */
function isCalled(name: string, words: string): boolean {
  const clauses = clausesOf(words);
  return clauses.length > 0
    ? clauses.every((clause) => clausesOf(name).includes(clause))
    : name.startsWith(words);
}

/** Each test that a row names, as `file` and words; words without a file before them belong to nothing. */
function namedIn({ shownBy }: Row): { readonly file: string; readonly words?: string }[] {
  const named: { file: string; words?: string }[] = [];
  let file = "";
  for (const [, code, words] of shownBy.matchAll(/`([^`]+)`|\*([^*]+)\*/g)) {
    if (code?.endsWith(".test.ts") === true)
      named.push({ file: (file = code.includes("/") ? code : `kiosk-ui/app/${code}`) });
    if (words !== undefined) named.push({ file, words });
  }
  return named;
}

function wishes(rows: readonly Row[]): string[] {
  return rows.flatMap((row) =>
    namedIn(row)
      .filter(({ file, words }) => {
        if (file === "" || !existsSync(join(root, file))) return true;
        return words !== undefined && !namesIn(file).some((name) => isCalled(name, words));
      })
      .map(({ file, words }) => `${row.clauses.join()}: ${file} ${words ?? ""}`),
  );
}

test("every test that the table names is there, by that name", () => {
  const rows = table(page);
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.flatMap(namedIn).length).toBeGreaterThan(40);
  expect(wishes(rows)).toEqual([]);
});

test("every clause that a test of the page names has its row", () => {
  const listed = table(page).flatMap(({ clauses }) => clauses);
  const tested = ofThePage.flatMap(namesIn).flatMap(clausesOf);
  expect(tested.length).toBeGreaterThan(20);
  expect(tested.filter((clause) => !listed.includes(clause))).toEqual([]);
});

/** Of EN 301 549 chapter 5 (closed functionality) and WCAG 2.2 AA what concerns a terminal with a screen, speech and no entry. */
const asked = [
  ...Array.from({ length: 16 }, (_, index) => `5.1.3.${String(index + 1)}`),
  ..."5.1.4 5.1.5 5.1.6.1 5.1.6.2 5.1.7 5.2 5.3 5.4 5.5.1 5.5.2 5.6 5.7 5.8 5.9 8.3".split(" "),
  ..."1.4.4 2.2.1 2.3.3 2.4.11 2.5.7 2.5.8 3.3.4 3.3.7 3.3.8 4.1.2"
    .split(" ")
    .map((number) => `WCAG ${number}`),
  "适老化通用设计规范",
  "language",
];

test("every clause that concerns a terminal has its row, and says what shows it", () => {
  const rows = table(page);
  const listed = rows.flatMap(({ clauses }) => clauses);
  expect(asked.filter((clause) => !listed.includes(clause))).toEqual([]);
  expect(listed.filter((clause, index) => listed.indexOf(clause) !== index)).toEqual([]);
});

test("a wish is told from a test: another name, another file, no file", () => {
  const row = (shownBy: string): string[] =>
    wishes(table(`## Clause by clause\n\n| clause | x | y |\n|---|---|---|\n| 5.9 | it | ${shownBy} |\n`));
  expect(row("`speech.stand.test.ts`: *5.1.3.14*")).toEqual([]);
  expect(row("`speech.stand.test.ts`: *nobody is spoken to*")).toEqual([]);
  expect(row("`speech.stand.test.ts`: *5.1.3.99*")).toHaveLength(1);
  expect(row("`speech.stand.test.ts`: *is spoken to*")).toHaveLength(1);
  expect(row("`nobody.test.ts`")).toHaveLength(1);
  expect(row("as ever: *5.1.3.14*")).toHaveLength(1);
});
