/**
 * npm's postinstall, in plain JavaScript because it starts on the machine's own Node (18 or later).
 * Builds the native modules that ship no binary (pcsclite, pkcs11js) for the Node that Cardhall runs on,
 * and makes `npx cardhall` work in a clone. Nothing is written on stdout.
 */
import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readlinkSync, renameSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { modulesMatch, writeStamp } from "./modules-match.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");
const probeTimeoutMs = 30_000;
const buildTimeoutMs = 600_000;

const say = (sentence) => process.stderr.write(`cardhall install: ${sentence}\n`);

/** The Node that Cardhall runs on, and the folder whose include/node holds its headers. */
function runtime() {
  const vendored = join(modules, `node-linux-${process.arch}`);
  if (existsSync(join(vendored, "bin", "node")))
    return { node: join(vendored, "bin", "node"), home: vendored };
  if (Number.parseInt(process.versions.node, 10) < 24) return undefined;
  return { node: process.execPath, home: dirname(dirname(process.execPath)) };
}

/** Loads a module in a child, because one built for another Node may kill the process that loads it. */
function loads(node, module) {
  const tried = spawnSync(node, ["-e", `require('${module}')`], {
    cwd: root,
    encoding: "utf8",
    timeout: probeTimeoutMs,
  });
  return { ok: tried.status === 0, why: tried.stderr || String(tried.error ?? `signal ${tried.signal}`) };
}

function nodeGyp() {
  const npmRoot = () => spawnSync("npm", ["root", "-g"], { encoding: "utf8" }).stdout?.trim() ?? "";
  const candidates = [
    () => process.env.npm_config_node_gyp,
    () => join(npmRoot(), "npm/node_modules/node-gyp/bin/node-gyp.js"),
    () => join(modules, "node-gyp/bin/node-gyp.js"),
  ];
  for (const candidate of candidates) {
    const path = candidate();
    if (path && existsSync(path)) return path;
  }
  return undefined;
}

function build({ node, home }, module) {
  const gyp = nodeGyp();
  if (gyp === undefined) return { ok: false, why: "npm's node-gyp was not found" };
  // npm's settings in the environment beat node-gyp's own flags, and a user-level nodedir points to the
  // machine's Node: so both the setting and the PATH name the Node that will load the module.
  const env = { ...process.env, PATH: `${dirname(node)}:${process.env.PATH ?? ""}` };
  for (const name of Object.keys(env))
    if (/^npm_config_(nodedir|target|runtime)$/i.test(name)) delete env[name];
  if (existsSync(join(home, "include/node/node_version.h"))) env.npm_config_nodedir = home;
  const built = spawnSync(node, [gyp, "rebuild"], {
    cwd: join(modules, module),
    env,
    encoding: "utf8",
    timeout: buildTimeoutMs,
    maxBuffer: 64 * 1024 * 1024,
  });
  const output = `${built.stdout ?? ""}${built.stderr ?? ""}${built.error ? String(built.error) : ""}`;
  return { ok: built.status === 0, why: output.split("\n").slice(-40).join("\n") };
}

/** Answers undefined when pcsclite loads, else what is wrong and what to do. */
function makePcsclite() {
  if (!existsSync(join(modules, "pcsclite")))
    return { grave: true, why: "pcsclite is not installed: run `npm ci`." };
  const target = runtime();
  if (target === undefined)
    return { grave: true, why: "no Node 24 here: run `npm ci` without --omit=optional, or install Node 24." };
  if (loads(target.node, "pcsclite").ok) return undefined;
  // Not an error of the install: packaging/setup.sh (before `npm start` and `npm test`) brings both and comes back.
  if (!existsSync("/usr/include/PCSC/winscard.h"))
    return {
      grave: false,
      why: "libpcsclite-dev is missing, so the card reader's module is not built yet. Run `sh packaging/setup.sh`, or `apt-get install libpcsclite-dev g++ make python3` and `node packaging/after-install.mjs`.",
    };
  say("building the card reader's module for Node 24 (about 15 s) ...");
  const built = build(target, "pcsclite");
  if (!built.ok)
    return {
      grave: true,
      why: `pcsclite did not build. It needs g++, make, python3 and libpcsclite-dev.\n${built.why}`,
    };
  const after = loads(target.node, "pcsclite");
  return after.ok
    ? undefined
    : { grave: true, why: `pcsclite was built and does not load in ${target.node}:\n${after.why}` };
}

/** Speaks to a hardware security module. Only a centre that has one needs it, so a failure is said and no more. */
function makePkcs11() {
  const target = runtime();
  if (target === undefined || !existsSync(join(modules, "pkcs11js"))) return;
  if (loads(target.node, "pkcs11js").ok) return;
  say("building the module for hardware security modules (about 20 s) ...");
  const built = build(target, "pkcs11js");
  if (!built.ok) say(`pkcs11js did not build: a centre here cannot use an HSM.\n${built.why}`);
}

/** npm links the commands of other packages only; in a clone the house's own one is linked here. */
function linkCommand() {
  const link = join(modules, ".bin", "cardhall");
  const target = "../../cli/cardhall.mjs";
  const there = lstatSync(link, { throwIfNoEntry: false });
  if (there?.isSymbolicLink() && readlinkSync(link) === target) return;
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(target, `${link}.${process.pid}`);
  renameSync(`${link}.${process.pid}`, link);
}

const asPostinstall = process.env.npm_lifecycle_event === "postinstall";
if (!existsSync(join(modules, ".package-lock.json"))) {
  // `npx cardhall` in a fresh clone makes npm run our postinstall before anything is installed: the launcher
  // goes on to packaging/setup.sh, which comes back here.
  if (!asPostinstall) {
    say("the npm packages are not installed: run `npm ci`.");
    process.exitCode = 1;
  }
} else {
  linkCommand();
  const trouble = makePcsclite();
  makePkcs11();
  if (trouble === undefined) {
    // The stamp spares packaging/setup.sh a second look; without it, it looks at everything again.
    if (modulesMatch()) writeStamp();
  } else {
    say(trouble.why);
    // Under `npm ci` a missing Debian package is said and not fatal; asked for directly, nothing short of a
    // loading module is success.
    if (trouble.grave || !asPostinstall) process.exitCode = 1;
  }
}
