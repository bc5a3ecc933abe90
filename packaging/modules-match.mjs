/**
 * Are the installed packages those of package-lock.json? And the stamp that says the house is ready to run.
 * Plain JavaScript: it starts on the machine's own Node (18 or later). As a program: exit 0 when they match.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const lock = join(root, "package-lock.json");
/** Holds the SHA-256 of the lock file whose packages are installed and whose native module loads. */
const stamp = join(root, "node_modules", ".cardhall-ready");

const packagesOf = (path) => JSON.parse(readFileSync(path, "utf8")).packages;

/** Every package of the lock at its version; one for another machine (optional) may be absent. */
export function modulesMatch() {
  const installedLock = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedLock)) return false;
  const installed = packagesOf(installedLock);
  for (const [path, wanted] of Object.entries(packagesOf(lock))) {
    if (path === "") continue;
    const found = installed[path];
    if (found === undefined && !wanted.optional && !wanted.devOptional) return false;
    if (found !== undefined && (found.version !== wanted.version || found.integrity !== wanted.integrity))
      return false;
  }
  return true;
}

/** Written aside and renamed, so that a reader never sees half a stamp. */
export function writeStamp() {
  const hash = createHash("sha256").update(readFileSync(lock)).digest("hex");
  writeFileSync(`${stamp}.${process.pid}`, `${hash}\n`);
  renameSync(`${stamp}.${process.pid}`, stamp);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = modulesMatch() ? 0 : 1;
