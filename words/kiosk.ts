import type { Phrase } from "./language.ts";

type Said = Phrase | ((value: never) => Phrase);

/** Every sentence of the kiosk outside names (operations.ts) and faults (errors.ts), by screen. */
export const kiosk = {
  frame: {
    service: { zh: "社会保障卡自助服务", en: "Social security card self-service" },
    help: { zh: "求助", en: "Help" },
    helpTitle: { zh: "需要帮忙吗？", en: "Would you like some help?" },
    helpBody: {
      zh: "请向大厅工作人员招手，或到人工窗口。也可以拨打 12333 咨询。",
      en: "Please ask the staff in the hall or go to the counter. You can also call 12333.",
    },
    callClerk: { zh: "请工作人员过来", en: "Ask somebody to come" },
    clerkCalled: { zh: "已经通知工作人员，请稍等。", en: "Somebody has been called. Please stay here." },
    helpTerminal: (terminal: string) => ({ zh: `本机编号 ${terminal}`, en: `This is terminal ${terminal}` }),
    close: { zh: "关闭", en: "Close" },
    back: { zh: "返回", en: "Back" },
    exit: { zh: "退出", en: "Exit" },
    path: { zh: "办理步骤", en: "Steps" },
    doNotRemove: { zh: "请勿拔卡", en: "Do not remove the card" },
    centreOffline: { zh: "中心未连接", en: "Centre not connected" },
    printerFault: { zh: "打印机需要处理", en: "Printer needs attention" },
    readerOffline: { zh: "读卡器未连接", en: "Reader not connected" },
  },
  tools: {
    title: { zh: "语言、显示和帮助", en: "Language, display and help" },
    large: { zh: "长辈版", en: "Larger" },
    contrast: { zh: "高对比", en: "Contrast" },
    speech: { zh: "朗读", en: "Speak" },
    again: { zh: "再读一遍", en: "Say again" },
    volume: (step: number) => ({ zh: `音量 ${String(step)}`, en: `Volume ${String(step)}` }),
  },
  path: {
    read: { zh: "读卡", en: "Read" },
    ask: { zh: "选择", en: "Ask" },
    confirm: { zh: "确认", en: "Confirm" },
    write: { zh: "写卡", en: "Write" },
    check: { zh: "核对", en: "Check" },
    print: { zh: "凭证", en: "Print" },
  },
  "one-moment": {
    question: { zh: "请稍等片刻", en: "One moment, please" },
    lead: {
      zh: "正在重新连接。已经开始的业务不会丢，也不会办两次。",
      en: "We are reconnecting. Work already begun is neither lost nor done twice.",
    },
  },
  "not-admitted": {
    question: { zh: "此页面未获授权", en: "This page was not admitted" },
    lead: {
      zh: "请从终端重新打开；如果您是来办事的，请到旁边的终端。",
      en: "Open it again from the terminal. If you came for a service, please use another terminal.",
    },
  },
  elsewhere: {
    question: { zh: "本终端已在另一个页面打开", en: "This terminal is open on another page" },
    lead: { zh: "一台终端同时只有一个页面。", en: "A terminal has one page at a time." },
    takeBack: { zh: "在这里打开", en: "Open it here" },
  },
  starting: {
    question: { zh: "正在准备", en: "Getting ready" },
    lead: {
      zh: "正在检查读卡器、打印机和网络，很快就好。",
      en: "Checking the reader, the printer and the network. It takes a few seconds.",
    },
  },
  welcome: {
    question: { zh: "您好，想办点什么？", en: "Hello. How can we help?" },
    lead: {
      zh: "在这里可以查看社保卡，办理挂失、解挂和注销。",
      en: "Look at your card here, and freeze, unfreeze or cancel it.",
    },
    begin: { zh: "开始办理", en: "开始办理" },
    beginEnglish: { zh: "Begin in English", en: "Begin in English" },
    prepare: { zh: "请准备好您的社会保障卡", en: "Please have your social security card ready" },
  },
  "insert-card": {
    question: { zh: "请插入社保卡", en: "Please insert your card" },
    lead: { zh: "芯片朝上、朝里，轻轻推到底。", en: "Chip up and first. Push gently until it stops." },
  },
  reading: {
    question: { zh: "正在读卡", en: "Reading your card" },
    lead: { zh: "请把卡留在读卡器里。", en: "Please leave it in the reader." },
  },
  "your-card": {
    question: { zh: "您想办理什么？", en: "What would you like to do?" },
    nothing: { zh: "这张卡现在没有可办的业务", en: "There is nothing to do with this card just now" },
    waiting: { zh: "正在向中心查询，请稍候。", en: "Asking the centre. One moment, please." },
    showFiles: { zh: "查看卡内全部信息", en: "Show all files" },
    unmask: { zh: "按住显示完整信息", en: "Hold to show in full" },
    unmaskHow: {
      zh: "松手就遮住。请留意身后。",
      en: "Let go to hide. Mind who stands behind you.",
    },
    continueApplication: (operation: Phrase) => ({
      zh: `接着办：${operation.zh}`,
      en: `Finish: ${operation.en.toLowerCase()} this card`,
    }),
    applicationHint: (number: string) => ({
      zh: `网上或窗口的申请 ${number} 已通过`,
      en: `Your application ${number} was approved`,
    }),
    applicationWaits: (number: string) => ({
      zh: `申请 ${number} 还在审核，通过后带卡来办。`,
      en: `Application ${number} is being looked at. Come back with the card once it is approved.`,
    }),
    again: { zh: "补打凭证", en: "Certificate again" },
    againHint: (number: string) => ({ zh: `上一张 ${number}`, en: `The last one, ${number}` }),
    notNow: { zh: "现在不能办理", en: "Not open now" },
  },
  card: {
    title: { zh: "社会保障卡", en: "Social security card" },
    holder: { zh: "姓名", en: "Holder" },
    nationalNumber: { zh: "社会保障号码", en: "Social security number" },
    cardNumber: { zh: "卡号", en: "Card number" },
    issuer: { zh: "发卡地", en: "Issued by" },
    issuerNumber: { zh: "发卡机构识别号", en: "Issuer number" },
    validUntil: { zh: "有效期至", en: "Valid until" },
    version: { zh: "卡规范版本", en: "Card version" },
    expired: { zh: "已过期", en: "expired" },
    onCard: { zh: "卡片状态", en: "The card says" },
    atCentre: { zh: "中心登记", en: "The centre says" },
    notYet: { zh: "查询中", en: "asking" },
    drawing: (card: { holder: string; regionZh: string; regionEn: string; life: Phrase }) => ({
      zh: `社会保障卡，${card.regionZh}，${card.holder}，${card.life.zh}`,
      en: `Social security card, ${card.regionEn}, ${card.holder}: ${card.life.en}`,
    }),
    cancelledStamp: { zh: "已注销", en: "CANCELLED" },
  },
  files: {
    question: { zh: "卡内文件", en: "What is on the card" },
    lead: {
      zh: "个人信息已遮挡。上下滑动查看。",
      en: "Personal data are masked. Slide up and down to see more.",
    },
    list: { zh: "文件和记录", en: "Files and records" },
    closed: { zh: "需要授权，未读取", en: "closed: needs a key, not read" },
    notPresent: { zh: "此卡没有", en: "not on this card" },
    close: { zh: "看完了", en: "Done" },
  },
  "who-asks": {
    question: (operation: Phrase) => ({
      zh: `谁来办理${operation.zh}？`,
      en: `Who asks to ${operation.en.toLowerCase()} it?`,
    }),
    holder: { zh: "持卡人本人", en: "I am the holder" },
    holderHint: { zh: "这张卡是我的", en: "The card is mine" },
    agent: { zh: "替别人代办", en: "I act for the holder" },
    agentHint: {
      zh: "要用：您的身份证、持卡人的身份证、授权委托书",
      en: "You need your identity card, the holder's, and a power of attorney",
    },
  },
  identity: {
    "agent-id": { zh: "请放上您自己的身份证", en: "Please lay down your own identity card" },
    "holder-id": { zh: "请换上持卡人的身份证", en: "Now the holder's identity card, please" },
    mandate: { zh: "请扫授权委托书上的条码", en: "Please scan the code on the power of attorney" },
    idLead: {
      zh: "平放在身份证标志处，读完再拿起。社保卡留在读卡器里。",
      en: "Flat on the marked place until it is read. Leave the social security card in the reader.",
    },
    mandateLead: {
      zh: "条码在委托书右上角，离扫码窗口约一掌远。",
      en: "It is in the upper corner. Hold it about a hand's width from the scanner.",
    },
    missing: { zh: "没有读到", en: "It was not read" },
    again: { zh: "再试一次", en: "Try again" },
    shown: { zh: "已出示", en: "Shown so far" },
  },
  "freeze-form": {
    question: { zh: "挂失多久？", en: "Freeze it for how long?" },
    temporary: { zh: "临时挂失", en: "For a few days" },
    temporaryHint: (until: string) => ({
      zh: `到 ${until} 自动恢复，适合先找一找`,
      en: `Until ${until}, then it works again by itself. Good while you look for it.`,
    }),
    formal: { zh: "正式挂失", en: "Until I undo it" },
    formalHint: {
      zh: "一直有效，直到办理解挂或换新卡",
      en: "It stays frozen until you unfreeze it or get a new card.",
    },
  },
  reason: {
    question: (operation: Phrase) => ({
      zh: `为什么要${operation.zh}？`,
      en: `Why would you like to ${operation.en.toLowerCase()} it?`,
    }),
    lead: {
      zh: "请选最接近的一项。它会写在凭证上。",
      en: "Choose what fits best. It will be on your certificate.",
    },
  },
  confirm: {
    question: (operation: Phrase) => ({
      zh: `确定要${operation.zh}这张卡吗？`,
      en: `${operation.en} this card?`,
    }),
    reason: { zh: "原因", en: "Reason" },
    agent: { zh: "由代办人办理", en: "by an agent" },
    until: { zh: "到期", en: "Ends" },
    temporary: (until: string) => ({
      zh: `临时挂失到 ${until}，到期卡自动恢复。`,
      en: `On ${until} the card works again by itself.`,
    }),
    stops: { zh: "停止", en: "What stops" },
    startsAgain: { zh: "结束", en: "What ends" },
    stays: { zh: "不变", en: "What stays" },
    undo: { zh: "能否恢复", en: "Undo" },
    bank: { zh: "银行账户", en: "Your bank" },
    yes: (operation: Phrase) => ({ zh: `确定${operation.zh}`, en: `Yes, ${operation.en.toLowerCase()} it` }),
    hold: (operation: Phrase) => ({
      zh: `按住 2 秒，${operation.zh}`,
      en: `Hold 2 seconds to ${operation.en.toLowerCase()}`,
    }),
    holding: { zh: "请继续按住", en: "Keep holding" },
    holdHow: { zh: "一松手就取消，不会改动。", en: "Let go and nothing happens." },
    no: { zh: "先不办，返回", en: "No, go back" },
    noPaper: {
      zh: "现在打不出凭证。业务可以照常办理，凭证号会显示在屏幕上，凭它到窗口补打。",
      en: "The certificate cannot be printed now. You may still go on: its number will be on the screen, and the counter can print it.",
    },
  },
  writing: {
    lead: { zh: "请不要拔卡，一会儿就好。", en: "Please leave the card where it is. It will not take long." },
    resumed: {
      zh: "接着办完上次没有办完的业务。",
      en: "We are finishing what was begun earlier with this card.",
    },
    steps: { zh: "进度", en: "Progress" },
    done: { zh: "完成", en: "done" },
    now: { zh: "进行中", en: "under way" },
    later: { zh: "等待", en: "to come" },
  },
  unfinished: {
    question: (operation: Phrase) => ({
      zh: `上次的${operation.zh}还没有办完`,
      en: `An earlier request to ${operation.en.toLowerCase()} is not finished`,
    }),
    lead: {
      zh: "中心已经受理，卡上还没有改动。可以现在办完，也可以撤销，当作没有办过。",
      en: "The centre has taken it up, but nothing is on the card yet. Finish it now, or undo it as if it had never been begun.",
    },
    finish: { zh: "现在办完", en: "Finish it now" },
    undo: { zh: "撤销这笔业务", en: "Undo it" },
    undoHow: {
      zh: "恢复到办理之前，不打印凭证。",
      en: "Everything goes back to before. Nothing is printed.",
    },
    finishHow: { zh: "不作选择，也会接着办完。", en: "Without a choice it will be finished as well." },
  },
  undone: {
    question: (operation: Phrase) => ({ zh: `已撤销：${operation.zh}`, en: `${operation.en}: undone` }),
    lead: {
      zh: "卡和中心的登记都和办理之前一样。",
      en: "Your card and the register are as they were before.",
    },
    continue: { zh: "继续办理", en: "Go on with this card" },
    leave: { zh: "结束，取卡", en: "Finish and take the card" },
  },
  "put-card-back": {
    question: { zh: "请把同一张卡插回来", en: "Please put the same card back" },
    lead: {
      zh: "卡在办理途中被取出了。插回来，就会从断开的地方接着办完。",
      en: "The card came out before we were done. Put it back and we go on from where we stopped.",
    },
    later: {
      zh: "现在不方便也没关系：改天在任一终端插入这张卡，就能办完。",
      en: "Not possible now? Insert this card at any terminal on another day to finish.",
    },
    wrongCard: {
      zh: "这是另一张卡。请取出它，插回刚才那张。",
      en: "This is a different card. Take it out and insert the one from before.",
    },
  },
  result: {
    lead: {
      zh: "我们重新读了卡，也得到了中心的确认。",
      en: "We read your card again, and the centre has confirmed it.",
    },
    onCard: { zh: "卡上", en: "On the card" },
    atCentre: { zh: "中心", en: "At the centre" },
    certificateNo: { zh: "凭证号", en: "Certificate number" },
    continue: { zh: "好，取卡", en: "Continue: take the card" },
  },
  "take-card": {
    question: { zh: "请取走您的卡", en: "Please take your card" },
    lead: { zh: "取卡后，凭证会从出纸口出来。", en: "Your certificate comes once the card is out." },
    leadOnly: {
      zh: "取卡后，屏幕上的信息会清除。",
      en: "What is on the screen is wiped once the card is out.",
    },
    overdue: {
      zh: "您的卡还在读卡器里，请别忘了取走。",
      en: "Your card is still in the reader. Please do not leave it behind.",
    },
    deskIn: (seconds: number) => ({
      zh: `${String(seconds)} 秒后提醒工作人员来取卡`,
      en: `The staff will be called to it in ${String(seconds)} s`,
    }),
    deskCalled: { zh: "已提醒工作人员", en: "The staff have been called to it" },
  },
  "take-certificate": {
    printing: { zh: "正在打印凭证", en: "Printing your certificate" },
    printed: { zh: "请取走凭证", en: "Please take your certificate" },
    owed: { zh: "请记下凭证号", en: "Please note this number" },
    printingLead: { zh: "请稍候，不要拉扯纸张。", en: "One moment. Please do not pull the paper." },
    printedLead: {
      zh: "凭证在下方出纸口，请妥善保存。",
      en: "It is at the paper outlet. Please keep it safe.",
    },
    owedLead: {
      zh: "业务已经办好，只是现在打不出纸质凭证。下次在本机插入同一张卡就会打印，或凭此号码到人工窗口。",
      en: "Your request is done; only the paper is missing. Insert this card here another time and it prints, or ask at the counter with this number.",
    },
    number: { zh: "凭证号", en: "Certificate number" },
    preview: { zh: "凭证预览", en: "Preview of the certificate" },
    copy: (copy: number) => ({ zh: `补打 第 ${String(copy)} 次`, en: `Copy no. ${String(copy)}` }),
    continue: { zh: "完成", en: "Done" },
  },
  goodbye: {
    question: { zh: "谢谢，慢走", en: "Thank you. Goodbye" },
    lead: { zh: "您的信息已从屏幕上清除。", en: "Your data have been wiped from this screen." },
  },
  fault: {
    takeCard: { zh: "好，取卡", en: "Take the card" },
    continue: { zh: "知道了", en: "Understood" },
    forClerk: { zh: "工作人员参考", en: "For the staff" },
    operationNo: { zh: "业务号", en: "Operation number" },
  },
  "still-there": {
    question: { zh: "您还在吗？", en: "Are you still there?" },
    lead: (secondsLeft: number) => ({
      zh: `${String(secondsLeft)} 秒后将结束办理，并请您取卡。`,
      en:
        secondsLeft === 1
          ? "In 1 second this visit ends and the card is to be taken."
          : `In ${String(secondsLeft)} seconds this visit ends and the card is to be taken.`,
    }),
    stay: { zh: "我还在，继续", en: "Yes, go on" },
    leave: { zh: "不办了，结束", en: "No, finish" },
  },
  "out-of-service": {
    question: { zh: "本机暂停服务", en: "This terminal is closed for now" },
    still: { zh: "这些仍可办理", en: "What is still open to you" },
    stillElsewhere: {
      zh: "大厅里其他终端和人工窗口：全部业务",
      en: "Other terminals in the hall and the counter: everything",
    },
    stillCertificate: {
      zh: "有凭证号的：在人工窗口补打凭证",
      en: "With a certificate number: the counter prints the certificate",
    },
    stillPhone: { zh: "丢了卡：先拨 12333 问挂失", en: "A lost card: call 12333 about a loss report first" },
  },
  demo: {
    title: { zh: "虚拟设备", en: "Virtual devices" },
    cards: { zh: "虚拟卡", en: "Cards" },
    insert: { zh: "插入", en: "Insert" },
    pull: { zh: "拔出", en: "Pull out" },
    inserted: { zh: "在读卡器里", en: "in the reader" },
    printer: { zh: "打印机", en: "Printer" },
    takePaper: { zh: "抽走纸", en: "Take paper out" },
    loadPaper: { zh: "装上纸", en: "Load paper" },
    paperOut: { zh: "缺纸", en: "No paper" },
    papers: { zh: "打出的凭证", en: "Papers" },
    noPapers: { zh: "还没有", en: "none yet" },
    idCards: { zh: "身份证", en: "Identity cards" },
    place: { zh: "放上", en: "Lay down" },
    lift: { zh: "拿走", en: "Take away" },
    scanner: { zh: "扫码器", en: "Scanner" },
    scanText: { zh: "码的内容", en: "The code's text" },
    scan: { zh: "扫一下", en: "Scan it" },
    paper: (place: number) => ({ zh: `第 ${String(place)} 张`, en: `Paper ${String(place)}` }),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Said>>>>;
