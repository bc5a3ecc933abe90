import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join, relative } from "node:path";

export type PageFile = { readonly type: string; readonly bytes: Uint8Array };

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
};
const filesMax = 500;

/** The built page, read once: what is not in this list cannot be asked for, however a path is written. */
export function readPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  const files = names.filter((name) => extname(name) in types && statSync(name).isFile());
  if (files.length > filesMax) throw new Error(`page: more than ${String(filesMax)} files in ${folder}`);
  return new Map(
    files.map((name) => [
      `/${relative(folder, name)}`,
      { type: types[extname(name)] ?? "application/octet-stream", bytes: new Uint8Array(readFileSync(name)) },
    ]),
  );
}
