import type { Phrase } from "./language.ts";

/** The clerk's desk: the queue, a case, what a clerk does with it, and what is taken in at the counter. */
type Phrases = Readonly<Record<string, Phrase>>;

/** Where an application stands, in a word; whole sentences are in centre-applications.ts. */
export const stateNames = {
  submitted: { zh: "核实中", en: "Being checked" },
  "returned-for-correction": { zh: "退回补正", en: "Returned" },
  "awaiting-approval": { zh: "待审核", en: "To decide" },
  "awaiting-second-approval": { zh: "待复核", en: "Second decision" },
  approved: { zh: "转移中", en: "Being moved" },
  "awaiting-card": { zh: "待插卡", en: "Waits for card" },
  done: { zh: "已办结", en: "Done" },
  rejected: { zh: "不同意", en: "Rejected" },
  withdrawn: { zh: "已撤回", en: "Withdrawn" },
  lapsed: { zh: "已失效", en: "Lapsed" },
} as const satisfies Phrases;

export const desk = {
  queue: { zh: "待办队列", en: "Queue" },
  show: { zh: "显示", en: "Show" },
  toDecide: { zh: "待审核与待复核", en: "All to decide" },
  empty: { zh: "这里没有等待的申请。", en: "No application is waiting here." },
  choose: {
    zh: "从左边选一份申请，或新录入一份。",
    en: "Choose an application on the left, or enter a new one.",
  },
  actions: { zh: "办理", en: "Actions" },
  claim: { zh: "领取", en: "Claim" },
  release: { zh: "放回队列", en: "Give back" },
  approve: { zh: "同意", en: "Approve" },
  return: { zh: "退回补正", en: "Return" },
  reject: { zh: "不同意", en: "Reject" },
  withdraw: { zh: "申请人撤回", en: "Withdraw" },
  correct: { zh: "补正", en: "Correct" },
  sendCorrection: { zh: "补正后再交", en: "Send it in again" },
  moved: { zh: "已转入", en: "Records moved" },
  cannotMove: { zh: "不能转移", en: "Cannot be moved" },
  whyCannotMove: {
    zh: "为什么不能转移？申请人会看到这句话。",
    en: "Why can it not be moved? The holder reads this.",
  },
  ledger: { zh: "结算台账", en: "Ledger" },
  ledgerLead: {
    zh: "登记这个人名下没有结清或正在享受的事项。台账上有未结事项时，卡不能注销。",
    en: "Write down what is owed or running for a person. A card is not cancelled while something is open.",
  },
  ledgerItem: { zh: "事项", en: "Item" },
  ledgerState: { zh: "情况", en: "How it stands" },
  open: { zh: "未结清", en: "open" },
  clear: { zh: "已结清", en: "settled" },
  note: { zh: "登记", en: "Write it down" },
  noted: { zh: "已登记。", en: "Written down." },
  next: { zh: "下一份", en: "Next" },
  previous: { zh: "上一份", en: "Previous" },
  print: { zh: "打印申请表", en: "Print the form" },
  enter: { zh: "新申请", en: "New application" },
  telephone: { zh: "12333 来电", en: "12333 call" },
  notices: { zh: "公安通知", en: "Notices" },
  backToQueue: { zh: "回到队列", en: "Back to the queue" },
  keysOn: { zh: "单键操作：开", en: "One-key: on" },
  keysOff: { zh: "单键操作：关", en: "One-key: off" },
  holder: { zh: "持卡人", en: "Holder" },
  name: { zh: "姓名", en: "Name" },
  identityNumber: { zh: "公民身份号码", en: "Identity number" },
  unmask: { zh: "按住显示姓名", en: "Hold to show the name" },
  channel: { zh: "渠道", en: "Channel" },
  reason: { zh: "原因", en: "Reason" },
  agent: { zh: "代办人", en: "Agent" },
  powerOfAttorney: { zh: "委托书", en: "Power of attorney" },
  card: { zh: "登记的卡片", en: "Card as registered" },
  noCard: { zh: "这项业务不涉及卡片。", en: "This is about no card." },
  cardNumber: { zh: "卡号", en: "Number" },
  register: { zh: "登记状态", en: "Register" },
  centreSays: { zh: "中心", en: "Centre" },
  chipSays: { zh: "芯片", en: "Chip" },
  terminalSays: { zh: "终端", en: "Terminal" },
  valid: { zh: "有效期", en: "Valid" },
  issuer: { zh: "发卡机构", en: "Issuer" },
  listed: { zh: "已列入停用名单", en: "on the block list" },
  unseen: { zh: "还没有验证过", en: "not proved yet" },
  cardAbsent: { zh: "卡不在手边", en: "The card is not at hand" },
  papers: { zh: "材料清单", en: "Papers" },
  shown: { zh: "已出示", en: "shown" },
  missing: { zh: "缺少", en: "missing" },
  or: { zh: "或", en: "or" },
  rule: { zh: "适用规则", en: "Rule" },
  ruleVersion: { zh: "规则版本", en: "rules, version" },
  timeline: { zh: "办理过程", en: "Timeline" },
  secondEyes: { zh: "复核", en: "Second pair of eyes" },
  ownEntry: {
    zh: "这份申请是您录入或补正的，要由另一位同事审核。",
    en: "You entered or corrected this one, so a colleague has to decide.",
  },
  yoursFirst: {
    zh: "第一次审核是您做的，要由另一位同事复核。",
    en: "The first decision was yours, so a colleague has to give the second.",
  },
  whyReturn: {
    zh: "要补正什么？申请人会看到这句话。",
    en: "What has to be put right? The holder reads this.",
  },
  whyReject: { zh: "为什么不同意？申请人会看到这句话。", en: "Why not? The holder reads this." },
  send: { zh: "提交", en: "Send" },
  cancel: { zh: "取消", en: "Cancel" },
  business: { zh: "业务", en: "Business" },
  who: { zh: "谁来办理", en: "Who is here" },
  self: { zh: "本人", en: "the holder" },
  byAgent: { zh: "代办人", en: "an agent" },
  tail: { zh: "卡号后四位（有多张卡时）", en: "Last four of the card (if several)" },
  region: { zh: "医保地或转入地代码", en: "Region of the account or destination" },
  scan: { zh: "委托书扫描件编号", en: "Scan of the power of attorney" },
  from: { zh: "有效期从", en: "Valid from" },
  until: { zh: "有效期到", en: "Valid until" },
  take: { zh: "受理", en: "Take it in" },
  taken: { zh: "已受理，编号", en: "Taken in, number" },
  saved: { zh: "已保存。", en: "Saved." },
  stillMissing: { zh: "还缺", en: "Still missing" },
  telephoneLead: {
    zh: "请来电人报出以下内容。三项里答对两项就算核实；是哪一项不对，不要告诉对方。",
    en: "Ask the caller for these. Two right of three will do. Never say which one was wrong.",
  },
  issuedIn: { zh: "发卡年月", en: "Issued in (year-month)" },
  expiresIn: { zh: "到期年月", en: "Expires in (year-month)" },
  cardTail: { zh: "卡号后四位", en: "Last four of the card" },
  check: { zh: "核实来电人", en: "Check the caller" },
  verified: { zh: "来电人已核实，十五分钟内有效。", en: "The caller is verified for fifteen minutes." },
  notVerified: { zh: "没有核实成功。今天还能试的次数", en: "Not verified. Tries left today" },
  reportLost: { zh: "办理临时挂失", en: "Report the card lost for a time" },
  noticeState: { zh: "状态", en: "State" },
  confirm: { zh: "确认属实", en: "It is true" },
  dismiss: { zh: "不属实", en: "It is not true" },
  askReversal: { zh: "通知有误，申请撤销", en: "It was false: ask to undo" },
  reverse: { zh: "同意撤销", en: "Agree to undo" },
  whyNotice: { zh: "请写明依据。", en: "Say what this rests on." },
  cards: { zh: "涉及卡片", en: "Cards ended" },
  signHolder: { zh: "申请人签名", en: "Signature of the applicant" },
  signClerk: { zh: "经办人签名", en: "Signature of the clerk" },
  formTitle: { zh: "社会保障卡业务申请表", en: "Social security card: application form" },
  date: { zh: "日期", en: "Date" },
} as const satisfies Phrases;

/** Reasons a clerk gives again and again; each can be changed before it is sent. */
export const usualReasons = {
  return: [
    { zh: "请补交身份证件。", en: "Please bring your identity document." },
    {
      zh: "委托书已过期，请换一份有效的。",
      en: "The power of attorney has expired. Please bring a valid one.",
    },
    { zh: "申请表没有签名，请补签。", en: "The form is not signed. Please sign it." },
  ],
  cannotMove: [
    { zh: "转出地没有查到参保记录。", en: "The place you leave has no record of you." },
    {
      zh: "两地参保有重复，请先办理清退。",
      en: "You were insured at both places at once. That has to be put right first.",
    },
  ],
  reject: [
    { zh: "材料与登记不一致。", en: "The papers do not agree with the register." },
    { zh: "当地规定不能办理这项业务。", en: "Local rules do not allow this." },
  ],
} as const satisfies Readonly<Record<string, readonly Phrase[]>>;

export const noticeKinds = {
  death: { zh: "死亡", en: "Death" },
  disappearance: { zh: "宣告失踪", en: "Disappearance" },
  "household-cancelled": { zh: "户口注销", en: "Household registration cancelled" },
} as const satisfies Phrases;

export const noticeStates = {
  received: { zh: "待核实", en: "To be checked" },
  confirmed: { zh: "已确认", en: "Confirmed" },
  dismissed: { zh: "不属实", en: "Not true" },
  "reversal-asked": { zh: "待第二人撤销", en: "Undo asked for" },
  reversed: { zh: "已撤销", en: "Undone" },
  "replacement-due": { zh: "应补发新卡", en: "New card due" },
} as const satisfies Phrases;

/** Who did a step, before their name or number. */
export const actorNames = {
  clerk: { zh: "经办", en: "clerk" },
  terminal: { zh: "终端", en: "terminal" },
  holder: { zh: "持卡人", en: "holder" },
  centre: { zh: "中心", en: "centre" },
} as const satisfies Phrases;
