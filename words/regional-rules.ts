import type { Phrase } from "./language.ts";

/** A region's rules as a holder reads them: what may be asked for, where, with what, and why not. */
type Phrases = Readonly<Record<string, Phrase>>;

/** What a holder may ask for. */
export const businessNames = {
  "freeze-temporary": { zh: "临时挂失", en: "Temporary loss report" },
  "freeze-formal": { zh: "正式挂失", en: "Formal loss report" },
  unfreeze: { zh: "解挂", en: "Lifting a loss report" },
  cancel: { zh: "注销社保卡", en: "Cancelling the card" },
  "cancel-medical-account": {
    zh: "注销居民医保个人账户",
    en: "Closing the resident medical insurance account",
  },
  transfer: { zh: "社保关系转移接续", en: "Moving social insurance" },
} as const satisfies Phrases;

export const channelNames = {
  counter: { zh: "服务窗口", en: "at a counter" },
  agent: { zh: "代办", en: "through an agent" },
  online: { zh: "网上", en: "online" },
  telephone: { zh: "12333 电话", en: "by telephone, 12333" },
  kiosk: { zh: "自助终端", en: "at a self-service terminal" },
} as const satisfies Phrases;

export const documentNames = {
  "identity-document": { zh: "持卡人身份证件", en: "the holder's identity document" },
  card: { zh: "社保卡", en: "the social security card" },
  "medical-insurance-card": { zh: "医保卡", en: "the medical insurance card" },
  "application-form": { zh: "申请表", en: "the application form" },
  "loss-report-form": { zh: "挂失申请表", en: "the loss report form" },
  "loss-report-certificate": { zh: "挂失凭证原件", en: "the original loss report certificate" },
  "agent-identity-document": { zh: "代办人身份证件", en: "the agent's identity document" },
  "power-of-attorney": { zh: "授权委托书", en: "a power of attorney" },
  "photo-of-both": { zh: "代办人与持卡人（或其身份证）的合影", en: "a photo of holder and agent" },
  "death-certificate": { zh: "死亡证明", en: "the death certificate" },
  "disappearance-ruling": {
    zh: "宣告失踪的法律文书",
    en: "the court ruling on the disappearance",
  },
  "nationality-proof": { zh: "丧失国籍的证明", en: "proof that nationality was lost" },
  "settlement-proof": { zh: "境外定居的证明", en: "proof of settling abroad" },
  "real-person-check": { zh: "实人认证", en: "a check that it is really you" },
  "caller-check": { zh: "回答核实问题", en: "answers to some questions about you" },
} as const satisfies Phrases;

/** Why the card is cancelled. */
export const cancelReasonNames = {
  death: { zh: "持卡人死亡", en: "The holder has died" },
  disappearance: { zh: "持卡人失踪", en: "The holder has disappeared" },
  "nationality-lost": { zh: "不再具有中国国籍", en: "No longer a Chinese national" },
  "settled-abroad": { zh: "到国外或境外定居", en: "Settling abroad" },
  "duplicate-card": { zh: "名下有重复的卡", en: "More than one card" },
  "moved-away": { zh: "社保关系已转到外地", en: "Insurance has moved elsewhere" },
  other: { zh: "其他原因", en: "Another reason" },
} as const satisfies Phrases;

/** What a decision rests on. The first three say yes, and who has to agree. */
export const decisions = {
  "at-once": { zh: "可以办理，当场办结。", en: "You can do this, and it is done at once." },
  "after-approval": {
    zh: "可以申请，工作人员审核同意后办理。",
    en: "You can apply. It is done once a member of staff has approved it.",
  },
  "after-two-approvals": {
    zh: "可以申请，两名工作人员先后审核同意后办理。",
    en: "You can apply. It is done once two members of staff have approved it, one after the other.",
  },
  "channel-closed": {
    zh: "当地没有开通这种办理方式，请换一种方式办理。",
    en: "Your region does not offer this here. Please use another way.",
  },
  "reason-not-open": {
    zh: "当地规定不受理以此原因注销，请到窗口或拨打 12333 咨询。",
    en: "Your region does not cancel cards for this reason. Please ask at a counter or call 12333.",
  },
  "reason-not-by-this-channel": {
    zh: "以此原因注销，要查验证明材料，请换一种方式办理。",
    en: "For this reason papers have to be examined. Please use another way.",
  },
  "formal-freeze-stays": {
    zh: "当地规定正式挂失后不能解挂，请申请补领新卡。",
    en: "In your region a formal loss report cannot be lifted. Please apply for a new card.",
  },
  "replacement-ordered": {
    zh: "已经申请补换新卡，原卡不能再恢复使用，请等待领取新卡。",
    en: "A new card has been ordered, so the old one cannot come back. Please wait for the new card.",
  },
  "already-active": {
    zh: "这张卡现在正常，不用解挂。",
    en: "This card is in normal use, so there is no loss report to lift.",
  },
  "already-frozen": { zh: "这张卡已经挂失。", en: "This card has been reported lost already." },
  "already-cancelled": {
    zh: "这张卡已经注销。需要卡时请重新申领。",
    en: "This card has been cancelled. If you need a card, please apply for a new one.",
  },
  "card-expired": {
    zh: "这张卡已过有效期，请带身份证件到窗口换卡。",
    en: "This card has expired. Please bring your identity document to a counter to replace it.",
  },
} as const satisfies Phrases;

/** What a holder is told with a decision. */
export const ruleNotes = {
  lapsesAfter: (days: number): Phrase => ({
    zh: `临时挂失 ${String(days)} 天后自动失效，请在此之前办理正式挂失。`,
    en: `A temporary loss report ends by itself after ${String(days)} days. Make a formal one before then.`,
  }),
  lapsesNever: {
    zh: "临时挂失一直有效，直到解挂。",
    en: "A temporary loss report stays until you lift it.",
  },
  formalStays: {
    zh: "注意：正式挂失后不能解挂，只能补领新卡。",
    en: "Take note: a formal loss report cannot be lifted. It can only be followed by a new card.",
  },
  liftsWithin: (hours: number): Phrase => ({
    zh: `受理后 ${String(hours)} 小时内恢复使用。`,
    en: `The card works again within ${String(hours)} hours of the request being accepted.`,
  }),
  liftsWithCard: {
    zh: "要把卡放到终端或窗口读写一次，才能恢复使用。",
    en: "The card works again once a terminal or a counter has written to it.",
  },
  settleFirst: (names: Phrase): Phrase => ({
    zh: `办理前先核查：${names.zh}。`,
    en: `Before that we ask about: ${names.en}.`,
  }),
  cardStays: {
    zh: "社保卡不注销，可以继续使用。",
    en: "Your social security card is not cancelled and stays in use.",
  },
  bring: (names: Phrase): Phrase => ({ zh: `需要：${names.zh}。`, en: `You need: ${names.en}.` }),
  free: { zh: "不收任何费用。", en: "There is nothing to pay." },
} as const;

/** What is asked of other offices before a card is cancelled. */
export const settlementNames = {
  "medical-expenses": { zh: "未结算的医疗费用", en: "medical expenses not yet settled" },
  contributions: { zh: "未缴清的社保费", en: "contributions still due" },
  pension: { zh: "正在发放的养老待遇", en: "a pension being paid" },
  "unemployment-benefit": { zh: "正在发放的失业待遇", en: "unemployment benefit being paid" },
  "bank-function": { zh: "尚未注销的银行账户", en: "a bank account on the card that is still open" },
} as const satisfies Phrases;
