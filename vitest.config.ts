import { defineConfig } from "vitest/config";

/** Pages in a real browser: they are timed by people's patience, so never more than two at a time. */
const pages = ["test/browser/**/*.test.ts", "kiosk-ui/app/**/*.stand.test.ts"];
/** Real processes and devices, each file on a stand of its own; they mostly wait, so three fit two cores. */
const onStand = [
  "test/journeys/**/*.test.ts",
  "test/devices/**/*.test.ts",
  "test/crash/**/*.test.ts",
  "test/soak/**/*.test.ts",
  "test/house.test.ts",
  "**/*.stand.test.ts",
];
/** Real processes on shared cores: a second try is allowed, and the reporter says where it was needed. */
const onProcesses = { retry: 1, testTimeout: 60_000, hookTimeout: 60_000 };
/** The centre's suites that rest on what its store promises: once more on PostgreSQL. */
const onEachEngine = [
  "central/{operations,reports,scripts,begin,timers,freeze-absent,reversal,notices,fence,certificates,end-to-end}.test.ts",
  "central/{audit,print-grant,observe,bad-input,seed-region}.test.ts",
  "central/{applications,registry}/**/*.test.ts",
  "central/proof/audit-verify.test.ts",
];
/** What takes a minute for one answer, and whose parts are tested elsewhere: `npm run test:all`, by night. */
const byNight =
  process.env["CARDHALL_ALL"] === undefined
    ? ["test/crash/put-back*.test.ts", "test/browser/hung-page.test.ts", "test/journeys/profiles.test.ts"]
    : [];
const elsewhere = ["**/node_modules/**", "**/dist/**", "test/artifacts/**", ".cardhall/**"];

export default defineConfig({
  test: {
    environment: "node",
    reporters: ["default", "json"],
    outputFile: { json: "test/artifacts/vitest.json" },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...elsewhere, ...onStand, ...pages],
          maxWorkers: "100%",
          // From 1 on: on two cores Vitest puts a group 0 of one worker last.
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "postgres",
          // The centre's suites once more, on a real server (test/postgres/server.ts).
          include: onEachEngine,
          exclude: elsewhere,
          globalSetup: "test/postgres/server.ts",
          maxWorkers: "100%",
          testTimeout: 20_000,
          sequence: { groupOrder: 4 },
        },
      },
      {
        extends: true,
        test: {
          name: "stand",
          include: onStand,
          exclude: [...elsewhere, ...byNight, ...pages],
          maxWorkers: 3,
          ...onProcesses,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: "pages",
          include: pages,
          exclude: [...elsewhere, ...byNight],
          maxWorkers: 2,
          ...onProcesses,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
