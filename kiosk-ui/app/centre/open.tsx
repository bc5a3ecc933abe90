import { render, type ComponentChildren } from "preact";
import { centreBehind, type Centre } from "./ask.ts";
import type { Language } from "./say.ts";

/** What a page of the centre is given: here the browser is touched, and nowhere else. */
export type Browser = {
  readonly centre: Centre;
  readonly language: Language;
  readonly now: () => number;
  readonly newKey: () => string;
  readonly print: () => void;
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
    ...(statement !== null && { statement }),
  };
  render(page(browser), place);
}
