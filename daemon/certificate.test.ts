import fc from "fast-check";
import { expect, test } from "vitest";
import type { Certificate } from "../central/contract-certificate.ts";
import { paperColumns, setPaper } from "../hardware/printer/paper.ts";
import { paperText } from "../hardware/printer/virtual-paper.ts";
import { virtualPrinter } from "../hardware/printer/virtual-printer.ts";
import { certificateMarkup, hallTime, type Hall } from "./certificate.ts";
import type { Print } from "./journal.ts";

const office = {
  nameZh: "菏泽市人力资源和社会保障局",
  nameEn: "Heze Human Resources and Social Security Bureau",
};
const certificate: Certificate = {
  number: "371700-2026-000001",
  opId: "019cac61-c368-7c41-8a1b-2c3d4e5f6071",
  kind: "cancel",
  reason: "settled-abroad",
  doneAtMs: Date.UTC(2026, 2, 2, 2, 30, 15),
  issuer: { number: "371700", ...office, regionZh: "山东省菏泽市", regionEn: "Heze, Shandong" },
  office,
  holderNameMasked: "赵*禾",
  nationalNumberMasked: "371702********9972",
  cardNumberMasked: "H****0118",
  cardLife: "cancelled",
  legal: "cancelled",
  copiesPrinted: 0,
};
const hall: Hall = { nameZh: "东城政务服务中心", nameEn: "Dongcheng Service Hall", terminalId: "T-1" };
const original: Print = { kind: "original" };
const textOf = (change: Partial<Certificate> = {}, print: Print = original): string =>
  setPaper(certificateMarkup({ ...certificate, ...change }, hall, print)).text;

const whole = `
               社会保障卡注销凭证
凭证号         371700-2026-000001
办理时间       2026-03-02 10:30:15
业务           注销
原因           到国外或境外定居
姓名           赵*禾
社会保障号码   371702********9972
卡号           H****0118
发卡机构       菏泽市人力资源和社会保障局 371700
卡上结果       已注销
中心结果       已注销
经办机构       菏泽市人力资源和社会保障局
服务大厅       东城政务服务中心
终端           T-1
经办方式       自助
业务号      019cac61-c368-7c41-8a1b-2c3d4e5f6071
您还需要
1. 卡上的银行账户须到发卡银行另行注销。
2. 个人信息和参保记录保留。
3. 以后需要卡时，按规定重新申领。
────────────────────────
        Certificate of card cancellation
Certificate no.      371700-2026-000001
Date and time        2026-03-02 10:30:15
Business             Cancel
Reason               Settling abroad
Holder               赵*禾
Social security no.  371702********9972
Card no.             H****0118
Issuer               Heze Human Resources and
                     Social Security Bureau
                     371700
On the card          Cancelled
At the centre        Cancelled
Office               Heze Human Resources and
                     Social Security Bureau
Hall                 Dongcheng Service Hall
Terminal             T-1
Handled by           self-service
Operation   019cac61-c368-7c41-8a1b-2c3d4e5f6071
Still to do
1. Close the bank account on the card with your
bank.
2. Your personal data and insurance records are
kept.
3. A card later means a new application.
────────────────────────
            [QR 371700-2026-000001]
 扫码核验本凭证 Scan to verify this certificate
请妥善保存本凭证。 Please keep this certificate.
              咨询和投诉电话 12333
         Questions and complaints: 12333
`;

test("one certificate, word for word: Chinese whole, then English whole", () => {
  expect(`\n${textOf()}\n`).toBe(whole);
});

test("what the printer decodes from the bytes is that text, and every character can be printed", () => {
  const paper = setPaper(certificateMarkup(certificate, hall, original));
  const printer = virtualPrinter();
  printer.receive(paper.bytes);
  expect(printer.takePapers().map(paperText)).toEqual([paper.text]);
  expect(printer.report().unknown).toEqual({});
  expect(paper.unprintable).toEqual([]);
  for (const line of paper.text.split("\n")) expect(columnsOf(line)).toBeLessThanOrEqual(paperColumns);
});

const columnsOf = (line: string): number =>
  [...line].reduce((columns, character) => columns + (character <= "\x7e" ? 1 : 2), 0);

test("a copy says in both languages that it is one, and which; an original never does", () => {
  expect(textOf()).not.toMatch(/补打|Copy/);
  const copy = textOf({}, { kind: "copy", n: 12 });
  expect(copy).toContain("补打 第12次");
  expect(copy).toContain("Copy no. 12");
  expect(copy.replace(/^.*(补打|Copy).*\n/gmu, "")).toBe(textOf());
});

test.each([
  ["freeze", "挂失凭证", "Certificate of card freezing"],
  ["unfreeze", "解挂凭证", "Certificate of card unfreezing"],
  ["cancel", "注销凭证", "Certificate of card cancellation"],
] as const)("a certificate of %s has its own title and duties", (kind, zh, en) => {
  const text = textOf({ kind });
  expect(text).toContain(zh);
  expect(text).toContain(en);
  expect(text).toContain("1. ");
});

test("card and centre are told apart: each line says what that one holds", () => {
  const text = textOf({ kind: "freeze", cardLife: "frozen", legal: "frozen-temporary" });
  expect(text).toContain("卡上结果       已挂失");
  expect(text).toContain("中心结果       临时挂失");
  expect(text).toContain("On the card          Frozen\n");
  expect(text).toContain("At the centre        Frozen for a time\n");
});

test("who acted for the holder stands on it, and that it was done at a counter; else nobody and self-service", () => {
  const text = textOf({ agentNameMasked: "钱*远", atCounter: true });
  expect(text).toContain("代办人         钱*远\n");
  expect(text).toContain("Agent                钱*远\n");
  expect(text).toContain("经办方式       窗口\n");
  expect(text).toContain("Handled by           at a counter\n");
  expect(textOf()).not.toMatch(/代办人|窗口|at a counter/);
});

const hostile = [
  "赵|禾\n|第二行 |假 |",
  "{code:999999;option:qrcode}",
  "---\n=",
  "\x1b@\x1bM\x00\x1dV\x00",
  '\\x1b\\n^^^`~_"',
  "{width:1,1}",
  "|".repeat(60),
  "a\u202eb\u0000c\u0085d",
];

test.each(hostile)("a name of %j draws nothing, cuts nothing and adds no row", (name) => {
  const change = { holderNameMasked: name, office: { nameZh: name, nameEn: name } };
  const paper = setPaper(
    certificateMarkup({ ...certificate, ...change }, { ...hall, nameEn: name }, original),
  );
  const bytes = Buffer.from(paper.bytes).toString("latin1");
  expect(bytes.match(/\x1dV/g)?.length).toBe(1);
  expect(bytes.match(/\x1b@/g)?.length).toBe(1);
  expect(bytes.match(/\x1d\(k..1P0/gs)?.length).toBe(1);
  const printer = virtualPrinter();
  printer.receive(paper.bytes);
  const papers = printer.takePapers().map(paperText);
  expect(papers).toEqual([paper.text]);
  // The value stands there whole, sign by sign, in its own column.
  const [, shown = ""] = /^姓名(.*?)^社会保障号码/msu.exec(paper.text) ?? [];
  const signs = name.replace(/[\s\p{Cc}\p{Cf}]/gu, "");
  expect(shown.replace(/\s/gu, "")).toBe(signs);
  // All rows around the hostile one stand as they stood.
  for (const row of ["凭证号         371700-2026-000001", "业务号      019cac61", "[QR 371700-2026-000001]"])
    expect(paper.text.split(row).length).toBe(2);
  expect(paper.text.match(/^\u2500+$/gmu)?.length).toBe(2);
});

test("any text at all gives one paper that a printer reads as it was set", () => {
  const texts = fc.string({ unit: "grapheme", maxLength: 60 });
  fc.assert(
    fc.property(texts, texts, (name, place) => {
      const change = { holderNameMasked: name, issuer: { ...certificate.issuer, nameEn: place } };
      const paper = setPaper(certificateMarkup({ ...certificate, ...change }, hall, original));
      const printer = virtualPrinter();
      printer.receive(paper.bytes);
      expect(printer.takePapers().map(paperText)).toEqual([paper.text]);
    }),
    { numRuns: 60, seed: 20_260_302 },
  );
});

test("time is printed as halls read it, whatever the machine's own zone", () => {
  expect(hallTime(Date.UTC(2025, 11, 31, 16, 0, 0))).toBe("2026-01-01 00:00:00");
});
