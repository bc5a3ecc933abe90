// Builds what is not run as TypeScript: the kiosk's web app into kiosk-ui/dist/app, the pages that the centre serves
// into kiosk-ui/dist/centre, Electron's main and preload into kiosk-ui/dist/electron. Plain JavaScript for any Node that Vite runs on; works from every directory.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const home = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(home, "kiosk-ui", "dist");
// Built beside the old one and changed over at the end, so that a daemon never reads half a page.
const fresh = join(dist, `.fresh-${process.pid}`);
const quiet = { configFile: false, envDir: false, publicDir: false, logLevel: "warn" };

/** One file of the Electron shell; `electron` and Node's own modules stay outside. */
const shell = (entry, fileName, format) =>
  build({
    ...quiet,
    root: home,
    build: {
      outDir: join(fresh, "electron"),
      emptyOutDir: false,
      target: "node22",
      minify: false,
      lib: { entry: join(home, "kiosk-ui", entry), formats: [format], fileName: () => fileName },
      rollupOptions: { external: [/^node:/, "electron"] },
      reportCompressedSize: false,
    },
  });

/** Pages of `kiosk-ui/app`: each of `entries` is an HTML file. */
const pages = (part, entries) =>
  build({
    ...quiet,
    root: join(home, "kiosk-ui", "app"),
    // Relative, so that the page does not care under which path it is served.
    base: "./",
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir: join(fresh, part),
      emptyOutDir: true,
      target: "chrome120",
      // No inlined data: scripts, fonts or styles: the page's content security policy allows none of them.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rollupOptions: { input: entries.map((entry) => join(home, "kiosk-ui", "app", entry)) },
    },
  });

mkdirSync(dist, { recursive: true });
try {
  await pages("app", ["index.html"]);
  await pages("centre", ["desk/index.html", "console/index.html", "public/index.html"]);
  await shell("main.ts", "main.mjs", "es");
  await shell("preload.ts", "preload.cjs", "cjs");
  for (const part of ["electron", "centre", "app"]) {
    const old = `${fresh}-old-${part}`;
    if (existsSync(join(dist, part))) renameSync(join(dist, part), old);
    renameSync(join(fresh, part), join(dist, part));
    rmSync(old, { recursive: true, force: true });
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
