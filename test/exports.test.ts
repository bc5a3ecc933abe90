import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const folders = "words hardware card central daemon simulation kiosk-ui cli test packaging".split(" ");

/** Sources by their path in the house. */
type Sources = ReadonlyMap<string, string>;

function sourcesOfTheHouse(): Sources {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  );
  const sources = files.filter(
    (file) => /\.(tsx?|mjs)$/.test(file) && !/^(kiosk-ui\/dist|test\/artifacts)\//.test(file),
  );
  return new Map(
    [...sources, "vitest.config.ts"].map((file) => [file, readFileSync(join(root, file), "utf8")]),
  );
}

const words = (list: string): string[] => list.split(",").flatMap((word) => word.trim() || []);
/** `type A as B` is known to the other file as A, and offered by this one as B. */
const named = (word: string): string => word.replace(/^type\s+/, "").replace(/\s+as\s.*$|:.*$/, "");
const offered = (word: string): string => word.replace(/^type\s+|^.*\sas\s+/, "");

/** Each way of taking things out of another file that this house has; without `names` all of it is taken. */
const waysOfTaking = [
  /^(?:import|export) (?:type )?\{(?<names>[^}]*)\} from "(?<path>\.[^"]+)"/gm,
  /^import (?:type )?\* as \w+ from "(?<path>\.[^"]+)"/gm,
  /\bimport\(\s*"(?<path>\.[^"]+)"\s*\)\)?\.(?<names>(?!then\b)\w+)/g,
  /\{(?<names>[^{}]*)\}\s*=\s*await import\(\s*"(?<path>\.[^"]+)"\s*\)/g,
  /\bimport\(\s*"(?<path>\.[^"]+)"\s*\)\s*\.then\(\(\{(?<names>[^{}]*)\}\)/g,
];

/** What one file takes from others, as `path name`. */
function takenBy(file: string, text: string): string[] {
  const taken = waysOfTaking
    .flatMap((way) => [...text.matchAll(way)])
    .flatMap(({ groups: { path = "", names = "*" } = {} }) =>
      words(names).map((word) => `${join(dirname(file), path)} ${named(word)}`),
    );
  // Vitest runs what its configuration names, and knows what to call in it.
  return [...taken, ...[...text.matchAll(/\bglobalSetup: "([^"]+)"/g)].map(([, path = ""]) => `${path} *`)];
}

const waysOfOffering = [
  /^export (?:type )?\{([^}]*)\}/gm,
  /^export const [[{]([^\]}]*)[\]}] =/gm,
  /^export (?:async )?(?:const|let|function\*?|class|type|interface) (\w+)/gm,
];

/** What one file offers. A way that is not known here is a failure, not a gap. */
function offeredBy(file: string, text: string): string[] {
  const found = waysOfOffering.flatMap((way) => [...text.matchAll(way)]);
  const all = [...text.matchAll(/^export (?!default )/gm)];
  if (found.length !== all.length)
    expect.fail(`${file}: offers something in a way that this test does not know`);
  return found.flatMap(([, names = ""]) => words(names).map(offered));
}

function needless(sources: Sources): string[] {
  const taken = new Set([...sources].flatMap(([file, text]) => takenBy(file, text)));
  return [...sources].flatMap(([file, text]) =>
    taken.has(`${file} *`)
      ? []
      : offeredBy(file, text)
          .map((name) => `${file} ${name}`)
          .filter((each) => !taken.has(each)),
  );
}

test("a thing that only its own file uses is not exported", () => {
  const sources = sourcesOfTheHouse();
  expect(sources.size).toBeGreaterThan(900);
  expect(needless(sources)).toEqual([]);
});

test("each way of offering and of taking is understood, and what nobody takes is named", () => {
  const sources = new Map([
    [
      "card/all.ts",
      [
        "export const one = 1;",
        "export async function two(): Promise<void> {}",
        "export type Three = {",
        "  readonly of: string;",
        "};",
        "export const [four, five] = [4, 5];",
        "const six = 6;",
        "export { six, seven, seven as eight };",
        "export type { Nine };",
        "export interface Ten {}",
        "const eleven = 11;",
      ].join("\n"),
    ],
    ["card/whole.ts", "export const any = 1;\n"],
    ["vitest.config.ts", 'const project = { globalSetup: "card/setup.ts" };\nexport default project;\n'],
    ["card/setup.ts", "export function setup() {}\n"],
    ["card/again.ts", 'export { one } from "./all.ts";\n'],
    [
      "cli/taker.ts",
      [
        'import {\n  type Three as Other,\n  four,\n} from "../card/all.ts";',
        'import type * as Whole from "../card/whole.ts";',
        'const part = (await import("../card/all.ts")).two;',
        'void import("../card/all.ts").then(({ seven: mine }) => mine());',
        'const { six } = await import("../card/all.ts");',
      ].join("\n"),
    ],
  ]);
  expect(needless(sources)).toEqual([
    "card/all.ts eight",
    "card/all.ts Nine",
    "card/all.ts five",
    "card/all.ts Ten",
    "card/again.ts one",
  ]);
  expect(() => needless(new Map([["card/odd.ts", "export = 1;"]]))).toThrow(/does not know/);
});
