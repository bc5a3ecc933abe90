// The taste of the house as far as a machine can see it. Which folder may import which: .dependency-cruiser.cjs.
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const tests = ["**/*.test.ts", "**/*.test.tsx", "**/*for-tests.ts", "test/**/*.{ts,tsx}"];
const configs = ["*.config.{js,ts}", ".dependency-cruiser.cjs"];
/** Where only what was passed in may be used, and the files whose work it is to pass it in. */
const logic = ["card/**/*.ts", "central/**/*.ts", "daemon/**/*.ts", "simulation/**/*.ts"];
const composition = ["central/main.ts", "daemon/main.ts", "daemon/**/*-clock.ts"];
const inBrowser = ["kiosk-ui/app/**/*.{ts,tsx}"];

/** Bans that hold everywhere. A rule's list is one whole: who adds to it says the house's list again. */
const houseSyntax = [
  {
    selector: "TSEnumDeclaration",
    message: "Write an `as const` list and a union: an enum does not survive type stripping.",
  },
  { selector: "Decorator", message: "Call a function instead: a decorator hides what happens and when." },
  { selector: "ExportAllDeclaration", message: "Import from the file that holds the thing: no barrels." },
  {
    selector:
      ":matches(ImportDeclaration, ExportNamedDeclaration)[source.value=/^\\.{1,2}\\u002f.*\\.jsx?$/]",
    message: "Import the .ts file itself: Node runs the sources as they are.",
  },
  {
    selector:
      ":matches(ImportDeclaration, ExportNamedDeclaration)[source.value=/^(assert|buffer|child_process|crypto|events|fs|http|https|net|os|path|stream|timers|tls|url|util|worker_threads|zlib)(\\u002f|$)/]",
    message: "Name a builtin of Node with its node: prefix.",
  },
];
const namedExports = {
  selector: "ExportDefaultDeclaration",
  message: "Export by name: one thing, one word, everywhere.",
};

const timeMessage = "Take the clock as an argument: time is passed in.";
const chanceMessage = "Take chance as an argument: the simulator must be able to repeat it.";
const waitMessage = "Wait through the clock that was passed in: no timers in logic.";
const consoleMessage = "Write to the journal or the log that was passed in.";
const environmentMessage = "Take it as configuration: the environment is read in main.ts only.";

const passedInSyntax = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: timeMessage },
  { selector: "CallExpression[callee.name='Date']", message: timeMessage },
];
const passedInGlobals = [
  ...["setTimeout", "setInterval", "setImmediate"].map((name) => ({ name, message: waitMessage })),
  { name: "performance", message: timeMessage },
  { name: "console", message: consoleMessage },
];
const passedInProperties = [
  { object: "Date", property: "now", message: timeMessage },
  { object: "Math", property: "random", message: chanceMessage },
  { object: "crypto", property: "randomUUID", message: chanceMessage },
  { object: "crypto", property: "getRandomValues", message: chanceMessage },
  { object: "process", property: "hrtime", message: timeMessage },
  { object: "process", property: "env", message: environmentMessage },
  ...["setTimeout", "setInterval"].map((property) => ({
    object: "globalThis",
    property,
    message: waitMessage,
  })),
];
const passedInImports = [
  {
    name: "node:crypto",
    importNames: ["randomUUID", "randomBytes", "randomInt", "randomFill", "randomFillSync", "webcrypto"],
    message: chanceMessage,
  },
  { name: "node:timers", message: waitMessage },
  { name: "node:timers/promises", message: waitMessage },
  { name: "node:perf_hooks", message: timeMessage },
  { name: "node:console", message: consoleMessage },
  { name: "node:process", importNames: ["env", "hrtime"], message: environmentMessage },
];

/** The DOM's types are in sight everywhere (one tsconfig); its globals exist in the page only. */
const browserGlobals = [
  "window",
  "document",
  "localStorage",
  "sessionStorage",
  "location",
  "history",
  "navigator",
  ..."alert confirm prompt event name status screen length parent top self open close stop find focus blur print origin".split(
    " ",
  ),
].map((name) => ({ name, message: "This is the browser's: it is meant for kiosk-ui/app only." }));
const nodeGlobals = ["process", "Buffer", "global", "require", "module", "__dirname", "__filename"].map(
  (name) => ({ name, message: "This is Node's: the page runs in a browser." }),
);

export default defineConfig(
  globalIgnores(["node_modules/", "kiosk-ui/dist/", "test/artifacts/", ".cardhall/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-restricted-syntax": ["error", ...houseSyntax, namedExports],
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // Loosened where the strict setting costs words and saves nothing.
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": "off",
      // Ports and hooks are made by functions and hold no `this` that could be lost.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { attributes: false, arguments: false } },
      ],
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      // Chinese text is counted and cut by code point, which is what spreading a string gives.
      "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
      // A parser or a channel named by the type that its caller expects is worth a type parameter used once.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // An async function may answer at once: a port's promise is its shape, not its speed.
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    files: ["**/*.{js,mjs,cjs}"],
    extends: [tseslint.configs.base],
    rules: { eqeqeq: "error", "no-var": "error", "prefer-const": "error" },
  },
  {
    files: ["**/*.ts"],
    ignores: inBrowser,
    rules: { "no-restricted-globals": ["error", ...browserGlobals] },
  },
  { files: inBrowser, rules: { "no-restricted-globals": ["error", ...nodeGlobals] } },
  {
    files: logic,
    ignores: [...composition, ...tests],
    rules: {
      "no-restricted-syntax": ["error", ...houseSyntax, namedExports, ...passedInSyntax],
      "no-restricted-globals": ["error", ...browserGlobals, ...passedInGlobals],
      "no-restricted-properties": ["error", ...passedInProperties],
      "no-restricted-imports": ["error", { paths: passedInImports }],
    },
  },
  {
    // XState takes a machine's types from the type of an empty object: the assertion is the declaration.
    files: ["daemon/*-machine.ts"],
    rules: { "@typescript-eslint/no-unnecessary-type-assertion": "off" },
  },
  {
    files: tests,
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-unnecessary-condition": "off",
      "@typescript-eslint/restrict-template-expressions": "off",
    },
  },
  { files: configs, rules: { "no-restricted-syntax": ["error", ...houseSyntax] } },
);
