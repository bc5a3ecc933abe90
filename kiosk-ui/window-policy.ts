/**
 * What the kiosk's window may do, which is almost nothing: it shows the daemon's own page and takes touches.
 * Functions over small structural interfaces, so that a test sees what is asked of Electron without Electron.
 * Numbers name the lines of Electron's security checklist as the house keeps it.
 */

/** An event that can be refused. */
export type Refusable = { preventDefault(): void };

/** 1: the page is a web page and nothing more. 8: nobody opens its insides. */
export function pagePreferences(preload: string) {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: false,
    // The page is covered for a moment by a system notice and must not fall asleep under it.
    backgroundThrottling: false,
  } as const;
}

/** What the daemon asks of the shell: show this address, and load it anew when `load` has changed. */
export type KioskOrder = { readonly address: URL; readonly load: number };

/**
 * The daemon's word out of the file that it wrote: an address of http on 127.0.0.1 with a port and a one-time code in
 * the fragment, and a number that rises when the page hangs. Everything else is undefined.
 */
export function kioskOrder(fileText: string): KioskOrder | undefined {
  let value: unknown;
  try {
    value = JSON.parse(fileText);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || !("url" in value)) return undefined;
  const { url } = value;
  if (typeof url !== "string" || !URL.canParse(url)) return undefined;
  const address = new URL(url);
  const ours = address.protocol === "http:" && address.hostname === "127.0.0.1" && address.port !== "";
  if (!ours || address.username !== "" || address.password !== "") return undefined;
  return { address, load: "load" in value && typeof value.load === "number" ? value.load : 0 };
}

/** 2: the daemon's page, its files and its link; no other origin, and no file:. */
export function isOwn(url: string, origin: string): boolean {
  if (!URL.canParse(url)) return false;
  const asked = new URL(url);
  const own = new URL(origin);
  if (asked.protocol === "data:") return true;
  const schemes = own.protocol === "https:" ? ["https:", "wss:"] : ["http:", "ws:"];
  return schemes.includes(asked.protocol) && asked.host === own.host;
}

type GuardedContents = {
  on(
    event: "will-navigate" | "will-frame-navigate" | "will-redirect" | "will-attach-webview",
    listener: (event: Refusable) => void,
  ): unknown;
  setWindowOpenHandler(handler: () => { action: "deny" }): void;
};

/** 4: nothing leads away from the page. Loading an address from the main process raises none of these events. */
export function stayOnThePage(contents: GuardedContents): void {
  for (const event of [
    "will-navigate",
    "will-frame-navigate",
    "will-redirect",
    "will-attach-webview",
  ] as const)
    contents.on(event, (refused) => {
      refused.preventDefault();
    });
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
}

/** What Electron tells of a request for a camera or a microphone. */
type MediaAsked = {
  readonly isMainFrame: boolean;
  readonly requestingUrl: string;
  readonly mediaTypes?: readonly string[];
};

type GuardedSession = {
  setPermissionRequestHandler(
    handler: (
      contents: unknown,
      permission: unknown,
      answer: (granted: boolean) => void,
      details: MediaAsked,
    ) => void,
  ): void;
  setPermissionCheckHandler(
    handler: (
      contents: unknown,
      permission: unknown,
      origin: string,
      details: { readonly isMainFrame: boolean; readonly mediaType?: string },
    ) => boolean,
  ): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  on(event: "will-download", listener: (event: Refusable) => void): unknown;
  readonly webRequest: {
    onBeforeRequest(
      listener: (request: { readonly url: string }, answer: (verdict: { cancel: boolean }) => void) => void,
    ): void;
  };
};

/**
 * 2 and 5: no permission, no device, no download, and no request to anywhere but the daemon. One exception: the daemon's
 * own page, and no frame in it, may have the camera's picture, without sound, for the photo of an agent.
 */
export function grantCameraAlone(session: GuardedSession, origin: string): void {
  const isPage = (url: string, isMainFrame: boolean): boolean =>
    isMainFrame && URL.canParse(url) && new URL(url).origin === origin;
  session.setPermissionRequestHandler((_contents, permission, answer, asked) => {
    const { requestingUrl, isMainFrame, mediaTypes = [] } = asked;
    const pictureAlone = mediaTypes.length === 1 && mediaTypes[0] === "video";
    answer(permission === "media" && pictureAlone && isPage(requestingUrl, isMainFrame));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, url, { isMainFrame, mediaType }) =>
      permission === "media" && mediaType === "video" && isPage(url, isMainFrame),
  );
  session.setDevicePermissionHandler(() => false);
  session.on("will-download", (refused) => {
    refused.preventDefault();
  });
  session.webRequest.onBeforeRequest((request, answer) => {
    answer({ cancel: !isOwn(request.url, origin) });
  });
}

export type Key = {
  readonly key: string;
  readonly control: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
};

/** 8: chords and function keys belong to a desktop, not to a kiosk; single keys, Tab and Enter go through. */
export const isForbiddenKey = (key: Key): boolean =>
  key.control || key.alt || key.meta || /^F\d{1,2}$/.test(key.key) || /^(Browser|Launch|Print)/.test(key.key);

type LockedContents = {
  on(event: "before-input-event", listener: (event: Refusable, key: Key) => void): unknown;
  on(event: "context-menu" | "zoom-changed", listener: (event: Refusable) => void): unknown;
  setZoomFactor(factor: number): void;
  setVisualZoomLevelLimits(least: number, most: number): Promise<void>;
};

/** 8: no chords, no context menu, no zoom. */
export function lockInput(contents: LockedContents): void {
  contents.on("before-input-event", (pressed, key) => {
    if (isForbiddenKey(key)) pressed.preventDefault();
  });
  contents.on("context-menu", (asked) => {
    asked.preventDefault();
  });
  contents.on("zoom-changed", (asked) => {
    asked.preventDefault();
    contents.setZoomFactor(1);
  });
  void contents.setVisualZoomLevelLimits(1, 1);
}

type GuardedApp = {
  on(
    event: "certificate-error",
    listener: (
      event: Refusable,
      contents: unknown,
      url: string,
      error: string,
      certificate: unknown,
      answer: (trusted: boolean) => void,
    ) => void,
  ): unknown;
  on(event: "second-instance", listener: () => void): unknown;
  requestSingleInstanceLock(): boolean;
  enableSandbox(): void;
};

const switchesRefused = [
  ...["inspect", "inspect-brk", "inspect-port", "remote-debugging-port", "remote-debugging-pipe", "js-flags"],
  ...["no-sandbox", "disable-web-security", "load-extension", "proxy-server", "host-rules"],
];

/** 15: the switch with which somebody wants to look inside or to take a guard away; undefined when there is none. */
export const refusedSwitch = (commandLine: { hasSwitch(name: string): boolean }): string | undefined =>
  switchesRefused.find((name) => commandLine.hasSwitch(name));

/**
 * 1, 5 and 10, before the app is ready. False: another kiosk runs on this machine and this one has to end.
 */
export function prepareApp(app: GuardedApp): boolean {
  app.enableSandbox();
  app.on("certificate-error", (_event, _contents, _url, _error, _certificate, answer) => {
    answer(false);
  });
  return app.requestSingleInstanceLock();
}

/** 10: a dark screen looks like a closed counter. */
export function keepLit(blocker: { start(kind: "prevent-display-sleep"): number }): void {
  blocker.start("prevent-display-sleep");
}

/** Most reloads in `reloadWindowMs` before the page is given up. */
const mostReloads = 5;
const reloadWindowMs = 10 * 60_000;

type Recovery =
  | { readonly kind: "reload"; readonly delayMs: number; readonly failuresAtMs: readonly number[] }
  | { readonly kind: "give-up" };

/**
 * 9: what to do about a page that crashed, hung or could not be loaded. Back-off 1, 2, 4, 8, 16 s; a sixth
 * failure within ten minutes gives up, and the service manager starts the whole shell anew.
 */
export function recoveryAfter(failuresAtMs: readonly number[], nowMs: number): Recovery {
  const recent = [...failuresAtMs.filter((atMs) => nowMs - atMs < reloadWindowMs), nowMs];
  if (recent.length > mostReloads) return { kind: "give-up" };
  return { kind: "reload", delayMs: 1_000 * 2 ** (recent.length - 1), failuresAtMs: recent };
}

type FailingContents = {
  on(event: "render-process-gone" | "unresponsive", listener: () => void): unknown;
};

/** 9: each way in which a page stops being a page. */
export function onFailure(
  contents: FailingContents,
  app: { on(event: "child-process-gone", listener: () => void): unknown },
  failed: () => void,
): void {
  contents.on("render-process-gone", failed);
  contents.on("unresponsive", failed);
  app.on("child-process-gone", failed);
}
