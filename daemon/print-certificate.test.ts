import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Certificate } from "../central/contract-certificate.ts";
import type { PrintJob } from "../hardware/ports.ts";
import { absentPrinter } from "../hardware/printer/absent-printer.ts";
import { glyphOf } from "../hardware/printer/glyph.ts";
import { paperText, pictured } from "../hardware/printer/virtual-paper.ts";
import { virtualPrinter } from "../hardware/printer/virtual-printer.ts";
import { ok } from "../hardware/result.ts";
import type { CentreClient } from "./central-client.ts";
import { evidenceOf, opIdOf } from "./for-tests.ts";
import { openSqliteJournal } from "./journal-sqlite.ts";
import type { JournalBody } from "./journal.ts";
import { printCertificate, type PrintParts } from "./print-certificate.ts";

const office = { nameZh: "菏泽市人力资源和社会保障局", nameEn: "Heze Bureau" };
/** An invented holder, with a given name of Extension B. */
const certificate: Certificate = {
  number: "371700-2026-000001",
  opId: opIdOf(1),
  kind: "freeze",
  reason: "not-used-now",
  doneAtMs: Date.UTC(2026, 2, 2, 2, 30, 15),
  issuer: { number: "371700", ...office, regionZh: "山东省菏泽市", regionEn: "Heze, Shandong" },
  office,
  holderNameMasked: "赵*𠮷",
  nationalNumberMasked: "371702********9972",
  cardNumberMasked: "H****0118",
  cardLife: "frozen",
  legal: "frozen",
  copiesPrinted: 0,
};
const { cardRef } = evidenceOf("active");
const settled: readonly JournalBody[] = [
  { phase: "intent", kind: "freeze", reason: "not-used-now", cardRef, evidence: evidenceOf("active") },
  { phase: "authorised", epoch: 1, target: "frozen" },
  { phase: "settled", certificateNo: certificate.number, printGrant: true, legal: "frozen" },
];

async function printed(glyphs?: PrintParts["glyphs"]) {
  const folder = mkdtempSync(join(tmpdir(), "cardhall-print-"));
  const journal = openSqliteJournal({ file: join(folder, "journal.db"), wallMs: () => 1 });
  onTestFinished(() => {
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const body of settled) journal.append(certificate.opId, body);
  const jobs: PrintJob[] = [];
  const device = virtualPrinter();
  const printer: PrintParts["printer"] = {
    ...absentPrinter,
    status: () =>
      Promise.resolve({ device: "online", paper: "full", coverOpen: "no", cutterFault: "no" } as const),
    print(job) {
      jobs.push(job);
      device.receive(job.bytes);
      return Promise.resolve({ kind: "printed", proof: "id" } as const);
    },
  };
  const centre = {
    certificate: () => Promise.resolve(ok(certificate)),
    report: () => Promise.resolve(ok({ result: "done", printGrant: true })),
    printed: () => Promise.resolve(ok({})),
  } as unknown as CentreClient;
  const hall = { nameZh: "东城政务服务中心", nameEn: "Dongcheng Service Hall", terminalId: "T-1" };
  const parts: PrintParts = { journal, centre, printer, hall, ...(glyphs && { glyphs }) };
  const { print } = await printCertificate(parts, certificate.opId, () => undefined);
  return { print, jobs, text: device.takePapers().map(paperText).join("") };
}

test("a rare character in a holder's name is asked for and drawn on the certificate, whose length is told", async () => {
  const asked: string[] = [];
  const { print, jobs, text } = await printed((characters) => {
    asked.push(...characters);
    return Promise.resolve(new Map([["𠮷", glyphOf((x, y) => x === y)]]));
  });
  expect(asked).toEqual(["𠮷"]);
  expect(print).toBe("printed");
  expect(text).toContain(`姓名           赵*${pictured}`);
  expect(text).not.toContain("缺字");
  expect(jobs).toHaveLength(1);
  expect(jobs[0]?.lengthMm).toBeGreaterThan(100);
});

test("without pictures the certificate still comes, with the mark and the character's number", async () => {
  const { print, text } = await printed();
  expect(print).toBe("printed");
  expect(text).toContain("姓名           赵*〓");
  expect(text).toContain("缺字 U+20BB7");
});
