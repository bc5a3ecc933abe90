import { expect, test } from "vitest";
import {
  certificateDuties,
  certificateLabels,
  certificateSentences,
  certificateTitles,
} from "./certificate.ts";
import * as auditEvents from "./audit-events.ts";
import * as applications from "./centre-applications.ts";
import * as console from "./console.ts";
import * as consoleTerminals from "./console-terminals.ts";
import * as desk from "./desk.ts";
import * as deskReader from "./desk-reader.ts";
import { catalogue, faultCodes } from "./errors.ts";
import { kiosk } from "./kiosk.ts";
import type { Phrase } from "./language.ts";
import * as operations from "./operations.ts";
import * as publicPage from "./public.ts";
import * as registry from "./centre-registry.ts";
import * as regionalRules from "./regional-rules.ts";
import * as staff from "./staff.ts";

/** Every phrase in a table of words, with the way to it; functions are called with a stand-in. */
function phrasesIn(table: unknown, way: string): [string, Phrase][] {
  if (typeof table === "function") {
    const said = table as (value: unknown) => unknown;
    const name = { zh: "注销", en: "Cancel" };
    const standIn = /lead|copy|paper|volume|deskIn|lapsesAfter|liftsWithin$/.test(way)
      ? 3
      : way.endsWith("drawing")
        ? { holder: "赵*禾", regionZh: "菏泽市", regionEn: "Heze", life: name }
        : /(helpTerminal|Hint|applicationWaits|temporary)$/.test(way)
          ? "T-0001"
          : name;
    return phrasesIn(said(standIn), way);
  }
  if (typeof table !== "object" || table === null) return [];
  if ("zh" in table && "en" in table) return [[way, table as Phrase]];
  return Object.entries(table).flatMap(([key, value]) => phrasesIn(value, `${way}.${key}`));
}

const all = [
  ...phrasesIn(kiosk, "kiosk"),
  ...phrasesIn(catalogue, "catalogue"),
  ...phrasesIn(operations, "operations"),
  ...phrasesIn(registry, "registry"),
  ...phrasesIn(regionalRules, "rules"),
  ...phrasesIn(applications, "applications"),
  ...phrasesIn({ staff, desk, deskReader, auditEvents, console, consoleTerminals, publicPage }, "centre"),
  ...phrasesIn(
    { certificateTitles, certificateLabels, certificateSentences, certificateDuties },
    "certificate",
  ),
];
/** Written in one language on purpose: whoever cannot read the page's language must find it. */
const oneLanguage = ["kiosk.welcome.begin", "kiosk.welcome.beginEnglish"];

test("there are words to look at", () => {
  expect(all.length).toBeGreaterThan(250);
});

test("every sentence is in both languages, each in its own script", () => {
  for (const [way, { zh, en }] of all.filter(([way]) => !oneLanguage.includes(way))) {
    expect(zh, way).toMatch(/[\u4e00-\u9fff]/);
    expect(en, way).toMatch(/[A-Za-z]/);
    if (!way.endsWith("drawing")) expect(en, way).not.toMatch(/[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/);
    expect(zh, `${way}: Chinese punctuation`).not.toMatch(/[\u4e00-\u9fff][,;!?]/);
    expect(`${zh}${en}`, `${way}: nothing left unfilled`).not.toMatch(/undefined|\[object|NaN|\$\{/);
    expect(zh, way).toBe(zh.trim());
    expect(en, way).toBe(en.trim());
  }
});

test("every fault has an entry, and no entry is left of a fault that is gone", () => {
  expect(Object.keys(catalogue).toSorted()).toEqual([...faultCodes].toSorted());
});

test("a fault is told to the person without blame and without a code", () => {
  for (const [code, entry] of Object.entries(catalogue))
    for (const { zh, en } of [entry.what, entry.next]) {
      expect(zh, code).not.toMatch(/错误|失败|非法|违规/);
      expect(en, code).not.toMatch(/error|fail|invalid|illegal|wrong card/i);
      // A status word is four hexadecimal digits; 12333 is a telephone.
      expect(`${zh} ${en}`, code).not.toMatch(/(?<![0-9A-Z])[0-9A-F]{4}(?![0-9A-Z])/);
      expect(`${zh} ${en}`, code).not.toContain(code);
    }
});

test("what cannot be undone says so, and what can says how", () => {
  expect(operations.consequences.cancel.undo.zh).toContain("不能恢复");
  expect(operations.consequences.cancel.undo.en).toContain("cannot be undone");
  expect(operations.consequences.freeze.undo.zh).toContain("可以恢复");
  expect(operations.consequences.unfreeze.undo.zh).toContain("可以恢复");
});
