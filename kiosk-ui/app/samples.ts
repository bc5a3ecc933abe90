import type {
  CardView,
  CertificateView,
  DemoTray,
  FileLine,
  Frame,
  ProvenView,
  ResultView,
  Screen,
} from "../../daemon/screen.ts";
import type { FaultCode } from "../../words/errors.ts";
import { faultCodes } from "../../words/errors.ts";

/**
 * One frame for every screen and fault, to look at without a daemon (`?look=NAME`). The holders are the
 * invented ones of the default card; nothing here is read from anywhere.
 */
/** The centre is still being asked. */
const unasked: CardView = {
  issuer: { number: "371700", regionZh: "菏泽市", regionEn: "Heze" },
  holderMasked: "赵*禾",
  nationalNumberMasked: "371702********9972",
  cardNumberMasked: "*****0118",
  version: "2.00",
  issuedOn: "2022-03-15",
  expiresOn: "2032-03-15",
  expired: false,
  life: "active",
  atr: "3B6D000000814348318684371700120001",
  profile: "cn-ssc-2.00-3des",
};
const heze: CardView = { ...unasked, legal: "active" };
const frozen: CardView = { ...heze, life: "frozen", legal: "frozen" };
const cancelled: CardView = { ...heze, life: "cancelled", legal: "cancelled" };
const chengdu: CardView = {
  ...heze,
  issuer: { number: "510100", regionZh: "成都市", regionEn: "Chengdu" },
  holderMasked: "阿***********江",
  nationalNumberMasked: "510107********9998",
  cardNumberMasked: "5260****0",
  issuedOn: "2024-06-20",
  expiresOn: "2034-06-20",
  atr: "3B6D000000814348318684510100120003",
};

const record = (tag: string, nameZh: string, nameEn: string, value: string) => ({
  tag,
  nameZh,
  nameEn,
  value,
});
const files: readonly FileLine[] = [
  { depth: 0, path: "3F00", nameZh: "主文件", nameEn: "Master file", access: "read", records: [] },
  {
    depth: 1,
    path: "DDF1",
    nameZh: "社会保障应用",
    nameEn: "Social security application",
    access: "read",
    records: [],
  },
  {
    depth: 2,
    path: "DDF1/EF05",
    nameZh: "发卡机构基本数据",
    nameEn: "Issuer data",
    access: "read",
    records: [
      record("01", "卡识别码", "Card identification code", "371700 D156000005 00120001 ****"),
      record("02", "卡类别", "Card kind", "1"),
      record("03", "规范版本", "Version", "2.00"),
      record("04", "初始化机构", "Initialising office", "371700 000001 000000000000"),
      record("05", "发卡日期", "Issued on", "2022-03-15"),
      record("06", "有效期至", "Valid until", "2032-03-15"),
      record("07", "卡号", "Card number", "*****0118"),
    ],
  },
  {
    depth: 2,
    path: "DDF1/EF06",
    nameZh: "持卡人基本数据",
    nameEn: "Holder data",
    access: "read",
    records: [
      record("08", "社会保障号码", "Social security number", "371702********9972"),
      record("09", "姓名", "Name", "赵*禾"),
      record("0A", "性别", "Sex", "*"),
      record("0B", "民族", "Ethnic group", "**"),
      record("0C", "出生地", "Place of birth", "37****"),
      record("0D", "出生日期", "Date of birth", "2002-**-**"),
    ],
  },
  {
    depth: 2,
    path: "DDF1/EF0D",
    nameZh: "地区数据",
    nameEn: "Regional data",
    access: "read",
    records: [
      record("EB", "地区代码", "Region", "371700"),
      record("EE", "状态记录", "Status record", "epoch 0, active, 2022-03-15"),
    ],
  },
  {
    depth: 2,
    path: "DDF1/DF01",
    nameZh: "公共就业服务",
    nameEn: "Employment services",
    access: "closed",
    records: [],
  },
  {
    depth: 2,
    path: "DDF1/DF02",
    nameZh: "社会保险",
    nameEn: "Social insurance",
    access: "closed",
    records: [],
  },
  {
    depth: 2,
    path: "DDF1/DF04",
    nameZh: "医疗保险",
    nameEn: "Medical insurance",
    access: "not-present",
    records: [],
  },
];

const certificateNo = "ZX-371700-20260304-00017";
const result: ResultView = {
  kind: "cancel",
  opId: "019cb773-8c2e-7e63-ac3d-4e5f60718293",
  certificateNo,
  life: "cancelled",
  legal: "cancelled",
};
const paperLines = [
  "    社会保障卡注销凭证",
  " Certificate of card cancellation",
  "--------------------------------",
  `凭证号 ${certificateNo}`,
  "办理时间   2026-03-04 14:05:30",
  "姓名                    赵*禾",
  "社会保障号码 371702********9972",
  "卡号                *****0118",
  "发卡机构        371700 菏泽市",
  "原因         到国外或境外定居",
  "卡上结果               已注销",
  "中心结果               已注销",
  "--------------------------------",
  "咨询和投诉电话 12333",
];
/** Stands for the printer's own drawing; the real one comes with the frame. */
const svg =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 ${String(paperLines.length * 30 + 60)}">` +
  `<rect width="100%" height="100%" fill="#fff"/><g font-family="Noto Sans Mono CJK SC,monospace" font-size="20" fill="#111">` +
  paperLines
    .map((line, row) => `<text x="30" y="${String(50 + row * 30)}" xml:space="preserve">${line}</text>`)
    .join("") +
  `</g></svg>`;
const certificate = (print: CertificateView["print"], printerFault?: FaultCode): CertificateView => ({
  certificateNo,
  svg,
  print,
  ...(printerFault ? { printerFault } : {}),
});

const agentShown: ProvenView = { proof: "agent-id", name: "周*远", number: "370202********3158" };
const faults = Object.fromEntries(
  faultCodes.map((fault): [string, Screen] => [
    `fault-${fault}`,
    {
      name: "fault",
      fault,
      cardInside: true,
      card: heze,
      detail: "SELECT 6A82 · frame 214",
      operationNo: result.opId,
    },
  ]),
);

export const samples: Readonly<Record<string, Screen>> = {
  starting: { name: "starting" },
  welcome: { name: "welcome" },
  "insert-card": { name: "insert-card" },
  reading: { name: "reading" },
  "reading-known": { name: "reading", card: unasked },
  "your-card": {
    name: "your-card",
    card: heze,
    choices: [{ kind: "freeze" }, { kind: "unfreeze", refusedBecause: "already-active" }, { kind: "cancel" }],
  },
  "your-card-frozen": {
    name: "your-card",
    card: frozen,
    choices: [{ kind: "freeze", refusedBecause: "already-frozen" }, { kind: "unfreeze" }, { kind: "cancel" }],
  },
  "your-card-cancelled": {
    name: "your-card",
    card: cancelled,
    choices: [
      { kind: "freeze", refusedBecause: "already-cancelled" },
      { kind: "unfreeze", refusedBecause: "already-cancelled" },
      { kind: "cancel", refusedBecause: "already-cancelled" },
    ],
    lastCertificateNo: certificateNo,
  },
  "your-card-applications": {
    name: "your-card",
    card: heze,
    choices: [{ kind: "freeze" }, { kind: "unfreeze", refusedBecause: "already-active" }, { kind: "cancel" }],
    applications: [
      { number: "SQ-371700-2026-000042", kind: "cancel", state: "awaiting-card", reason: "settled-abroad" },
      { number: "SQ-371700-2026-000047", kind: "unfreeze", state: "awaiting-approval" },
    ],
  },
  "your-card-shown": {
    name: "your-card",
    card: heze,
    choices: [{ kind: "freeze" }, { kind: "unfreeze", refusedBecause: "already-active" }, { kind: "cancel" }],
    personal: { holder: "赵青禾", nationalNumber: "371702200105169972", cardNumber: "H02600118" },
  },
  "who-asks": { name: "who-asks", card: heze, kind: "cancel" },
  "identity-agent": { name: "identity", card: heze, kind: "cancel", proof: "agent-id", proven: [] },
  "identity-holder": {
    name: "identity",
    card: heze,
    kind: "cancel",
    proof: "holder-id",
    proven: [agentShown],
  },
  "identity-mandate": {
    name: "identity",
    card: heze,
    kind: "cancel",
    proof: "mandate",
    proven: [agentShown, { proof: "holder-id", name: "赵*禾", number: "371702********9972" }],
  },
  "identity-missing": {
    name: "identity",
    card: heze,
    kind: "cancel",
    proof: "holder-id",
    proven: [agentShown],
    fault: "id-card-not-holders",
  },
  "agent-photo": { name: "agent-photo", card: heze, kind: "cancel" },
  "freeze-form": { name: "freeze-form", card: heze, temporaryUntil: "2026-03-09" },
  "your-card-long-name": {
    name: "your-card",
    card: chengdu,
    choices: [{ kind: "freeze" }, { kind: "cancel" }],
  },
  "your-card-files": { name: "your-card", card: heze, choices: [{ kind: "freeze" }], files },
  reason: {
    name: "reason",
    card: heze,
    kind: "cancel",
    reasons: ["settled-abroad", "nationality-lost", "duplicate-card", "moved-away"],
  },
  "reason-freeze": {
    name: "reason",
    card: heze,
    kind: "freeze",
    reasons: ["misuse-suspected", "not-used-now", "other"],
  },
  confirm: { name: "confirm", card: heze, kind: "cancel", reason: "settled-abroad", asker: "holder" },
  "confirm-no-paper": {
    name: "confirm",
    card: heze,
    kind: "cancel",
    reason: "settled-abroad",
    asker: "holder",
    printerFault: "paper-out",
  },
  "confirm-freeze": {
    name: "confirm",
    card: heze,
    kind: "freeze",
    reason: "misuse-suspected",
    asker: "holder",
  },
  "confirm-temporary-agent": {
    name: "confirm",
    card: heze,
    kind: "freeze",
    reason: "misuse-suspected",
    asker: "agent",
    freeze: { form: "temporary", until: "2026-03-09" },
  },
  "confirm-unfreeze": {
    name: "confirm",
    card: frozen,
    kind: "unfreeze",
    reason: "card-found",
    asker: "holder",
  },
  writing: { name: "writing", card: heze, kind: "cancel", bead: "write-card", resumed: false },
  "writing-resumed": { name: "writing", card: heze, kind: "freeze", bead: "check-card", resumed: true },
  unfinished: { name: "unfinished", card: heze, kind: "cancel" },
  undone: { name: "undone", card: heze, kind: "cancel" },
  "put-card-back": { name: "put-card-back", kind: "cancel", wrongCard: false },
  "put-card-back-wrong": { name: "put-card-back", kind: "cancel", wrongCard: true },
  result: { name: "result", card: cancelled, result },
  "result-freeze": {
    name: "result",
    card: frozen,
    result: { ...result, kind: "freeze", life: "frozen", legal: "frozen-temporary" },
  },
  "result-unfreeze": {
    name: "result",
    card: heze,
    result: { ...result, kind: "unfreeze", life: "active", legal: "active" },
  },
  "take-card": { name: "take-card", card: cancelled, result, overdue: false },
  "take-card-overdue": { name: "take-card", card: heze, overdue: true },
  "take-certificate": { name: "take-certificate", result, certificate: certificate("printed") },
  "take-certificate-printing": { name: "take-certificate", result, certificate: certificate("printing") },
  "take-certificate-owed": {
    name: "take-certificate",
    result,
    certificate: certificate("owed", "paper-out"),
  },
  goodbye: { name: "goodbye" },
  "fault-no-card-inside": { name: "fault", fault: "no-card", cardInside: false },
  ...faults,
  "still-there": { name: "still-there", secondsLeft: 24, card: heze },
  "out-of-service": { name: "out-of-service", fault: "reader-missing" },
};

const demo: DemoTray = {
  cards: [
    { id: "card-1", label: "菏泽市 · 赵*禾", life: "active", inserted: true },
    { id: "card-2", label: "深圳市 · 林*芸", life: "frozen", inserted: false },
    { id: "card-3", label: "成都市 · 阿***********江", life: "cancelled", inserted: false },
    ...["周*", "孙*远", "何*原", "吴*"].map((name, place) => ({
      id: `card-${String(place + 4)}`,
      label: `菏泽市 · ${name}`,
      life: "active",
      inserted: false,
    })),
  ],
  idCards: [
    { id: "card-1", label: "赵*禾 · 居民身份证", placed: true },
    { id: "foreigner-2023", label: "W*A · 外国人永久居留身份证（新）", placed: false },
  ],
  paperOut: false,
  papers: [paperLines.join("\n"), "2", "3"],
};

/** A whole frame around a sample; `tray` adds the virtual devices. */
export function sampleFrame(name: string, tray: boolean): Frame | undefined {
  const screen = samples[name];
  if (screen === undefined) return undefined;
  return {
    v: 1,
    frameNo: 1,
    screen,
    hall: { nameZh: "市民之家社保大厅", nameEn: "Citizens' Hall", terminalId: "T-0001" },
    devices: { reader: "online", printer: "ready", centre: "online" },
    ...(screen.name === "take-card" && screen.overdue ? { forgotten: { deskInSeconds: 24 } } : {}),
    ...(tray ? { demo } : {}),
  };
}

/** The header's clock stands still in the gallery, so that two pictures of one screen are the same picture. */
export const sampleNow = new Date(2026, 2, 4, 14, 5, 30);
