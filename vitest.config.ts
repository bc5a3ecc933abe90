import { defineConfig } from "vitest/config";

/** Real processes and devices, each file on a stand of its own; they mostly wait, so two at a time fit two cores. */
const onStand = [
  "test/journeys/**/*.test.ts",
  "test/devices/**/*.test.ts",
  "test/browser/**/*.test.ts",
  "test/crash/**/*.test.ts",
  "test/soak/**/*.test.ts",
  "test/house.test.ts",
  "**/*.stand.test.ts",
];
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
    ? ["test/crash/put-back.test.ts", "test/browser/hung-page.test.ts", "test/journeys/profiles.test.ts"]
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
          exclude: [...elsewhere, ...onStand],
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
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: "stand",
          include: onStand,
          exclude: [...elsewhere, ...byNight],
          maxWorkers: 2,
          // Real processes on shared cores: a second try is allowed, and the reporter says where it was needed.
          retry: 1,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
