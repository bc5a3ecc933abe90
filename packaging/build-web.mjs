// Builds what is not run as TypeScript: the web app into kiosk-ui/dist/app and Electron's main and preload into
// kiosk-ui/dist/electron. Plain JavaScript for any Node that Vite runs on; works from every directory.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const home = join(dirname(fileURLToPath(import.meta.url)), "..");
const quiet = { configFile: false, envDir: false, publicDir: false, logLevel: "warn" };

await build({
  ...quiet,
  root: join(home, "kiosk-ui", "app"),
  // Relative, so that the page does not care under which path it is served.
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: join(home, "kiosk-ui", "dist", "app"),
    emptyOutDir: true,
    target: "chrome120",
    // No inlined data: scripts, fonts or styles: the page's content security policy allows none of them.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});

/** One file of the Electron shell; `electron` and Node's own modules stay outside. */
const shell = (entry, fileName, format) =>
  build({
    ...quiet,
    root: home,
    build: {
      outDir: join(home, "kiosk-ui", "dist", "electron"),
      emptyOutDir: false,
      target: "node22",
      minify: false,
      lib: { entry: join(home, "kiosk-ui", entry), formats: [format], fileName: () => fileName },
      rollupOptions: { external: [/^node:/, "electron"] },
      reportCompressedSize: false,
    },
  });

await shell("main.ts", "main.mjs", "es");
await shell("preload.ts", "preload.cjs", "cjs");
