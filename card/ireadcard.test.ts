import { expect, test } from "vitest";
import type { CardFacts } from "./card-facts.ts";
import type { CardFault } from "./faults.ts";
import { iReadCardCode, iReadCardLine } from "./ireadcard.ts";

const terminal = { terminalNumber: "410100813475", deviceNumber: "D1" };
const facts: CardFacts = {
  evidence: {
    cardRef: "639900D15600000500BF7C7A48FB4966",
    atr: "3B6D000000814E43238697159900BF7C7A",
    profile: "cn-ssc-1.00-3des",
    life: "active",
    selectStatusWord: "9000",
    record: "unreadable",
    resetBeforeRead: false,
  },
  issuer: { number: "639900", regionZh: "639900", regionEn: "639900", provinceZh: "" },
  cardClass: "1",
  version: "1.00",
  initialisingOrganisation: "",
  issuedOn: "2010-10-01",
  expiresOn: "2020-10-01",
  cardNumber: "X00000019",
  holder: {
    name: "张三",
    nationalNumber: "111111198101011110",
    sex: { code: "1", zh: "男", en: "male" },
    ethnicGroup: { code: "01", zh: "汉", en: "Han" },
    birthPlace: { code: "110105", zh: "朝阳区", en: "朝阳区" },
    bornOn: "1981-01-01",
  },
  warnings: [],
};

test("the line of the public sample, byte for byte", () => {
  expect(iReadCardLine(facts, { ...terminal, deviceNumber: "终端设备号" })).toBe(
    "639900|111111198101011110|X00000019|639900D15600000500BF7C7A48FB4966|张三|00814E43238697159900BF7C7A|1.00|20101001|20201001|410100813475|终端设备号|",
  );
});

test("a closed holder leaves empty fields, as on public 3.00 cards; the fields keep their places", () => {
  const { holder: _holder, ...open } = facts;
  const line = iReadCardLine({ ...open, cardNumber: "" }, terminal);
  expect(line).toBe(
    "639900|||639900D15600000500BF7C7A48FB4966||00814E43238697159900BF7C7A|1.00|20101001|20201001|410100813475|D1|",
  );
  expect(line.split("|")).toHaveLength(12);
});

test("a bar in a name shifts nothing", () => {
  const { holder } = facts;
  const line = iReadCardLine(
    { ...facts, ...(holder === undefined ? {} : { holder: { ...holder, name: "张|三" } }) },
    terminal,
  );
  expect(line.split("|")).toHaveLength(12);
  expect(line).toContain("|张三|");
});

test.each<[CardFault, number]>([
  [{ kind: "no-card", during: "CONNECT" }, -2],
  [{ kind: "mute-card", during: "CONNECT" }, -3],
  [{ kind: "torn", during: "READ RECORD" }, -4],
  [{ kind: "no-answer", timeoutMs: 1, during: "READ RECORD" }, -4],
  [{ kind: "reader-lost", detail: "", during: "CONNECT" }, -11],
  [{ kind: "reader-busy", detail: "", during: "CONNECT" }, -12],
  [{ kind: "not-recognised", seen: "", during: "SELECT SSSE" }, -1],
  [{ kind: "garbled", expected: "", received: "", during: "READ RECORD" }, -20],
  [{ kind: "refused", statusWord: "6A81", during: "SELECT SSSE" }, -27265],
  [{ kind: "refused", statusWord: "9303", during: "SELECT SSSE" }, -37635],
])("%j is %i", (fault, code) => {
  expect(iReadCardCode(fault)).toBe(code);
});
