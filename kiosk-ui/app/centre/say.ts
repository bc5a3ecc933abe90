import type { Phrase } from "../../../words/language.ts";

export type Language = keyof Phrase;

/** Says a phrase in the language of the page. */
export type Say = (phrase: Phrase) => string;

/** Milliseconds since 1970 as the halls' own day and time, whatever the clerk's machine is set to. */
export type Times = { readonly time: (atMs: number) => string; readonly day: (atMs: number) => string };

const zone = "Asia/Shanghai";

export function timesIn(language: Language): Times {
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const options = { timeZone: zone, month: "numeric", day: "numeric" } as const;
  const hours = { hour: "2-digit", minute: "2-digit", hour12: false } as const;
  const time = new Intl.DateTimeFormat(locale, { ...options, ...hours });
  const day = new Intl.DateTimeFormat(locale, { ...options, year: "numeric" });
  return { time: (atMs) => time.format(atMs), day: (atMs) => day.format(atMs) };
}
