import type { Phrase } from "./language.ts";

/** The public page: what is open in a region, applying, following an application, checking a certificate. */
type Phrases = Readonly<Record<string, Phrase>>;

export const publicPage = {
  title: { zh: "社会保障卡网上服务", en: "Social security card services" },
  lead: { zh: "您想做什么？", en: "What would you like to do?" },
  open: { zh: "我的地区开通了什么", en: "What is open in my region" },
  apply: { zh: "网上申请", en: "Apply online" },
  progress: { zh: "查办理进度", en: "Follow an application" },
  verify: { zh: "核验凭证真假", en: "Check a certificate" },
  back: { zh: "返回", en: "Back" },
  region: { zh: "发卡地区", en: "Region of the card" },
  isOpen: { zh: "可以网上申请", en: "open online" },
  isClosed: { zh: "不能网上申请", en: "not online" },
  number: { zh: "申请编号", en: "Application number" },
  numberHint: { zh: "例如 371700-20260301-000001", en: "for example 371700-20260301-000001" },
  idTail: { zh: "身份证号码后六位", en: "Last six of the identity number" },
  look: { zh: "查询", en: "Look it up" },
  progressNone: {
    zh: "没有找到。请核对编号和身份证号码后六位。",
    en: "Nothing was found. Please check the number and the last six characters.",
  },
  certificateNo: { zh: "凭证编号", en: "Certificate number" },
  certificateText: { zh: "凭证二维码里的文字", en: "The text in the certificate's QR code" },
  certificateHint: {
    zh: "用手机扫描凭证上的二维码，把得到的文字贴在这里。",
    en: "Scan the QR code on the certificate with a phone and paste the text here.",
  },
  check: { zh: "核验", en: "Check it" },
  genuine: { zh: "是真的", en: "It is genuine" },
  newest: { zh: "这是这张卡最新的凭证。", en: "It is the newest one of its card." },
  overtaken: {
    zh: "这张卡后来又办过别的业务，现在的状态可能已经不同。",
    en: "Something was done to the card afterwards, so it may stand differently now.",
  },
  doneAt: { zh: "办理时间", en: "Done" },
  operation: { zh: "业务", en: "Operation" },
  state: { zh: "卡片状态", en: "The card was then" },
  copies: { zh: "打印过的副本", en: "Copies printed" },
  development: {
    zh: "演示环境：这里不核对身份，写什么就信什么。请只用虚构的资料。",
    en: "For demonstration: nobody's identity is checked here, and whatever is typed is believed. Use invented people only.",
  },
  platform: {
    zh: "请先在当地政务服务平台完成实人认证，再从那里打开这一页。",
    en: "Please prove who you are on your region's service platform first. It leads you back to this page.",
  },
  nobody: {
    zh: "这里还没有接通身份认证，不能网上申请。请到窗口或自助终端办理。",
    en: "No identity check is connected here, so nothing can be applied for online. Please go to a counter or a terminal.",
  },
  recognised: { zh: "您的身份已由平台认证。", en: "The platform has confirmed who you are." },
  name: { zh: "姓名", en: "Name" },
  identityNumber: { zh: "公民身份号码", en: "Identity number" },
  business: { zh: "办理什么", en: "What you ask for" },
  reason: { zh: "原因", en: "Reason" },
  cardTail: { zh: "卡号后四位（有多张卡时填）", en: "Last four of the card (if you have several)" },
  destination: { zh: "医保地或转入地（六位代码）", en: "Region of the account or destination (six digits)" },
  send: { zh: "提交申请", en: "Send the application" },
  taken: { zh: "申请已收下。请记住编号：", en: "Your application was taken. Keep its number:" },
  noneOpen: { zh: "这个地区没有开通网上申请。", en: "Nothing is open online in this region." },
} as const satisfies Phrases;

/** Why a certificate is not believed. */
export const notTrue = {
  "not-a-certificate": {
    zh: "这不是凭证二维码里的文字。请重新扫描后再贴。",
    en: "This is not the text of a certificate. Please scan it again.",
  },
  "unknown-key": {
    zh: "不能确认：它不是由这个中心签发的。请到签发地核验。",
    en: "It cannot be confirmed: another centre issued it. Please ask there.",
  },
  "signature-wrong": {
    zh: "签名不对，内容可能被改过。不要采信，请联系发卡地。",
    en: "The signature is wrong, so it may have been altered. Do not rely on it; ask the issuing office.",
  },
  "not-in-the-register": {
    zh: "登记里没有这份凭证。不要采信，请联系发卡地。",
    en: "The register has no such certificate. Do not rely on it; ask the issuing office.",
  },
} as const satisfies Phrases;
