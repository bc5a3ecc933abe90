// Who may import whom: ARCHITECTURE's table, as rules. Folders not named in a folder's list are closed to it.
// Paths are anchored at the folder that is cruised, so the same rules judge a planted tree in the tests.

/** Product folders, in order. `packaging`, `docs` and the configuration files at the top are nobody's to import. */
const folders = ["words", "hardware", "card", "central", "daemon", "simulation", "kiosk-ui", "cli", "test"];

/** Besides itself and `words/`, what a folder may import: a folder or one file that is its door. */
const mayImport = {
  words: [],
  hardware: [],
  card: ["hardware/(ports|result)\\.ts$"],
  central: ["card/", "hardware/result\\.ts$"],
  daemon: ["hardware/", "card/", "central/contract[a-z-]*\\.ts$"],
  simulation: ["hardware/", "card/", "central/", "daemon/"],
  cli: ["hardware/", "card/", "central/", "daemon/", "simulation/"],
};

const closed = Object.entries(mayImport).map(([folder, doors]) => ({
  name: `${folder}-imports`,
  comment: `${folder}/ may import ${["words/", ...doors].join(", ") || "nothing"} and itself (ARCHITECTURE, folders).`,
  severity: "error",
  from: { path: `^${folder}/` },
  to: {
    path: `^(${[...folders, "packaging", "docs"].join("|")})/|^[^/]+\\.(ts|js|mjs|cjs)$`,
    pathNot: [folder, ...(folder === "words" ? [] : ["words"])]
      .map((name) => `^${name}/`)
      .concat(doors.map((door) => `^${door}`)),
  },
}));

/** The face sees the daemon through one door, and of the layers below only their types. */
const face = [
  {
    name: "kiosk-ui-imports",
    comment:
      "kiosk-ui/ may import words/, daemon/screen.ts and types of card/life.ts and central/contract*.ts.",
    severity: "error",
    from: { path: "^kiosk-ui/" },
    to: {
      path: `^(${[...folders, "packaging", "docs"].join("|")})/`,
      pathNot: "^(kiosk-ui/|words/|daemon/screen\\.ts$|card/life\\.ts$|central/contract[a-z-]*\\.ts$)",
    },
  },
  {
    name: "kiosk-ui-types-only",
    comment: "Of the card and the centre a face sees types only (`import type`): it holds no truth.",
    severity: "error",
    from: { path: "^kiosk-ui/" },
    to: { path: "^(card/life|central/contract[a-z-]*)\\.ts$", dependencyTypesNot: ["type-only"] },
  },
];

/** The only home of each package that is loaded natively or belongs to one layer. Tests beside the home included. */
const homes = {
  pcsclite: "^hardware/reader/pcsc-host\\.ts$",
  serialport: "^hardware/(host/serial-host|printer/serial-[^/]+)\\.ts$",
  "node-hid": "^hardware/host/hid-host\\.ts$",
  "better-sqlite3": "^(central/store[^/]*|daemon/journal[^/]*)(\\.test)?\\.ts$",
  pg: "^central/(store-postgres|postgres-engine|postgres-for-tests)\\.ts$",
  pkcs11js: "^central/proof/pkcs11-token\\.ts$",
  xstate: "^(daemon|test)/",
  electron: "^kiosk-ui/",
  preact: "^kiosk-ui/app/",
};

const atHome = Object.entries(homes).map(([name, home]) => ({
  name: `${name}-at-home`,
  comment: `${name} is imported in its one home only: ${home}`,
  severity: "error",
  from: { path: `^(${folders.join("|")})/`, pathNot: home },
  to: { path: `(^|node_modules/)(@types/)?${name}(/|$)` },
}));

module.exports = {
  forbidden: [
    ...closed,
    ...face,
    ...atHome,
    {
      name: "card-is-pure",
      comment:
        "card/ has no clock and no I/O except exchange over a port: of Node it may use crypto and assert.",
      severity: "error",
      from: { path: "^card/", pathNot: "\\.test\\.ts$" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(crypto|assert|assert/strict|buffer)$" },
    },
    {
      name: "page-is-browser",
      comment:
        "kiosk-ui/app/ runs in a browser: nothing of Node exists there, but for its tests and their stand.",
      severity: "error",
      from: { path: "^kiosk-ui/app/", pathNot: "(\\.test\\.tsx?|-stand\\.ts)$" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "product-without-tests",
      comment:
        "What runs in a hall does not import tests, test tools or packages that are not installed there.",
      severity: "error",
      from: { path: "^(words|hardware|card|central|daemon)/", pathNot: "\\.test\\.ts$" },
      to: { path: "\\.test\\.tsx?$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-dev-packages",
      comment: "A hall's machine has no development packages: move it to `dependencies` or do without.",
      severity: "error",
      from: { path: "^(words|hardware|card|central|daemon|simulation|cli)/", pathNot: "\\.test\\.ts$" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-cycles",
      comment: "Two files that import each other are one file, or hide a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-orphans",
      comment: "Nothing imports this file and it imports nothing: tie it in or take it out.",
      severity: "error",
      from: {
        orphan: true,
        path: `^(${folders.join("|")})/.+\\.tsx?$`,
        pathNot: "\\.test\\.tsx?$|^test/|\\.d\\.ts$|(^|/)(main|preload)\\.ts$|^cli/",
      },
      to: {},
    },
    {
      name: "resolvable",
      comment: "An import that nothing answers.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(kiosk-ui/dist|test/artifacts|\\.cardhall)/" },
    // Imports of types are imports: the table speaks of what a file knows, not of what it loads.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json", ".d.ts"],
    },
  },
};
