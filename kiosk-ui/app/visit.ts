import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Action, Frame, Language, ScreenName } from "../../daemon/screen.ts";
import type { Phrase } from "../../words/language.ts";
import type { Camera } from "./camera.ts";
import type { PageClock } from "./clock.ts";
import type { Comfort } from "./comfort.ts";

/** What every component of the kiosk needs, handed down once. */
export type Visit = {
  readonly language: Language;
  speak(language: Language): void;
  readonly comfort: Comfort;
  change(wish: Partial<Comfort>): void;
  /** A sentence in the visitor's language. */
  say(phrase: Phrase): string;
  /** Tells the daemon what the person did, about the frame now shown. */
  act(action: Action): void;
  /** Hands a photo to the daemon, for the frame now shown. */
  givePhoto(jpeg: Uint8Array<ArrayBuffer>): void;
  readonly camera: Camera;
  readonly clerk: Frame["clerk"];
  readonly clock: PageClock;
};

const VisitContext = createContext<Visit | undefined>(undefined);
export const VisitProvider = VisitContext.Provider;

export function useVisit(): Visit {
  const visit = useContext(VisitContext);
  if (visit === undefined) throw new Error("a kiosk component outside a visit");
  return visit;
}

/**
 * What a person chose lasts for one visit. The next one is greeted in Chinese and as usual; goodbye itself is still
 * said in the language of whoever is leaving.
 */
export const visitEnded = (before: ScreenName, now: ScreenName): boolean =>
  (before === "goodbye" && now !== "goodbye") || (now === "welcome" && before !== "welcome");

/** How long what was chosen on the welcome screen waits for somebody to begin. */
export const welcomePatienceMs = 60_000;

/** At most one touch message in this time; the daemon's idle clock counts in tens of seconds. */
export const touchEveryMs = 10_000;

/** Says whether a touch at `nowMs` is worth a message, given when the last one was sent. */
export const touchIsDue = (lastMs: number | undefined, nowMs: number): boolean =>
  lastMs === undefined || nowMs - lastMs >= touchEveryMs;

/** "ZX2026030400017" -> "ZX20 2603 0400 017": long numbers are read and copied in fours; those already grouped stay. */
export function inGroups(number: string): string {
  if (/[\s-]/.test(number)) return number;
  return number.replace(/(.{4})(?=.)/g, "$1 ");
}
