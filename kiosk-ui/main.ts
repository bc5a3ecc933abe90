import { app, BrowserWindow, Menu, powerSaveBlocker, session } from "electron";
import { readFileSync, unwatchFile, watchFile } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { outOfOrderPage } from "./out-of-order.ts";
import {
  grantNothing,
  keepLit,
  kioskAddress,
  lockInput,
  onFailure,
  pagePreferences,
  prepareApp,
  recoveryAfter,
  stayOnThePage,
} from "./window-policy.ts";

/**
 * The kiosk's window: composition only. The daemon writes its address and a one-time code as `{"url"}` into a
 * file of mode 0600 and names it in CARDHALL_KIOSK_FILE; a new daemon writes a new one, and the page follows.
 */
const kioskFile = process.env["CARDHALL_KIOSK_FILE"];
const preload = join(dirname(fileURLToPath(import.meta.url)), "preload.cjs");
const askAgainMs = 2_000;

function readAddress(): URL | undefined {
  if (kioskFile === undefined) return undefined;
  try {
    return kioskAddress(readFileSync(kioskFile, "utf8"));
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
    backgroundColor: "#f7f5f0",
    webPreferences: pagePreferences(preload),
  });
  const contents = window.webContents;
  stayOnThePage(contents);
  lockInput(contents);

  let failuresAtMs: readonly number[] = [];
  const load = () => {
    const address = readAddress();
    if (address === undefined) {
      void contents.loadURL(outOfOrderPage());
      setTimeout(load, askAgainMs);
      return;
    }
    grantNothing(session.defaultSession, address.origin);
    contents.loadURL(address.href).catch(() => {
      void contents.loadURL(outOfOrderPage());
      setTimeout(load, askAgainMs);
    });
  };
  onFailure(contents, app, () => {
    const recovery = recoveryAfter(failuresAtMs, Date.now());
    if (recovery.kind === "give-up") {
      // The service manager starts the shell anew; an exit code says that it was not by request.
      app.exit(75);
      return;
    }
    failuresAtMs = recovery.failuresAtMs;
    setTimeout(load, recovery.delayMs);
  });
  if (kioskFile !== undefined) {
    watchFile(kioskFile, { interval: 1_000 }, (now, before) => {
      if (now.mtimeMs !== before.mtimeMs) load();
    });
    window.on("closed", () => {
      unwatchFile(kioskFile);
    });
  }
  load();
}

if (prepareApp(app)) {
  app.on("window-all-closed", () => {
    app.quit();
  });
  void openKiosk();
} else app.quit();
