import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ESLint } from "eslint";
import { describe, expect, onTestFinished, test } from "vitest";

const root = join(import.meta.dirname, "..");
/** What a tool says of the house it says again: no second try. */
const byTool = { timeout: 240_000, retry: 0 };

/** Runs a tool of node_modules once, on the Node that runs the tests. */
async function tool(path: string, args: readonly string[], cwd = root) {
  const child = spawn(process.execPath, [join(root, "node_modules", path), ...args], {
    cwd,
    timeout: byTool.timeout,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const pieces: { readonly out: string[]; readonly err: string[] } = { out: [], err: [] };
  child.stdout.setEncoding("utf8").on("data", (text: string) => pieces.out.push(text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => pieces.err.push(text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { code, stdout: pieces.out.join(""), stderr: pieces.err.join("") };
}

/** The tool's own words are the failure message. */
async function expectContent(path: string, args: readonly string[]) {
  const { code, stdout, stderr } = await tool(path, args);
  expect(code, `${stdout}\n${stderr}`).toBe(0);
}

type Cruise = {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
};

/** Holds the folders under `cwd` against the import table. */
async function cruise(folders: readonly string[], cwd: string) {
  const { stdout, stderr } = await tool(
    "dependency-cruiser/bin/dependency-cruiser.mjs",
    ["--config", join(root, ".dependency-cruiser.cjs"), "--output-type", "json", ...folders],
    cwd,
  );
  expect(stdout, stderr).toMatch(/^\{/);
  const { summary } = JSON.parse(stdout) as Cruise;
  return {
    modules: summary.totalCruised,
    violations: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
  };
}

/** A small house in a temporary folder, by path and text. */
async function plant(files: Readonly<Record<string, string>>) {
  const house = await mkdtemp(join(tmpdir(), "cardhall-house-"));
  onTestFinished(() => rm(house, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(house, path)), { recursive: true });
    await writeFile(join(house, path), text);
  }
  return house;
}

/** What the linter says of `text` if it stood in the file `path` of this house. */
async function lint(path: string, text: string) {
  const [result] = await new ESLint({ cwd: root }).lintText(text, { filePath: join(root, path) });
  return result?.messages.map(({ message }) => message) ?? [];
}

test("types: the whole house type-checks", byTool, () =>
  expectContent("typescript/bin/tsc", ["--pretty", "false"]),
);

test("format: every file is as Prettier writes it", byTool, () =>
  expectContent("prettier/bin/prettier.cjs", ["--check", "."]),
);

describe("lint", () => {
  test("every file keeps the taste of the house", byTool, () =>
    expectContent("eslint/bin/eslint.js", [".", "--max-warnings", "0"]),
  );

  test.each([
    ["export const at = () => Date.now();", "Take the clock as an argument: time is passed in."],
    ["export const at = () => new Date();", "Take the clock as an argument: time is passed in."],
    [
      "export const pick = () => Math.random();",
      "Take chance as an argument: the simulator must be able to repeat it.",
    ],
    [
      "export const wait = (then: () => void) => setTimeout(then, 1);",
      "Wait through the clock that was passed in: no timers in logic.",
    ],
    [
      'import { randomUUID } from "node:crypto";\nexport const id = randomUUID();',
      "Take chance as an argument: the simulator must be able to repeat it.",
    ],
    ["export const home = process.env;", "the environment is read in main.ts only."],
    ["console.log(1);", "Write to the journal or the log that was passed in."],
    [
      "export enum Life { active }",
      "Write an `as const` list and a union: an enum does not survive type stripping.",
    ],
    ["export default 1;", "Export by name: one thing, one word, everywhere."],
    ["async function f() {}\nf();", "Promises must be awaited"],
    [
      'export function f(life: "active" | "frozen") { switch (life) { case "active": return 1; } return 2; }',
      "Switch is not exhaustive",
    ],
  ])("in card/ it refuses %j", byTool, async (text, sentence) => {
    // The text of a file that exists is replaced, so that the type checker knows it.
    expect(await lint("card/life.ts", text)).toContainEqual(expect.stringContaining(sentence));
  });
});

describe("imports", () => {
  test("no file imports what its folder may not", byTool, async () => {
    const { modules, violations } = await cruise(["."], root);
    expect(violations.join("\n")).toBe("");
    // A cruiser that lost its TypeScript sees nothing and finds nothing.
    expect(modules).toBeGreaterThanOrEqual(40);
  });

  test("planted violations are caught by name", byTool, async () => {
    const house = await plant({
      "tsconfig.json": "{}",
      "package.json": '{ "dependencies": { "pcsclite": "*" } }',
      "words/zh.ts": 'import { x } from "../hardware/x.ts";\nexport const zh = x;',
      "hardware/x.ts": 'export const x = "x";\nexport type X = string;',
      "hardware/bad.ts": 'import { screen } from "../daemon/screen.ts";\nexport const bad = screen;',
      "hardware/bad-type.ts": 'import type { Screen } from "../daemon/screen.ts";\nexport type Bad = Screen;',
      "hardware/reader/pcsc-host.ts": 'import "pcsclite";',
      "hardware/reader/pcsc-reader.ts": 'import "pcsclite";',
      "card/life.ts": 'export type Life = string;\nexport const lives = ["active"];',
      "card/bad.ts":
        'import { readFileSync } from "node:fs";\nimport { x } from "../hardware/x.ts";\nexport const bad = readFileSync(x);',
      "central/contract.ts": 'export const contract = "";',
      "central/bad.ts": 'import { bad } from "../daemon/bad.ts";\nexport const worse = bad;',
      "daemon/screen.ts": 'export const screen = "";\nexport type Screen = string;',
      "daemon/bad.ts": 'import { worse } from "../central/bad.ts";\nexport const bad = worse;',
      "daemon/good.ts":
        'import { contract } from "../central/contract.ts";\nimport { zh } from "../words/zh.ts";\nexport const good = contract + zh;',
      "kiosk-ui/app/good.ts":
        'import type { Life } from "../../card/life.ts";\nimport { screen } from "../../daemon/screen.ts";\nexport const good: Life = screen;',
      "kiosk-ui/app/bad.ts": 'import { lives } from "../../card/life.ts";\nexport const bad = lives;',
      "kiosk-ui/app/worse.ts": 'import { good } from "../../daemon/good.ts";\nexport const worse = good;',
      "cli/bad.ts": 'import { good } from "../kiosk-ui/app/good.ts";\nexport const bad = good;',
    });
    const { violations } = await cruise(["."], house);
    const ofTable = violations.filter((line) => !line.startsWith("resolvable") && !line.startsWith("no-dev"));
    expect(ofTable.toSorted()).toEqual([
      "card-imports: card/bad.ts -> hardware/x.ts",
      "card-is-pure: card/bad.ts -> fs",
      "central-imports: central/bad.ts -> daemon/bad.ts",
      "cli-imports: cli/bad.ts -> kiosk-ui/app/good.ts",
      "daemon-imports: daemon/bad.ts -> central/bad.ts",
      "hardware-imports: hardware/bad-type.ts -> daemon/screen.ts",
      "hardware-imports: hardware/bad.ts -> daemon/screen.ts",
      "kiosk-ui-imports: kiosk-ui/app/worse.ts -> daemon/good.ts",
      "kiosk-ui-types-only: kiosk-ui/app/bad.ts -> card/life.ts",
      "no-cycles: central/bad.ts -> daemon/bad.ts",
      "pcsclite-at-home: hardware/reader/pcsc-reader.ts -> pcsclite",
      "words-imports: words/zh.ts -> hardware/x.ts",
    ]);
  });
});
