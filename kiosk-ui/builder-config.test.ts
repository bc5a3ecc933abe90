import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { expect, test } from "vitest";

const require = createRequire(import.meta.url);
const { load } = require("js-yaml") as { load(text: string): unknown };
const scheme = require("app-builder-lib/scheme.json") as object;

const file = new URL("../electron-builder.yml", import.meta.url);
const config = load(readFileSync(file, "utf8")) as Record<string, unknown>;
// Strict mode stumbles over the scheme's own annotations, not over ours.
const check = new Ajv({ strict: false, allErrors: true }).compile(scheme);

test("electron-builder takes our configuration", () => {
  expect(check(config), JSON.stringify(check.errors)).toBe(true);
});

test("a misspelt key is refused, so that a setting cannot be lost in silence", () => {
  expect(check({ ...config, asarr: true })).toBe(false);
  expect(JSON.stringify(check.errors)).toContain("asarr");
});

test("7: the fuses are set, and no native module travels with Electron", () => {
  expect(config["electronFuses"]).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    loadBrowserProcessSpecificV8Snapshot: false,
  });
  expect(config["asar"]).toBe(true);
  expect(config["npmRebuild"]).toBe(false);
  expect(config["files"]).toContain("!node_modules");
});

test("14: Linux for both processors and Windows are built, and no app fetches its own updates", () => {
  const targets = (system: string) =>
    (config[system] as { target: { target: string; arch: string[] }[] }).target.map(
      ({ target, arch }) => `${target} ${arch.join(" ")}`,
    );
  expect(targets("linux")).toEqual(["AppImage x64 arm64", "deb x64 arm64"]);
  expect(targets("win")).toEqual(["nsis x64"]);
  expect(config["publish"]).toBeNull();
});
