import { expect, test, vi } from "vitest";
import {
  grantCameraAlone,
  isForbiddenKey,
  isOwn,
  kioskOrder,
  lockInput,
  onFailure,
  pagePreferences,
  prepareApp,
  recoveryAfter,
  refusedSwitch,
  stayOnThePage,
  type Key,
  type Refusable,
} from "./window-policy.ts";

/** Notes which listeners were asked for, and lets the test raise the events. */
function emitter() {
  const listeners = new Map<string, (...given: never[]) => void>();
  return {
    on: (event: string, listener: (...given: never[]) => void) => listeners.set(event, listener),
    raise: (event: string, ...given: unknown[]) => {
      const listener = listeners.get(event) as ((...given: unknown[]) => void) | undefined;
      if (listener === undefined) throw new Error(`nobody listens to ${event}`);
      listener(...given);
    },
  };
}
const refusable = () => ({ preventDefault: vi.fn<() => void>() }) satisfies Refusable;
const origin = "http://127.0.0.1:4711";

test("1, 8: the page is isolated, sandboxed and without Node or developer tools", () => {
  expect(pagePreferences("/preload.cjs")).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    navigateOnDragDrop: false,
    devTools: false,
  });
});

test("2: an address is the daemon's on this machine's loopback, or it is none", () => {
  const file = (url: unknown) => JSON.stringify({ url });
  expect(kioskOrder(file("http://127.0.0.1:4711/#code=abc"))?.address.hash).toBe("#code=abc");
  expect(kioskOrder(JSON.stringify({ url: "http://127.0.0.1:4711/", load: 3 }))?.load).toBe(3);
  expect(kioskOrder(JSON.stringify({ url: "http://127.0.0.1:4711/", load: "3" }))?.load).toBe(0);
  for (const text of [
    "",
    "{}",
    "null",
    file(7),
    file("http://127.0.0.1/"),
    file("https://127.0.0.1:4711/"),
    file("http://localhost:4711/"),
    file("http://127.0.0.1.example:4711/"),
    file("http://a:b@127.0.0.1:4711/"),
    file("file:///tmp/page.html"),
    file("javascript:alert(1)"),
  ])
    expect(kioskOrder(text), text).toBeUndefined();
});

test("2: requests go to the daemon and to nobody else", () => {
  for (const url of [
    `${origin}/`,
    `${origin}/assets/a.js`,
    "ws://127.0.0.1:4711/link",
    "data:image/svg+xml,x",
  ])
    expect(isOwn(url, origin), url).toBe(true);
  for (const url of [
    "http://127.0.0.1:4712/",
    "http://127.0.0.1:4711.example/",
    "https://127.0.0.1:4711/",
    "http://localhost:4711/",
    "file:///etc/passwd",
    "devtools://devtools/",
    "chrome://gpu",
    "",
  ])
    expect(isOwn(url, origin), url).toBe(false);
});

test.each(["will-navigate", "will-frame-navigate", "will-redirect", "will-attach-webview"])(
  "4: %s is refused, and so is a new window",
  (event) => {
    const contents = { ...emitter(), setWindowOpenHandler: vi.fn<(handler: () => unknown) => void>() };
    stayOnThePage(contents);
    const asked = refusable();
    contents.raise(event, asked);
    expect(asked.preventDefault).toHaveBeenCalledOnce();
    expect(contents.setWindowOpenHandler.mock.calls[0]?.[0]()).toEqual({ action: "deny" });
  },
);

type Media = { isMainFrame: boolean; requestingUrl: string; mediaTypes: string[] };
type Frame = { isMainFrame: boolean; mediaType?: string };

test("2, 5: the page's own camera picture and no other permission, no device, no download, no stranger's address", () => {
  let ask = (
    _contents: unknown,
    _permission: unknown,
    _answer: (granted: boolean) => void,
    _asked: Media,
  ) => {};
  let check = (_contents: unknown, _permission: unknown, _origin: string, _frame: Frame) => true;
  let device = () => true;
  let request = (_request: { url: string }, _answer: (verdict: { cancel: boolean }) => void) => {};
  const session = {
    ...emitter(),
    setPermissionRequestHandler: (handler: typeof ask) => {
      ask = handler;
    },
    setPermissionCheckHandler: (handler: typeof check) => {
      check = handler;
    },
    setDevicePermissionHandler: (handler: typeof device) => {
      device = handler;
    },
    webRequest: {
      onBeforeRequest: (listener: typeof request) => {
        request = listener;
      },
    },
  };
  grantCameraAlone(session, origin);
  const isGranted = (permission: string, change: Partial<Media>): boolean => {
    const granted = vi.fn<(granted: boolean) => void>();
    const asked = { isMainFrame: true, requestingUrl: `${origin}/`, mediaTypes: ["video"], ...change };
    ask(undefined, permission, granted, asked);
    expect(granted).toHaveBeenCalledOnce();
    return granted.mock.calls[0]?.[0] === true;
  };
  expect(isGranted("media", {})).toBe(true);
  for (const change of [
    { mediaTypes: ["video", "audio"] },
    { mediaTypes: ["audio"] },
    { mediaTypes: [] },
    { isMainFrame: false },
    { requestingUrl: "http://127.0.0.1:4712/" },
    { requestingUrl: "http://127.0.0.1:4711.example/" },
    { requestingUrl: "data:text/html,x" },
    { requestingUrl: "" },
  ])
    expect(isGranted("media", change), JSON.stringify(change)).toBe(false);
  for (const other of ["display-capture", "geolocation", "clipboard-read", "usb", "unknown"])
    expect(isGranted(other, {}), other).toBe(false);
  const video = { isMainFrame: true, mediaType: "video" };
  expect(check(undefined, "media", `${origin}/`, video)).toBe(true);
  expect(check(undefined, "media", `${origin}/`, { ...video, mediaType: "audio" })).toBe(false);
  expect(check(undefined, "media", `${origin}/`, { ...video, isMainFrame: false })).toBe(false);
  expect(check(undefined, "media", "https://example.org/", video)).toBe(false);
  expect(check(undefined, "geolocation", `${origin}/`, video)).toBe(false);
  expect(device()).toBe(false);
  const download = refusable();
  session.raise("will-download", download);
  expect(download.preventDefault).toHaveBeenCalled();
  const verdict = vi.fn<(verdict: { cancel: boolean }) => void>();
  request({ url: "https://example.org/" }, verdict);
  request({ url: `${origin}/` }, verdict);
  expect(verdict.mock.calls).toEqual([[{ cancel: true }], [{ cancel: false }]]);
});

test("8: chords and function keys do nothing; what a person needs to answer goes through", () => {
  const plain = (key: string): Key => ({ key, control: false, alt: false, meta: false });
  for (const key of ["F1", "F5", "F12", "BrowserBack", "PrintScreen"])
    expect(isForbiddenKey(plain(key)), key).toBe(true);
  for (const held of ["control", "alt", "meta"] as const)
    expect(isForbiddenKey({ ...plain("w"), [held]: true }), held).toBe(true);
  for (const key of ["Enter", " ", "Tab", "Escape", "ArrowDown", "f"])
    expect(isForbiddenKey(plain(key)), key).toBe(false);

  const contents = {
    ...emitter(),
    setZoomFactor: vi.fn<(factor: number) => void>(),
    setVisualZoomLevelLimits: vi.fn<(least: number, most: number) => Promise<void>>(() => Promise.resolve()),
  };
  lockInput(contents);
  const pressed = refusable();
  contents.raise("before-input-event", pressed, plain("Enter"));
  expect(pressed.preventDefault).not.toHaveBeenCalled();
  contents.raise("before-input-event", pressed, { ...plain("r"), control: true });
  expect(pressed.preventDefault).toHaveBeenCalledOnce();
  const menu = refusable();
  contents.raise("context-menu", menu);
  expect(menu.preventDefault).toHaveBeenCalled();
  contents.raise("zoom-changed", refusable());
  expect(contents.setZoomFactor).toHaveBeenCalledWith(1);
  expect(contents.setVisualZoomLevelLimits).toHaveBeenCalledWith(1, 1);
});

test("1, 5, 10: the app is sandboxed, runs once, and never trusts a bad certificate", () => {
  const app = { ...emitter(), requestSingleInstanceLock: () => false, enableSandbox: vi.fn<() => void>() };
  expect(prepareApp(app)).toBe(false);
  expect(app.enableSandbox).toHaveBeenCalledOnce();
  const trusted = vi.fn<(trusted: boolean) => void>();
  app.raise("certificate-error", refusable(), undefined, origin, "expired", undefined, trusted);
  expect(trusted).toHaveBeenCalledWith(false);
});

test("9: a page that dies is loaded again, later each time, and given up when it keeps dying", () => {
  let failures: readonly number[] = [];
  const delays: number[] = [];
  for (let nowMs = 0; nowMs < 5_000; nowMs += 1_000) {
    const recovery = recoveryAfter(failures, nowMs);
    if (recovery.kind === "give-up") throw new Error("too early");
    delays.push(recovery.delayMs);
    failures = recovery.failuresAtMs;
  }
  expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
  expect(recoveryAfter(failures, 6_000)).toEqual({ kind: "give-up" });
  expect(recoveryAfter(failures, 60 * 60_000)).toMatchObject({ kind: "reload", delayMs: 1_000 });
});

test("9: crashed, hung and a dead helper process all count as a page that is gone", () => {
  const contents = emitter();
  const app = emitter();
  const failed = vi.fn<() => void>();
  onFailure(contents, app, failed);
  contents.raise("render-process-gone");
  contents.raise("unresponsive");
  app.raise("child-process-gone");
  expect(failed).toHaveBeenCalledTimes(3);
});

test("15: a shell that is started with a debugger's door or without a guard does not start", () => {
  const started = (...switches: readonly string[]) => ({
    hasSwitch: (name: string) => switches.includes(name),
  });
  expect(refusedSwitch(started())).toBeUndefined();
  expect(refusedSwitch(started("ozone-platform", "lang"))).toBeUndefined();
  for (const name of ["inspect", "remote-debugging-port", "no-sandbox", "disable-web-security"])
    expect(refusedSwitch(started("lang", name))).toBe(name);
});
