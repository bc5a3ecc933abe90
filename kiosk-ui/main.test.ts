import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";

/**
 * What is asked of Electron, never that Electron does it: the fake stands in for a binary that is not there.
 */
const asked = vi.hoisted(() => ({
  windows: [] as { options: Record<string, unknown>; urls: string[]; events: string[] }[],
  app: [] as string[],
  menu: [] as unknown[],
  lit: [] as string[],
  bridge: [] as [string, unknown][],
}));

vi.mock("electron", () => {
  class BrowserWindow {
    webContents;
    constructor(options: Record<string, unknown>) {
      const seen = { options, urls: [] as string[], events: [] as string[] };
      asked.windows.push(seen);
      this.webContents = {
        on: (event: string) => seen.events.push(event),
        setWindowOpenHandler: () => seen.events.push("window-open"),
        setVisualZoomLevelLimits: () => Promise.resolve(),
        setZoomFactor: () => undefined,
        loadURL: (url: string) => {
          seen.urls.push(url);
          return Promise.resolve();
        },
      };
    }
    on() {
      return this;
    }
  }
  return {
    app: {
      enableSandbox: () => asked.app.push("sandbox"),
      requestSingleInstanceLock: () => {
        asked.app.push("single-instance");
        return true;
      },
      on: (event: string) => asked.app.push(event),
      whenReady: () => {
        asked.app.push("ready");
        return Promise.resolve();
      },
      quit: () => asked.app.push("quit"),
      exit: () => asked.app.push("exit"),
    },
    BrowserWindow,
    Menu: { setApplicationMenu: (menu: unknown) => asked.menu.push(menu) },
    powerSaveBlocker: { start: (kind: string) => asked.lit.push(kind) },
    session: {
      defaultSession: {
        setPermissionRequestHandler: () => asked.app.push("no-permissions"),
        setPermissionCheckHandler: () => undefined,
        setDevicePermissionHandler: () => undefined,
        on: () => undefined,
        webRequest: { onBeforeRequest: () => asked.app.push("own-origin-only") },
      },
    },
    contextBridge: { exposeInMainWorld: (name: string, api: unknown) => asked.bridge.push([name, api]) },
  };
});

const folder = mkdtempSync(join(tmpdir(), "cardhall-kiosk-"));
const kioskFile = join(folder, "kiosk.json");
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test("the shell sandboxes first, opens one locked window, and loads the daemon's address and nothing else", async () => {
  const address = "http://127.0.0.1:4711/#code=one-time-code";
  writeFileSync(kioskFile, JSON.stringify({ url: address }), { mode: 0o600 });
  vi.stubEnv("CARDHALL_KIOSK_FILE", kioskFile);
  await import("./main.ts");
  await vi.waitFor(() => {
    expect(asked.windows[0]?.urls).toEqual([address]);
  });
  expect(asked.app.indexOf("sandbox")).toBeLessThan(asked.app.indexOf("ready"));
  expect(asked.app).toEqual(expect.arrayContaining(["single-instance", "no-permissions", "own-origin-only"]));
  expect(asked.windows).toHaveLength(1);
  expect(asked.windows[0]?.options).toMatchObject({
    kiosk: true,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, devTools: false },
  });
  expect(asked.windows[0]?.events).toEqual(
    expect.arrayContaining([
      "will-navigate",
      "window-open",
      "before-input-event",
      "render-process-gone",
      "unresponsive",
    ]),
  );
  expect(asked.menu).toEqual([null]);
  expect(asked.lit).toEqual(["prevent-display-sleep"]);
});

test("the page learns its platform from the shell and gets no way to call it", async () => {
  await import("./preload.ts");
  expect(asked.bridge).toEqual([["cardhall", { platform: "electron" }]]);
  expect(Object.isFrozen(asked.bridge[0]?.[1])).toBe(true);
});
