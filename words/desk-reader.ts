import type { Phrase } from "./language.ts";

/** The reader on a clerk's desk, as the desk's page shows it beside the queue. */
type Phrases = Readonly<Record<string, Phrase>>;

export const deskReader = {
  title: { zh: "桌上读卡器", en: "Reader on this desk" },
  connect: { zh: "连接桌上读卡器", en: "Connect the reader on this desk" },
  connectLead: {
    zh: "这个页面还没有连接读卡器。请选您桌上的那一台，编号贴在机身上。",
    en: "This page is not connected to a reader. Choose the one on your desk; its number is on the case.",
  },
  noDesks: {
    zh: "本机构没有登记窗口终端。需要时请运行管理人员在“运行监控”里登记。",
    en: "Your office has no terminal on a desk. An operator can register one on the console.",
  },
  silent: { zh: "还没有上线", en: "not heard from yet" },
  takenBy: { zh: "现在使用", en: "in use by" },
  connecting: { zh: "正在连接读卡器……", en: "Connecting to the reader ..." },
  again: { zh: "重新连接", en: "Connect again" },
  leave: { zh: "离开窗口", en: "Leave this desk" },
  empty: { zh: "请把卡插入读卡器。", en: "Put a card into the reader." },
  reading: { zh: "正在读卡……", en: "Reading the card ..." },
  atTerminal: {
    zh: "这一步请在终端自己的屏幕上办。",
    en: "This step is done on the terminal's own screen.",
  },
  chip: { zh: "芯片", en: "Chip" },
  register: { zh: "登记", en: "Register" },
  expired: { zh: "已过有效期", en: "expired" },
  otherOffice: {
    zh: "这张卡由另一个城市管理，这里看不到它的申请。",
    en: "Another city looks after this card; its applications are not shown here.",
  },
  waits: { zh: "未办完", en: "Not finished" },
  begunAt: { zh: "开始于", en: "begun at" },
  scripts: { zh: "已发写卡脚本", en: "scripts issued" },
  takeOver: {
    zh: "这笔业务在别处开始，卡在这里，可以在这里办完；审计会记下您的名字。",
    en: "It was begun elsewhere. The card is here, so it can be finished here, and the audit trail names you.",
  },
  open: { zh: "在办申请", en: "Open applications" },
  nothingOpen: { zh: "这张卡没有在办的申请。", en: "Nothing is open for this card." },
  papersSeen: { zh: "看过的材料", en: "Papers seen" },
  papersLead: {
    zh: "确认后，您就是这笔业务的审核人。",
    en: "By confirming you are the one who approves it.",
  },
  fourEyes: {
    zh: "当地规定两人审核：您确认后，还要另一位同事复核。",
    en: "Two have to agree here: after you, a colleague decides as well.",
  },
  confirm: { zh: "同意并办理", en: "Agree and carry it out" },
  confirmOnce: { zh: "办理", en: "Carry it out" },
  confirmTwice: { zh: "不能恢复：再按一次办理", en: "No way back: press again" },
  back: { zh: "返回", en: "Back" },
  holder: { zh: "本人办理", en: "The holder asks" },
  agentHere: { zh: "代办人办理，在这里登记", en: "An agent asks, entered here" },
  next: { zh: "继续", en: "Go on" },
  takeCard: { zh: "结束，取卡", en: "Finish, take the card" },
  printAgain: { zh: "补打凭证", en: "Certificate again" },
  certificate: { zh: "凭证号", en: "Certificate" },
  keysHint: { zh: "数字键选择", en: "Number keys choose" },
} as const satisfies Phrases;

/** Why the page and the reader are not connected. */
export const readerOff = {
  refused: {
    zh: "读卡器没有接受这个页面。请确认选的是这张桌上的终端，再连接一次。",
    en: "The reader did not accept this page. Make sure it is the one on this very desk, then connect again.",
  },
  away: {
    zh: "读卡器的终端没有回应。已经开始的业务不会丢。",
    en: "The reader's terminal does not answer. Nothing that was begun is lost.",
  },
  elsewhere: {
    zh: "这台读卡器已连接到另一个页面。",
    en: "Another page is connected to this reader now.",
  },
} as const satisfies Phrases;
