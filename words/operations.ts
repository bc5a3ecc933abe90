import type { Phrase } from "./language.ts";

/**
 * The legal words of the service, as the offices use them: operations, states, reasons, steps, consequences.
 * Keys are the unions of card/life.ts and central/contract.ts; whoever looks a word up by such a union
 * gets a type error when one is missing here.
 */
type Phrases = Readonly<Record<string, Phrase>>;

/** What is done to a card: 挂失, 解挂, 注销. */
export const operationNames = {
  freeze: { zh: "挂失", en: "Freeze" },
  unfreeze: { zh: "解挂", en: "Unfreeze" },
  cancel: { zh: "注销", en: "Cancel" },
} as const satisfies Phrases;

/** Under each choice: what it is good for, in one line. */
export const operationHints = {
  freeze: { zh: "先停用这张卡，以后还能恢复", en: "Stop this card for now. You can bring it back." },
  unfreeze: { zh: "让挂失的卡恢复使用", en: "Use a frozen card again." },
  cancel: { zh: "永久停用这张卡，不能恢复", en: "End this card for good. It cannot be undone." },
} as const satisfies Phrases;

/** While the card is being written. */
export const operationsUnderWay = {
  freeze: { zh: "正在办理挂失", en: "Freezing your card" },
  unfreeze: { zh: "正在办理解挂", en: "Unfreezing your card" },
  cancel: { zh: "正在办理注销", en: "Cancelling your card" },
} as const satisfies Phrases;

/** When card and centre both have it. */
export const operationsDone = {
  freeze: { zh: "挂失办好了", en: "Your card is frozen" },
  unfreeze: { zh: "解挂办好了，卡可以用了", en: "Your card is back in use" },
  cancel: { zh: "注销办好了", en: "Your card is cancelled" },
} as const satisfies Phrases;

/** What the chip says of itself. */
export const lifeNames = {
  active: { zh: "正常", en: "In use" },
  frozen: { zh: "已挂失", en: "Frozen" },
  cancelled: { zh: "已注销", en: "Cancelled" },
  "card-blocked": { zh: "卡片已锁定", en: "Locked" },
  unknown: { zh: "无法确定", en: "Not known" },
} as const satisfies Phrases;

/** What the centre holds true. */
export const legalNames = {
  active: { zh: "正常", en: "In use" },
  "frozen-temporary": { zh: "临时挂失", en: "Frozen for a time" },
  frozen: { zh: "已挂失", en: "Frozen" },
  cancelled: { zh: "已注销", en: "Cancelled" },
} as const satisfies Phrases;

/** Why the holder asks. */
export const reasonNames = {
  "misuse-suspected": { zh: "担心被他人冒用", en: "Somebody may be misusing it" },
  "not-used-now": { zh: "暂时不用这张卡", en: "I do not need it for now" },
  "card-found": { zh: "卡已找回", en: "I have found the card" },
  "suspicion-cleared": { zh: "已确认没有被冒用", en: "It was not misused after all" },
  "settled-abroad": { zh: "到国外或境外定居", en: "Settling abroad" },
  "nationality-lost": { zh: "不再具有中国国籍", en: "No longer a Chinese national" },
  "duplicate-card": { zh: "名下有重复的卡", en: "I hold more than one card" },
  "moved-away": { zh: "社保关系已转到外地", en: "My insurance has moved elsewhere" },
  death: { zh: "持卡人去世", en: "The holder has died" },
  disappearance: { zh: "持卡人失踪", en: "The holder is missing" },
  other: { zh: "其他原因", en: "Another reason" },
} as const satisfies Phrases;

/** The five named steps of a write. */
export const beadNames = {
  "ask-centre": { zh: "请中心核准", en: "Asking the centre" },
  "prepare-card": { zh: "核对卡片", en: "Preparing the card" },
  "write-card": { zh: "写入卡片", en: "Writing to the card" },
  "check-card": { zh: "重新读卡检查", en: "Reading it back" },
  "tell-centre": { zh: "报告中心", en: "Telling the centre" },
} as const satisfies Phrases;

/** Why a choice is not open now, short enough to stand beside it. Faults not named here have the catalogue. */
export const refusals = {
  "unknown-card": { zh: "中心没有这张卡的登记", en: "The centre has no record of this card" },
  "unknown-issuer": { zh: "发卡机构不在名录里", en: "Its issuer is not on the register" },
  "issuer-not-approved": { zh: "发卡地未在这里开通", en: "Not opened here by its issuer" },
  "profile-not-approved": { zh: "这种卡正在等待重新批准", en: "This kind of card waits for approval" },
  "card-sealed": { zh: "新卡还没有启用", en: "This new card is not in use yet" },
  "card-expired": { zh: "卡已过有效期", en: "The card has expired" },
  "already-active": { zh: "卡现在正常，不用解挂", en: "The card is in normal use" },
  "already-frozen": { zh: "卡已经挂失", en: "The card is frozen already" },
  "already-cancelled": { zh: "卡已经注销", en: "The card has been cancelled" },
  "card-contradicts-centre": {
    zh: "卡与登记不一致，请到窗口",
    en: "Card and register disagree: see the counter",
  },
  "reason-not-allowed": { zh: "按当地规定请到窗口办理", en: "By local rules, at the counter only" },
  "unfreeze-not-allowed": {
    zh: "这张卡不能解挂，请到窗口",
    en: "This card cannot be unfrozen: see the counter",
  },
  "approval-needed": { zh: "要先经窗口审核", en: "A clerk has to agree first" },
  "conditions-open": { zh: "还有费用或待遇没有结清", en: "Something is still to be settled first" },
  "operation-pending": { zh: "先办完前一笔业务", en: "An earlier request comes first" },
  "operation-abandoned": { zh: "这笔申请已经结束", en: "That request has been closed" },
  "not-the-current-operation": { zh: "另一笔业务正在进行", en: "Another request is under way" },
  "already-applied": { zh: "卡上已经办好", en: "Already done on the card" },
  "centre-unreachable": { zh: "现在连不上中心", en: "The centre cannot be reached now" },
  "centre-refused": { zh: "中心没有同意", en: "The centre did not agree" },
} as const satisfies Phrases;

/** What a person has to know before saying yes (service rules, "Cancelling a card", "Reporting loss"). */
export type Consequences = {
  readonly stops: readonly Phrase[];
  readonly stays: readonly Phrase[];
  readonly undo: Phrase;
};

export const consequences = {
  freeze: {
    stops: [
      { zh: "刷卡看病、买药", en: "Paying for doctors and medicine with the card" },
      { zh: "凭卡办理社保业务", en: "Social security services that ask for the card" },
    ],
    stays: [
      { zh: "参保关系和待遇资格", en: "Your insurance and your rights" },
      { zh: "账户里的记录", en: "Everything on record for you" },
    ],
    undo: {
      zh: "可以恢复：带这张卡在终端或窗口办理解挂。",
      en: "You can undo this: bring the card and choose unfreeze, here or at a counter.",
    },
  },
  unfreeze: {
    stops: [{ zh: "挂失保护：谁拿着卡都可能使用", en: "The protection: whoever holds the card may use it" }],
    stays: [
      { zh: "参保关系和全部记录", en: "Your insurance and everything on record" },
      { zh: "原来的卡号和密码", en: "Card number and PIN as before" },
    ],
    undo: { zh: "可以恢复：随时可以再次挂失。", en: "You can undo this: freeze the card again at any time." },
  },
  cancel: {
    stops: [
      { zh: "刷卡看病、买药，就医实时结算", en: "Medical payments and settlement" },
      { zh: "凭卡领取养老、失业、工伤等待遇", en: "Pension, unemployment, injury benefits" },
      { zh: "凭卡办理的就业、培训和网上业务", en: "Work, training and online services" },
    ],
    stays: [
      { zh: "您的个人信息和参保记录", en: "Your data and insurance records" },
      { zh: "重新申领新卡的权利", en: "Your right to a new card" },
    ],
    undo: {
      zh: "不能恢复。以后需要卡时，要重新申领。",
      en: "This cannot be undone. A card later is a new application.",
    },
  },
} as const satisfies Readonly<Record<string, Consequences>>;

/** What somebody who acts for the holder shows. */
export const proofNames = {
  "agent-id": { zh: "代办人", en: "Agent" },
  "holder-id": { zh: "持卡人", en: "Holder" },
  mandate: { zh: "委托书", en: "Power of attorney" },
} as const satisfies Phrases;

/** A freeze that ends by itself is undone by waiting, too. */
export const temporaryUndo: Phrase = {
  zh: "可以恢复：到期自动恢复，也可以提前带这张卡办理解挂。",
  en: "You can undo this: it ends by itself, or bring the card and choose unfreeze before that day.",
};

/** The bank's half of the card is the bank's own business, whatever is done here. */
export const bankNote = {
  freeze: {
    zh: "卡上的银行账户不在这里挂失，请另找发卡银行。",
    en: "The card's bank account is not frozen here: tell your bank.",
  },
  unfreeze: {
    zh: "如果在银行也挂失过，请另找银行解挂。",
    en: "If you froze the bank account too, ask your bank to lift that.",
  },
  cancel: {
    zh: "卡上的银行账户不在这里注销，请另到发卡银行办理。",
    en: "The card's bank account is not closed here: see your bank.",
  },
} as const satisfies Phrases;
