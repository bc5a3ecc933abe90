import { createHash } from "node:crypto";
import { cardCheckDigit, nationalCheckDigit } from "../card/codes.ts";
import { issueCard, type Issue } from "../card/virtual/issue.ts";
import { testRootOf } from "../card/virtual/test-keys.ts";
import type { Personalised } from "./register.ts";

/**
 * Invented holders and their cards: names of the usual kind, numbers whose check digits hold, and by custom a
 * sequence number that is kept for centenarians, so that no living person is meant.
 */

/** The same number for the same seed and name, from 0 to below `below`. */
type Draw = (name: string, below: number) => number;

export const drawOf =
  (seed: number): Draw =>
  (name, below) =>
    createHash("sha256")
      .update(`${String(seed)} ${name}`)
      .digest()
      .readUInt32BE() % below;

const surnames = Array.from("王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁宋谢唐许邓冯韩曹曾彭萧田董袁潘于蒋");
const givenFirst = Array.from("建志国文明海春秀丽桂玉晓雨思子宇浩若青雅佳美永德立宏");
const givenSecond = Array.from("华平军英兰芳强伟杰涛鹏飞霞梅琴雪莹涵轩宁峰琳琪瑶远航成安");

const pick = <Item>(items: readonly Item[], index: number): Item => {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
};

export type Place = {
  /** GB/T 2260 of the issuing city. */
  readonly issuerNumber: string;
  /** Of its districts, where holders were born. */
  readonly districts: readonly string[];
};

/** The `n`th holder's card of one seed. */
export function inventedCard(draw: Draw, n: number, place: Place): Personalised {
  const of = (what: string, below: number) => draw(`${what} ${String(n)}`, below);
  const isMan = of("sex", 2) === 0;
  const two = (value: number) => String(value).padStart(2, "0");
  const born = `${String(1940 + of("year", 66))}${two(1 + of("month", 12))}${two(1 + of("day", 28))}`;
  const district = pick(place.districts, of("district", 1_000));
  // GB 11643: the sequence number is odd for men; 996 to 999 are kept for centenarians.
  const sequence = isMan ? pick(["997", "999"], n) : pick(["996", "998"], n);
  const first = `${district}${born}${sequence}`;
  const name = pick(surnames, of("surname", 1_000)) + givenName(of);
  const issuedYear = 2015 + of("issued", 11);
  const monthDay = `-${two(1 + of("issued month", 12))}-${two(1 + of("issued day", 28))}`;
  const number = `${pick(Array.from("HJKQ"), n)}${String(1_000_000 + n * 37 + of("number", 30)).slice(-7)}`;
  const issue: Issue = {
    // Cards of the third specification are issued since 2021.
    profile: issuedYear < 2021 ? "cn-ssc-2.00-3des" : pick(["cn-ssc-2.00-3des", "cn-ssc-3.00-3des"], n),
    issuerNumber: place.issuerNumber,
    serial: `0013${n.toString(16).toUpperCase().padStart(4, "0")}`,
    cardNumber: `${number}${cardCheckDigit(number) ?? ""}`,
    issuedOn: `${String(issuedYear)}${monthDay}`,
    expiresOn: `${String(issuedYear + 10)}${monthDay}`,
    regionalNumber: `SH${place.issuerNumber.slice(0, 4)}${String(n).padStart(6, "0")}`,
    holder: {
      name,
      nationalNumber: `${first}${nationalCheckDigit(first) ?? ""}`,
      sex: isMan ? "1" : "2",
      ethnicGroup: "01",
      birthPlace: district,
      bornOn: `${born.slice(0, 4)}-${born.slice(4, 6)}-${born.slice(6)}`,
    },
    rootOf: testRootOf,
  };
  return personalised(issue);
}

const givenName = (of: (what: string, below: number) => number): string =>
  (of("short name", 5) === 0 ? "" : pick(givenFirst, of("given", 1_000))) +
  pick(givenSecond, of("given too", 1_000));

/** As the chip says it; its keys are published test keys. */
function personalised(issue: Issue): Personalised {
  const image = issueCard(issue);
  return {
    card_ref: image.files[0]?.records[0]?.slice(4) ?? "",
    issuer_number: issue.issuerNumber,
    atr: image.atr,
    profile: issue.profile,
    card_number: issue.cardNumber,
    national_number: issue.holder.nationalNumber,
    holder_name: issue.holder.name,
    issued_on: issue.issuedOn,
    expires_on: issue.expiresOn,
  };
}
