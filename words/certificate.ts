import type { Phrase } from "./language.ts";

/** The paper is bilingual: Chinese first, English under it. Titles are the offices' own names for them. */
export const certificateTitles = {
  freeze: { zh: "社会保障卡挂失凭证", en: "Certificate of card freezing" },
  unfreeze: { zh: "社会保障卡解挂凭证", en: "Certificate of card unfreezing" },
  cancel: { zh: "社会保障卡注销凭证", en: "Certificate of card cancellation" },
} as const satisfies Readonly<Record<string, Phrase>>;

/** Short names, as people say them: 注销凭证. */
export const certificateNames = {
  freeze: { zh: "挂失凭证", en: "freezing certificate" },
  unfreeze: { zh: "解挂凭证", en: "unfreezing certificate" },
  cancel: { zh: "注销凭证", en: "cancellation certificate" },
} as const satisfies Readonly<Record<string, Phrase>>;

/** One label a line; the value stands beside or under it. */
export const certificateLabels = {
  certificateNo: { zh: "凭证号", en: "Certificate no." },
  operationNo: { zh: "业务号", en: "Operation" },
  hall: { zh: "服务大厅", en: "Hall" },
  terminal: { zh: "终端", en: "Terminal" },
  office: { zh: "经办机构", en: "Office" },
  doneAt: { zh: "办理时间", en: "Date and time" },
  business: { zh: "业务", en: "Business" },
  reason: { zh: "原因", en: "Reason" },
  holder: { zh: "姓名", en: "Holder" },
  nationalNumber: { zh: "社会保障号码", en: "Social security no." },
  cardNumber: { zh: "卡号", en: "Card no." },
  agent: { zh: "代办人", en: "Agent" },
  issuer: { zh: "发卡机构", en: "Issuer" },
  issuerNumber: { zh: "发卡机构识别号", en: "Issuer id. no." },
  onCard: { zh: "卡上结果", en: "On the card" },
  atCentre: { zh: "中心结果", en: "At the centre" },
  handledBy: { zh: "经办方式", en: "Handled by" },
  checkText: { zh: "验证码", en: "Verification" },
  stillToDo: { zh: "您还需要", en: "Still to do" },
} as const satisfies Readonly<Record<string, Phrase>>;

export const certificateSentences = {
  /** A lost card: the certificate states the record, not the chip. */
  recordOnly: {
    zh: "卡未到场：已按记录挂失，见到卡时再锁卡",
    en: "Not present: the record is frozen; the card will be blocked when it is seen",
  },
  selfService: { zh: "自助", en: "self-service" },
  counter: { zh: "窗口", en: "at a counter" },
  hotline: { zh: "咨询和投诉电话 12333", en: "Questions and complaints: 12333" },
  keep: { zh: "请妥善保存本凭证。", en: "Please keep this certificate." },
  qr: { zh: "扫码核验本凭证", en: "Scan to verify this certificate" },
  copy: (n: number): Phrase => ({ zh: `补打 第${String(n)}次`, en: `Copy no. ${String(n)}` }),
  test: { zh: "打印机测试，非凭证", en: "Printer test, not a certificate" },
} as const;

/** What the holder must still do, by operation, in order. */
export const certificateDuties = {
  freeze: [
    {
      zh: "卡上的银行账户须到发卡银行另行挂失。",
      en: "Ask your bank to freeze the account on the card as well.",
    },
    {
      zh: "找到卡或不再担心时，带卡办理解挂。",
      en: "To use the card again, bring it and have it unfrozen.",
    },
  ],
  unfreeze: [
    {
      zh: "如在银行也办过挂失，须到发卡银行另行解挂。",
      en: "If the bank account was frozen too, ask your bank to lift that.",
    },
  ],
  cancel: [
    {
      zh: "卡上的银行账户须到发卡银行另行注销。",
      en: "Close the bank account on the card with your bank.",
    },
    { zh: "个人信息和参保记录保留。", en: "Your personal data and insurance records are kept." },
    { zh: "以后需要卡时，按规定重新申领。", en: "A card later means a new application." },
  ],
} as const satisfies Readonly<Record<string, readonly Phrase[]>>;
