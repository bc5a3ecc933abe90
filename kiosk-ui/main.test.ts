import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";

/**
 * What is asked of Electron, never that Electron does it: the fake stands in for a binary that is not there.
 */
const asked = vi.hoisted(() => ({
  windows: [] as { options: Record<string, unknown>; urls: string[]; events: string[]; places: unknown[] }[],
  app: [] as string[],
  menu: [] as unknown[],
  lit: [] as string[],
  bridge: [] as [string, unknown][],
}));

vi.mock("electron", () => {
  class BrowserWindow {
    webContents;
    setBounds;
    constructor(options: Record<string, unknown>) {
      const seen = { options, urls: [] as string[], events: [] as string[], places: [] as unknown[] };
      this.setBounds = (place: unknown) => seen.places.push(place);
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
    setKiosk() {}
    destroy() {}
    isDestroyed() {
      return false;
    }
  }
  const display = (id: number, label: string, x: number) => ({
    id,
    label,
    bounds: { x, y: 0, width: 1080, height: 1920 },
  });
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
      commandLine: { hasSwitch: () => false },
    },
    BrowserWindow,
    Menu: { setApplicationMenu: (menu: unknown) => asked.menu.push(menu) },
    screen: {
      on: (event: string) => asked.app.push(event),
      getAllDisplays: () => [display(1, "DP-1", 0), display(2, "HDMI-A-1", 1080)],
      getPrimaryDisplay: () => display(1, "DP-1", 0),
    },
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

test("1, 2, 4, 5, 8 to 11: the shell sandboxes first, opens one locked window, and loads the daemon's page only", async () => {
  const address = "http://127.0.0.1:4711/#code=one-time-code";
  writeFileSync(kioskFile, JSON.stringify({ url: address }), { mode: 0o600 });
  vi.stubEnv("CARDHALL_KIOSK_FILE", kioskFile);
  vi.stubEnv("CARDHALL_DISPLAY", "HDMI-A-1");
  await import("./main.ts");
  await vi.waitFor(() => {
    expect(asked.windows[0]?.urls).toEqual([address]);
  });
  expect(asked.app.indexOf("sandbox")).toBeLessThan(asked.app.indexOf("ready"));
  expect(asked.app).toEqual(expect.arrayContaining(["single-instance", "no-permissions", "own-origin-only"]));
  const [kiosk, cover] = asked.windows;
  expect(kiosk?.places).toEqual([{ x: 1080, y: 0, width: 1080, height: 1920 }]);
  // The other display is covered by a window without a page.
  expect([asked.windows.length, cover?.options["x"], cover?.urls]).toEqual([2, 0, []]);
  expect(asked.app).toEqual(expect.arrayContaining(["display-added", "display-removed"]));
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

test("9: the page is loaded anew when the daemon found it hanging, and not because its code was spent", async () => {
  const address = (code: string) => `http://127.0.0.1:4711/#code=${code}`;
  const urls = () => asked.windows[0]?.urls ?? [];
  // The shell looks at the file once a second: it has seen the first one before there is another.
  await new Promise((wake) => setTimeout(wake, 1_200));
  writeFileSync(kioskFile, JSON.stringify({ url: address("second"), load: 0 }));
  await new Promise((wake) => setTimeout(wake, 2_200));
  expect(urls()).toHaveLength(1);
  writeFileSync(kioskFile, JSON.stringify({ url: address("second"), load: 1 }));
  await vi.waitFor(() => expect(urls().slice(1)).toEqual([address("second")]), 3_000);
}, 8_000);

test("6: the page learns its platform from the shell and gets no way to call it", async () => {
  await import("./preload.ts");
  expect(asked.bridge).toEqual([["cardhall", { platform: "electron" }]]);
  expect(Object.isFrozen(asked.bridge[0]?.[1])).toBe(true);
});
