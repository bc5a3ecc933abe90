import type { Phrase } from "./language.ts";

/**
 * What the centre says about applications: to holders who follow one, to clerks who decide, to callers. Keys are the
 * unions of central/applications/model.ts and central/rules/rule-shape.ts; documents and businesses: regional-rules.ts.
 */
type Phrases = Readonly<Record<string, Phrase>>;

/** Where an application stands, and what the holder can do about it. */
export const applicationStates = {
  submitted: {
    zh: "已收下，正在向有关单位核实，不用您做什么。",
    en: "Taken. We are asking the offices concerned; there is nothing for you to do.",
  },
  "returned-for-correction": {
    zh: "材料要补正。请按说明补齐后再交，三十天内有效。",
    en: "Something has to be corrected. Please bring what is named within thirty days.",
  },
  "awaiting-approval": {
    zh: "正在等经办人员审核。",
    en: "Waiting for a clerk's decision.",
  },
  "awaiting-second-approval": {
    zh: "已有一人审核同意，还要另一位复核。",
    en: "One clerk has agreed; a second one has to look at it too.",
  },
  approved: {
    zh: "转入地已同意，正在办理转移。",
    en: "The place you move to has agreed and is moving your records.",
  },
  "awaiting-card": {
    zh: "已同意。请带卡到任何一台终端或窗口，插卡就能办完。",
    en: "Agreed. Take the card to any terminal or counter to finish.",
  },
  done: { zh: "已经办好。", en: "Done." },
  rejected: {
    zh: "没有同意，原因见说明。情况有变化可以重新申请。",
    en: "Not agreed to; the reason is given. You may apply again if things change.",
  },
  withdrawn: { zh: "已按您的要求撤回。", en: "Withdrawn, as you asked." },
  lapsed: {
    zh: "这份申请已经失效，原因见说明。需要时请重新申请。",
    en: "This application is no longer valid; the reason is given. Please apply again if you need to.",
  },
} as const satisfies Phrases;

/** Why the centre itself moved an application, by the code in its timeline. */
export const applicationWhys = {
  "not-in-time": { zh: "三十天内没有办完。", en: "It was not finished within thirty days." },
  superseded: {
    zh: "另有一笔更严格的业务先生效了，例如已开始补换新卡。",
    en: "A stricter operation came first, such as an order for a new card.",
  },
  reversed: { zh: "卡上的操作已按要求撤销。", en: "The operation on the card was undone as asked." },
  "lifted-without-card": {
    zh: "登记已在二十四小时内恢复；卡片下次插入终端时一并恢复。",
    en: "The register was put back in force within 24 hours. The chip follows the next time it is in a terminal.",
  },
  "asked-again": {
    zh: "核实结果已过一天，正在重新核实。",
    en: "What the offices said is more than a day old, so they are being asked again.",
  },
  "conditions-open": {
    zh: "还有费用或待遇没有结清，请先结清。",
    en: "Something is still owed or being paid out. Please settle it first.",
  },
} as const satisfies Phrases;

/** What is still open, which office has it, and what to do there. */
export const conditions = {
  "medical-expenses": {
    what: { zh: "还有医疗费用没有结算", en: "Medical expenses have not been settled" },
    office: { zh: "医疗保障经办机构", en: "the medical insurance office" },
    next: {
      zh: "请带票据到医疗保障经办机构结清报销。",
      en: "Take your bills to the medical insurance office and have them settled.",
    },
  },
  contributions: {
    what: { zh: "还有社会保险费没有缴清", en: "Social insurance contributions are due" },
    office: { zh: "社会保险费征收机构", en: "the office that collects contributions" },
    next: {
      zh: "请到征收机构缴清，在职的请单位办理。",
      en: "Pay what is due there. If you are employed, your employer does it.",
    },
  },
  pension: {
    what: { zh: "正在领取养老待遇", en: "A pension is being paid" },
    office: { zh: "养老保险经办机构", en: "the pension office" },
    next: {
      zh: "请先在养老保险经办机构办理停发或改卡发放。",
      en: "Ask the pension office to stop it, or to pay it another way.",
    },
  },
  "unemployment-benefit": {
    what: { zh: "正在领取失业待遇", en: "Unemployment benefit is being paid" },
    office: { zh: "失业保险经办机构", en: "the unemployment insurance office" },
    next: {
      zh: "请先在失业保险经办机构办理停发。",
      en: "Ask the unemployment insurance office to end it first.",
    },
  },
  "bank-function": {
    what: { zh: "卡上的银行账户还没有注销", en: "The card's bank account is still open" },
    office: { zh: "合作银行网点", en: "a branch of the card's bank" },
    next: {
      zh: "请先到合作银行网点注销金融账户，取出余额。",
      en: "Close the bank account at a branch and take out what is in it.",
    },
  },
} as const satisfies Readonly<Record<string, Phrases>>;

type Refusal = { readonly what: Phrase; readonly next: Phrase };

/** Why an application is not taken, decided or found. What the protocol refuses has its words in operations.ts. */
export const applicationRefusals = {
  "channel-closed": {
    what: { zh: "这项业务在当地没有开通这个渠道。", en: "This is not open here by this way of asking." },
    next: { zh: "请到社保卡服务窗口办理。", en: "Please go to a social security card counter." },
  },
  "reason-not-open": {
    what: { zh: "当地规定不按这个原因办理注销。", en: "Local rules do not cancel a card for this reason." },
    next: { zh: "请另选原因，或到窗口询问。", en: "Choose another reason, or ask at the counter." },
  },
  "reason-not-by-this-channel": {
    what: { zh: "这个原因不能用这个渠道办理。", en: "This reason cannot be dealt with this way." },
    next: { zh: "请由代办人带材料到窗口办理。", en: "An agent may bring the papers to a counter." },
  },
  "reason-missing": {
    what: { zh: "注销卡片要写明原因。", en: "A cancellation needs a reason." },
    next: { zh: "请选择一个原因再提交。", en: "Choose a reason and send it again." },
  },
  "documents-missing": {
    what: { zh: "材料还不齐。", en: "Some papers are missing." },
    next: { zh: "请按清单补齐后再来。", en: "Please come back with what is on the list." },
  },
  "agent-missing": {
    what: {
      zh: "代办要登记代办人和委托书。",
      en: "An agent and their power of attorney have to be on record.",
    },
    next: { zh: "请填写代办人信息和委托书编号。", en: "Fill in the agent and the power of attorney." },
  },
  "power-of-attorney-invalid": {
    what: {
      zh: "代办人的证件号码或委托书的有效期不对。",
      en: "The agent's number or the dates of the power of attorney are not valid.",
    },
    next: {
      zh: "请核对后换一份有效的委托书。",
      en: "Check them, and bring a power of attorney that is in force.",
    },
  },
  "conditions-open": {
    what: {
      zh: "名下还有没有结清的事项，卡现在不能注销。",
      en: "Something is still to be settled, so the card cannot be cancelled yet.",
    },
    next: {
      zh: "请按清单到各单位办好后再申请。",
      en: "Settle each item at the office named, then apply again.",
    },
  },
  "no-card-of-this-holder": {
    what: { zh: "没有找到这位持卡人的卡。", en: "No card of this holder was found." },
    next: { zh: "请核对姓名和身份证号码。", en: "Check the name and the identity number." },
  },
  "which-card": {
    what: { zh: "名下不止一张卡。", en: "There is more than one card in this name." },
    next: { zh: "请补充卡号后四位。", en: "Please add the last four of the card's number." },
  },
  "holder-does-not-match": {
    what: { zh: "卡片和填写的持卡人不是同一个人。", en: "The card belongs to somebody else." },
    next: { zh: "请核对证件和卡片。", en: "Compare the card with the identity document." },
  },
  "not-this-office": {
    what: { zh: "这张卡由另一个城市管理。", en: "Another city looks after this card." },
    next: { zh: "请联系发卡地的服务窗口。", en: "Please turn to a counter of the issuing city." },
  },
  "identity-not-verified": {
    what: {
      zh: "实人认证没有通过或已经过期。",
      en: "The check that you are yourself failed or has run out.",
    },
    next: { zh: "请重新认证后再申请。", en: "Do the check again, then apply." },
  },
  "caller-not-verified": {
    what: { zh: "来电人的身份还没有核验。", en: "The caller has not been verified." },
    next: {
      zh: "请先完成核验，或请来电人到窗口。",
      en: "Ask the questions first, or send the caller to a counter.",
    },
  },
  "too-many-tries": {
    what: { zh: "今天核验失败的次数太多了。", en: "Too many failed checks today." },
    next: { zh: "请来电人带证件到窗口办理。", en: "The caller should come to a counter with their papers." },
  },
  "applied-for-already": {
    what: { zh: "同样的申请正在办理。", en: "The same has been applied for and is under way." },
    next: { zh: "请按申请编号查询进度。", en: "Follow it by its application number." },
  },
  "medical-account-cancelled": {
    what: { zh: "这个医保个人账户已经注销。", en: "This medical insurance account is closed already." },
    next: {
      zh: "不用再办。门诊费用由统筹基金支付。",
      en: "Nothing is left to do. Pooled funds pay outpatient costs.",
    },
  },
  "operation-pending": {
    what: { zh: "这张卡还有一笔业务没有写完。", en: "An earlier operation on this card is not finished." },
    next: {
      zh: "请带卡到任何一台终端，插卡先办完它。",
      en: "Insert the card at any terminal to finish that one first.",
    },
  },
  "own-entry": {
    what: { zh: "自己录入或补正的申请，不能由自己审核。", en: "You entered or corrected this one yourself." },
    next: { zh: "请交给另一位同事审核。", en: "Leave it to a colleague." },
  },
  "decided-by-you": {
    what: { zh: "第一次审核是您做的。", en: "The first decision was yours." },
    next: { zh: "请由另一位同事复核。", en: "Another colleague has to give the second." },
  },
  "claimed-by-another": {
    what: { zh: "另一位同事正在处理这份申请。", en: "A colleague is working on this one." },
    next: {
      zh: "请处理下一份；三十分钟没有动作会自动放回。",
      en: "Take the next. It comes back after 30 idle minutes.",
    },
  },
  "claim-first": {
    what: {
      zh: "还没有领取这份申请，或领取已过期。",
      en: "You have not claimed this one, or the claim ran out.",
    },
    next: { zh: "请先领取再作决定。", en: "Claim it, then decide." },
  },
  "not-in-this-state": {
    what: { zh: "这份申请现在不在这一步。", en: "It does not stand at this step now." },
    next: { zh: "请刷新后查看最新状态。", en: "Look at it again: its state has changed." },
  },
  "another-notice-stands": {
    what: {
      zh: "这个人还有另一份已确认的通知，卡片不能恢复。",
      en: "Another confirmed notice stands for this person, so the cards cannot come back.",
    },
    next: { zh: "请先核实另一份通知。", en: "Look into the other notice first." },
  },
} as const satisfies Readonly<Record<string, Refusal>>;

/** After what the protocol refuses: what is left to do. */
export const afterRejection: Phrase = {
  zh: "请带卡和身份证件到服务窗口咨询。",
  en: "Please ask at a counter, with the card and an identity document.",
};

/** A clerk tells it to a holder whose card was ended by a notice that was not true. */
export const falseNoticeOutcomes = {
  reversed: {
    zh: "错误的通知已经撤销，卡片恢复到通知之前的状态。",
    en: "The false notice has been taken back, and the card stands as it did before.",
  },
  "replacement-due": {
    zh: "注销可能已经写进芯片，原卡不能再恢复。请为持卡人免费补发新卡。",
    en: "The cancellation may be on the chip already, so the old card cannot come back. The holder is due a new card, free of charge.",
  },
} as const satisfies Phrases;

/** Said with the answer when an account was closed (service rules S10). */
export const medicalAccountClosed: Phrase = {
  zh: "医保个人账户注销后，门诊费用由统筹基金支付；社保卡照常使用。",
  en: "From now on pooled funds pay outpatient costs. The social security card stays in use.",
};
