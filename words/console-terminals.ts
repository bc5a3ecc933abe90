import type { Phrase } from "./language.ts";

/** What is done with terminals on the console, and with what a restored centre has to judge. */
type Phrases = Readonly<Record<string, Phrase>>;

export const quarantineReasonNames = {
  opened: { zh: "机壳被打开过", en: "Its case was opened" },
  copied: { zh: "疑似被复制", en: "It may have been copied" },
  stolen: { zh: "被盗", en: "Stolen" },
  "taken-away": { zh: "被搬走", en: "Taken away" },
  misbehaves: { zh: "行为异常", en: "It misbehaves" },
} as const satisfies Phrases;

export const consoleTerminals = {
  enrol: { zh: "新终端入网", en: "Enrol a terminal" },
  terminalId: { zh: "终端编号", en: "Terminal's name" },
  makeToken: { zh: "生成入网码", en: "Make a token" },
  tokenOnce: {
    zh: "只显示这一次，一天内有效，只能用一次。请交给装机人员。",
    en: "Shown this once, good for one day and one use. Hand it to whoever installs the terminal.",
  },
  noListener: {
    zh: "这个中心没有开启终端接入（--terminals-port），入网码现在用不了。",
    en: "This centre listens to no enrolled terminals (--terminals-port), so a token is of no use now.",
  },
  quarantine: { zh: "隔离", en: "Quarantine" },
  quarantineWhy: { zh: "为什么隔离？", en: "Why is it shut out?" },
  loss: { zh: "报失", en: "Declare lost" },
  lossSure: {
    zh: "报失后不再等它的日志，它手上的业务由其他终端凭卡接着办。确定报失？",
    en: "Nobody will wait for its journal any more; what it had under way is finished elsewhere, by the cards. Declare it lost?",
  },
  revoke: { zh: "吊销证书", en: "Revoke" },
  revokeSure: {
    zh: "证书立即作废并隔离，要用必须重新入网。确定吊销？",
    en: "Its certificates end at once and it is shut out; to serve again it has to enrol anew. Revoke?",
  },
  place: { zh: "放到窗口", en: "Put on a desk" },
  placeWhere: { zh: "哪个机构的窗口？", en: "On whose desk? Six digits of the office" },
  unplace: { zh: "放回大厅", en: "Back into the hall" },
  deskOf: { zh: "窗口终端", en: "Desk of" },
  yes: { zh: "确定", en: "Yes" },
  leave: { zh: "不办", en: "No" },
  done: { zh: "已办理。", en: "Done." },
  restoration: { zh: "恢复复核", en: "Restoration" },
  notRestoring: {
    zh: "中心没有在恢复，也没有要复核的记录。",
    en: "The centre is not being restored, and nothing waits for a review.",
  },
  restoring: {
    zh: "中心从备份恢复，正在等下列终端的日志；等齐、复核完才重新受理。",
    en: "Put back from a backup, the centre waits for these journals. It serves again once all came and were reviewed.",
  },
  waitsFor: { zh: "还在等", en: "Still missing" },
  reviews: { zh: "终端日志记下、备份里没有的业务", en: "In terminals' journals, not in the backup" },
  takeUp: { zh: "采信", en: "Take it up" },
  takenUp: { zh: "已采信。", en: "Taken up." },
  contradicting: { zh: "与登记不符的卡", en: "Cards that contradict the register" },
  contradictingHint: {
    zh: "先核验持卡人身份，再处理。卡会按登记、卡片两者中更严的状态重新写；假卡和坏卡不受理。",
    en: "See who holds it first. The card is then written to the stricter of what register and card say; a copy or a broken card is refused.",
  },
  shows: { zh: "卡上状态", en: "The card shows" },
  reconcile: { zh: "核对并重写", en: "Bring into line" },
  reconciled: {
    zh: "已受理：把卡放进任何一台终端即可写好。",
    en: "Taken: show the card at any terminal, and it is done there.",
  },
  notOurs: { zh: "这张卡不能核对。", en: "This card cannot be brought into line." },
  notOursNext: {
    zh: "它不是原来的卡，或记录已损坏：请收回，换发新卡。",
    en: "It is not the card itself, or its record is spoilt: withdraw it and have a new one made.",
  },
  notYet: { zh: "中心还在恢复。", en: "The centre is still being restored." },
  notYetNext: {
    zh: "还缺的终端日志也许能说明；等恢复完再核对。",
    en: "Journals that are missing may explain the card: do it once the centre serves again.",
  },
  agreesNow: { zh: "这张卡已经与登记一致。", en: "This card agrees with the register by now." },
  certificate: { zh: "凭证号", en: "Certificate" },
} as const satisfies Phrases;
