import type { CatalogueEntry } from "./catalogue-entry.ts";

/** What can happen on the line to the centre, and at the centre. */
export const centreErrors = {
  "centre-unreachable": {
    what: {
      zh: "现在连不上中心，所以先不办理任何业务。您的卡没有改动。",
      en: "We cannot reach the centre just now, so nothing is done until we can. Your card has not been changed.",
    },
    next: {
      zh: "请过几分钟再来，或到人工窗口。",
      en: "Please try again in a few minutes, or go to the counter.",
    },
    clerk: { zh: "查看其他终端是否也断线。", en: "See whether other terminals are cut off too." },
    technician: {
      zh: "检查网络、中心地址和证书。",
      en: "Check network, the centre's address and its certificate.",
    },
  },
  "centre-lost-midway": {
    what: {
      zh: "办理途中与中心断了联系。这笔业务已记下，不会办两次，也不会丢，可能已经生效。",
      en: "We lost the centre while your request was under way. It is on record: it will not be lost and not be done twice, and it may already be in force.",
    },
    next: {
      zh: "请记下业务号。稍后在任一终端插入同一张卡，会接着办完并打印凭证。",
      en: "Please note the operation number. Insert the same card later, at any terminal: it will be finished and the certificate printed.",
    },
    clerk: {
      zh: "按业务号查询中心已登记到哪一步。",
      en: "The operation number shows how far the centre has it.",
    },
    technician: {
      zh: "检查网络、中心地址和证书。",
      en: "Check network, the centre's address and its certificate.",
    },
  },
  "centre-refused": {
    what: {
      zh: "中心没有同意这次办理。卡和登记保持原样。",
      en: "The centre did not agree to this request. Card and register are as they were.",
    },
    next: {
      zh: "请到人工窗口，工作人员会查明原因。",
      en: "Please go to the counter. The staff can find out why.",
    },
    clerk: { zh: "按下方小字查看中心的答复。", en: "See the centre's answer in the small print below." },
    technician: {
      zh: "核对终端登记和软件版本。",
      en: "Check the terminal's registration and software version.",
    },
  },
  "centre-restoring": {
    what: {
      zh: "中心刚从备份恢复，正在与各终端核对，这段时间不办理业务。您的卡和已办的业务都不受影响。",
      en: "The centre is being put back from a backup and is checking with every terminal, so nothing is done meanwhile. Your card, and whatever you had done, are safe.",
    },
    next: {
      zh: "请过一会儿再来；急用请到人工窗口。",
      en: "Please try again later. If it is urgent, go to the counter.",
    },
    clerk: {
      zh: "请中心查看还在等哪些终端、哪些核对。",
      en: "Ask the centre which terminals and which reviews it still waits for.",
    },
    technician: {
      zh: "在中心运行 cardhall central restoration；按文档处理缺少的终端和核对。",
      en: "Run cardhall central restoration at the centre, and deal with missing terminals and reviews as documented.",
    },
  },
} satisfies Readonly<Record<string, CatalogueEntry>>;
