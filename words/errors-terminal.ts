import type { CatalogueEntry } from "./catalogue-entry.ts";

/** Who stands before the terminal, and how the terminal itself is. */
export const terminalErrors = {
  "id-card-not-holders": {
    what: {
      zh: "这张身份证和社保卡不是同一个人的。",
      en: "This identity card and the social security card belong to different people.",
    },
    next: {
      zh: "请放上持卡人本人的身份证，再试一次。",
      en: "Please lay down the identity card of the card's holder, then try again.",
    },
    clerk: {
      zh: "核对两张证件上的社会保障号码。",
      en: "Compare the social security number on both cards.",
    },
  },
  "id-card-is-holders": {
    what: {
      zh: "这是持卡人的身份证，现在要读的是代办人的。",
      en: "This is the holder's identity card. Yours, as the agent, comes first.",
    },
    next: {
      zh: "请换上代办人自己的身份证；持卡人的下一步再放。",
      en: "Please lay down your own identity card. The holder's is asked for next.",
    },
    clerk: {
      zh: "持卡人本人来办，请返回选“本人办理”。",
      en: "If the holder is here in person, go back and choose the holder.",
    },
  },
  "id-card-expired": {
    what: {
      zh: "这张身份证已经过了有效期。",
      en: "This identity card is past its date of validity.",
    },
    next: {
      zh: "请用有效的身份证，或带相关证明到人工窗口。",
      en: "Please use a valid one, or bring other papers to the counter.",
    },
    clerk: {
      zh: "可凭临时身份证或户籍证明人工核验。",
      en: "A temporary identity card or household papers can be checked by eye.",
    },
  },
  "mandate-not-recognised": {
    what: {
      zh: "扫到的不是授权委托书的编号。",
      en: "What was scanned is not the number of a power of attorney.",
    },
    next: {
      zh: "请对准委托书右上角的条码再扫一次；没有条码的委托书，请到人工窗口。",
      en: "Scan the code in the upper corner of the power of attorney. If it has none, please go to the counter.",
    },
    clerk: {
      zh: "没有条码的委托书由窗口核验原件并录入编号。",
      en: "One without a code is checked as an original at the counter, and its number typed in.",
    },
  },
  "terminal-disk": {
    what: {
      zh: "本机暂时不能可靠地保存记录，所以停止办理。您的卡没有改动。",
      en: "This terminal cannot keep its records safely now, so it has stopped. Your card has not been changed.",
    },
    next: { zh: "请使用旁边的终端，或到人工窗口。", en: "Please use another terminal or go to the counter." },
    clerk: { zh: "停用本机，通知技术人员。", en: "Take the terminal out of use and call a technician." },
    technician: {
      zh: "检查磁盘空间和日志分区，保留日志文件。",
      en: "Check disk space and the journal's partition. Keep the journal file.",
    },
  },
  "terminal-fault": {
    what: {
      zh: "本机遇到了意外情况，正在停下来检查。已开始的业务都有记录，不会办两次。",
      en: "This terminal met something unexpected and has stopped to check. Work already begun is on record and will not be done twice.",
    },
    next: {
      zh: "请取好您的卡，使用旁边的终端或到人工窗口。",
      en: "Please take your card and use another terminal, or go to the counter.",
    },
    clerk: {
      zh: "等候自动重启；两分钟后仍未恢复，通知技术人员。",
      en: "Wait for the restart. If it is not back in two minutes, call a technician.",
    },
    technician: {
      zh: "运行 cardhall doctor 并查看日志。",
      en: "Run cardhall doctor and look at the journal.",
    },
  },
  "terminal-quarantined": {
    what: {
      zh: "中心暂停了本机的业务：本机的记录与中心留存的对不上，要由工作人员先查清。您的卡和登记没有问题。",
      en: "The centre has taken this terminal out of use: its records do not match the centre's, and somebody has to find out why. Nothing is wrong with your card.",
    },
    next: {
      zh: "旁边的终端和人工窗口照常办理，也能接着办完在本机开始的业务。",
      en: "Other terminals and the counter serve as usual, and can finish what was begun here.",
    },
    clerk: {
      zh: "不要在本机办理。查清后由中心放行，本机会自动恢复。",
      en: "Let nobody use it. Once the centre lets it in again, it serves by itself.",
    },
    technician: {
      zh: "查明硬盘是否被复制、更换或回退，保留日志，再请中心执行 cardhall central release。",
      en: "Find out whether its disk was copied, exchanged or set back. Keep the journal, then ask the centre for cardhall central release.",
    },
  },
  "in-maintenance": {
    what: {
      zh: "技术人员正在检查本机，暂时不能办理业务。您的卡没有改动。",
      en: "A technician is checking this terminal, so it cannot serve you just now. Your card has not been changed.",
    },
    next: {
      zh: "请使用旁边的终端，或到人工窗口。",
      en: "Please use another terminal or go to the counter.",
    },
    clerk: {
      zh: "等技术人员结束；十分钟无操作会自动恢复办理。",
      en: "Wait until the technician is done. After ten quiet minutes the terminal serves again by itself.",
    },
    technician: {
      zh: "办完后在诊断页点“结束”。",
      en: "Press leave on the diagnostics page when you are done.",
    },
  },
} satisfies Readonly<Record<string, CatalogueEntry>>;
