import { render, type ComponentChildren } from "preact";
import { centreBehind, type Centre } from "./ask.ts";
import type { Language } from "./say.ts";
import type { ReaderBrowser } from "../desk/use-reader.ts";

/** What a page of the centre is given: here the browser is touched, and nowhere else. */
type Browser = {
  readonly centre: Centre;
  readonly language: Language;
  readonly now: () => number;
  readonly newKey: () => string;
  readonly print: () => void;
  readonly reader: ReaderBrowser;
  /** What a platform that recognised the person sent along, once. */
  readonly statement?: string;
};

export function open(page: (browser: Browser) => ComponentChildren): void {
  const place = document.getElementById("page");
  if (place === null) throw new Error("the HTML has no #page");
  const newKey = (): string => crypto.randomUUID();
  const fragment = new URLSearchParams(location.hash.slice(1));
  const statement = fragment.get("statement");
  // Read once: it is not for the browser's history.
  if (statement !== null) history.replaceState(null, "", location.pathname + location.search);
  const browser: Browser = {
    centre: centreBehind({
      fetch: (path, init) => fetch(path, init),
      newKey,
      pause: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
    }),
    language: new URLSearchParams(location.search).get("lang") === "en" ? "en" : "zh",
    now: () => Date.now(),
    newKey,
    print: () => window.print(),
    reader: readerBrowser(),
    ...(statement !== null && { statement }),
  };
  render(page(browser), place);
}

/** The desk stands in the page's address, since the page's policy lets it speak to that desk's terminal only. */
function readerBrowser(): ReaderBrowser {
  const asked = new URLSearchParams(location.search);
  const named = asked.get("desk");
  return {
    ...(named !== null && { named }),
    goTo(terminalId) {
      const there = new URLSearchParams(asked);
      there.delete("desk");
      if (terminalId !== undefined) there.set("desk", terminalId);
      location.assign(`${location.pathname}?${there.toString()}`);
    },
    newCode: () =>
      btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
        .replaceAll("+", "-")
        .replaceAll("/", "_")
        .replaceAll("=", ""),
    sha256: async (text) => {
      const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
      return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    },
    open: (url, protocols) => new WebSocket(url, protocols),
  };
}
