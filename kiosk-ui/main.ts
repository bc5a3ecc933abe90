import { app, BrowserWindow, Menu, powerSaveBlocker, screen, session } from "electron";
import { readFileSync, unwatchFile, watchFile } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { placement } from "./displays.ts";
import { outOfOrderPage } from "./out-of-order.ts";
import {
  grantCameraAlone,
  keepLit,
  kioskOrder,
  lockInput,
  onFailure,
  pagePreferences,
  prepareApp,
  recoveryAfter,
  refusedSwitch,
  stayOnThePage,
  type KioskOrder,
} from "./window-policy.ts";

/**
 * The kiosk's window: composition only. The daemon keeps its address, with a one-time code that is still good, in a file
 * of mode 0600 and names it in CARDHALL_KIOSK_FILE. The page is loaded when the daemon is there, and again when the
 * daemon moved or found it hanging; a daemon that only came back is found by the page itself.
 */
const kioskFile = process.env["CARDHALL_KIOSK_FILE"];
/** The display's label or its number from the left; the primary one when absent. */
const wantedDisplay = process.env["CARDHALL_DISPLAY"];
const preload = join(dirname(fileURLToPath(import.meta.url)), "preload.cjs");
const askAgainMs = 2_000;
const paper = "#f7f5f0";
/** The service manager starts the shell anew; the exit code says that it was not by request. */
const gaveUp = 75;
const misused = 64;

function readOrder(): KioskOrder | undefined {
  if (kioskFile === undefined) return undefined;
  try {
    return kioskOrder(readFileSync(kioskFile, "utf8"));
  } catch {
    return undefined;
  }
}

async function openKiosk(): Promise<void> {
  await app.whenReady();
  Menu.setApplicationMenu(null);
  keepLit(powerSaveBlocker);
  const window = new BrowserWindow({
    kiosk: true,
    frame: false,
    show: true,
    backgroundColor: paper,
    webPreferences: pagePreferences(preload),
  });
  stayOnThePage(window.webContents);
  lockInput(window.webContents);
  // The covers are windows too: without the kiosk they are nothing.
  window.on("closed", () => {
    app.quit();
  });
  standOnDisplays(window);
  showPage(window);
}

/** Puts the window where it belongs, and a plain one over every other display, whenever displays come or go. */
function standOnDisplays(window: BrowserWindow): void {
  const covers: BrowserWindow[] = [];
  const arrange = () => {
    const place = placement(screen.getAllDisplays(), wantedDisplay, screen.getPrimaryDisplay().id);
    if (place === undefined || window.isDestroyed()) return;
    window.setKiosk(false);
    window.setBounds(place.kiosk);
    window.setKiosk(true);
    for (const cover of covers.splice(0)) cover.destroy();
    for (const bounds of place.covered)
      covers.push(
        new BrowserWindow({
          ...bounds,
          frame: false,
          focusable: false,
          backgroundColor: paper,
          closable: false,
        }),
      );
  };
  screen.on("display-added", arrange);
  screen.on("display-removed", arrange);
  screen.on("display-metrics-changed", arrange);
  arrange();
}

/** Loads the daemon's page, and again when it failed or the daemon says so. */
function showPage(window: BrowserWindow): void {
  const contents = window.webContents;
  let shown: KioskOrder | undefined;
  let granted = "";
  let failuresAtMs: readonly number[] = [];
  const wait = () => {
    shown = undefined;
    void contents.loadURL(outOfOrderPage());
    setTimeout(load, askAgainMs);
  };
  const load = () => {
    const order = readOrder();
    if (order === undefined) {
      wait();
      return;
    }
    shown = order;
    if (order.address.origin !== granted) grantCameraAlone(session.defaultSession, order.address.origin);
    granted = order.address.origin;
    contents.loadURL(order.address.href).catch(wait);
  };
  onFailure(contents, app, () => {
    const recovery = recoveryAfter(failuresAtMs, Date.now());
    if (recovery.kind === "give-up") {
      app.exit(gaveUp);
      return;
    }
    failuresAtMs = recovery.failuresAtMs;
    setTimeout(load, recovery.delayMs);
  });
  if (kioskFile !== undefined) {
    watchFile(kioskFile, { interval: 1_000 }, () => {
      const order = readOrder();
      // A code that was replaced because it is spent is no reason: the page has its session.
      const moved = order?.address.origin !== shown?.address.origin || order?.load !== shown?.load;
      if (shown !== undefined && order !== undefined && moved) load();
    });
    window.on("closed", () => {
      unwatchFile(kioskFile);
    });
  }
  load();
}

if (refusedSwitch(app.commandLine) !== undefined) app.exit(misused);
else if (prepareApp(app)) void openKiosk();
else app.quit();
