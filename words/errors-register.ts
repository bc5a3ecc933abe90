import type { CatalogueEntry } from "./catalogue-entry.ts";

/** What the register answers about a card, or about what is asked for it. */
export const registerErrors = {
  "unknown-card": {
    what: { zh: "中心没有查到这张卡的登记。", en: "The centre has no record of this card." },
    next: { zh: "请带身份证到人工窗口查询。", en: "Please ask at the counter and bring your identity card." },
    clerk: {
      zh: "核对卡号与发卡地，必要时向发卡地查询。",
      en: "Check card number and issuing city; ask the issuing city if need be.",
    },
  },
  "unknown-issuer": {
    what: {
      zh: "这张卡的发卡机构不在登记名录里，这里不能办理。",
      en: "The institution that issued this card is not on the register, so it cannot be served here.",
    },
    next: {
      zh: "请到人工窗口，或向原发卡地咨询。",
      en: "Please go to the counter or ask the place that issued the card.",
    },
    clerk: { zh: "核对发卡机构识别号（六位）。", en: "Check the issuer identification number (six digits)." },
    technician: { zh: "核对发卡机构名录的版本。", en: "Check the version of the issuer register." },
  },
  "issuer-not-approved": {
    what: {
      zh: "发卡地还没有开通在这里办理。您的卡不受影响。",
      en: "The place that issued your card has not opened this service here. Your card is not affected.",
    },
    next: {
      zh: "请到发卡地的社保卡服务网点办理，或拨打 12333。",
      en: "Use a card service outlet there, or call 12333.",
    },
    clerk: {
      zh: "告知可办网点；发卡机构未获批准或已暂停。",
      en: "Name an outlet that can help. The issuer is not approved or is suspended.",
    },
  },
  "profile-not-approved": {
    what: {
      zh: "这种卡的文件结构有变动，要等重新批准后才能在终端办理。您的卡没有改动。",
      en: "The file structure of this kind of card has changed and waits for approval. Your card has not been touched.",
    },
    next: {
      zh: "请到人工窗口办理，或过几天再来。",
      en: "Please go to the counter, or come back in a few days.",
    },
    clerk: {
      zh: "在发卡登记中查看该文件结构的审批进度，告知持卡人。",
      en: "Look up in the issuer registry how far the approval is, and tell the holder.",
    },
  },
  "card-sealed": {
    what: {
      zh: "这张新卡还没有启用，不能在这里办理。",
      en: "This new card has not been put into use yet, so nothing can be done with it here.",
    },
    next: {
      zh: "请带身份证到人工窗口启用新卡。",
      en: "Please bring your identity card to the counter to have it put into use.",
    },
    clerk: {
      zh: "核对身份证后在登记中启用这张卡。",
      en: "Check the identity card, then put the card into use in the register.",
    },
  },
  "card-expired": {
    what: {
      zh: "这张卡已过有效期，不能在这里办理。",
      en: "This card is past its validity date and cannot be served here.",
    },
    next: {
      zh: "请带身份证到人工窗口换卡。",
      en: "Please bring your identity card to the counter to have it replaced.",
    },
    clerk: { zh: "按到期换卡办理。", en: "Handle it as a replacement on expiry." },
  },
  "already-active": {
    what: {
      zh: "这张卡现在是正常状态，不需要解挂。",
      en: "This card is in normal use. There is nothing to unfreeze.",
    },
    next: {
      zh: "您可以直接使用它，或选择其他业务。",
      en: "You can use it as it is, or choose something else.",
    },
    clerk: { zh: "无需处理。", en: "Nothing to do." },
  },
  "already-frozen": {
    what: {
      zh: "这张卡已经挂失，不需要再办一次。",
      en: "This card is frozen already. There is no need to do it again.",
    },
    next: { zh: "找到卡或不再担心时，可以办理解挂。", en: "When you want to use it again, choose unfreeze." },
    clerk: { zh: "可补打挂失凭证。", en: "A copy of the certificate can be printed." },
  },
  "already-cancelled": {
    what: {
      zh: "这张卡已经注销，不能再办理业务。",
      en: "This card has been cancelled. Nothing more can be done with it.",
    },
    next: {
      zh: "需要新卡时，请到人工窗口重新申领。",
      en: "If you need a card again, apply for a new one at the counter.",
    },
    clerk: {
      zh: "可补打注销凭证；新卡按申领办理。",
      en: "A copy of the certificate can be printed. A new card is a new application.",
    },
  },
  "reason-not-allowed": {
    what: {
      zh: "按当地规定，这个原因不能在自助终端办理。",
      en: "By local rules this reason cannot be handled at a self-service terminal.",
    },
    next: { zh: "请返回另选，或到人工窗口。", en: "Go back and choose another, or go to the counter." },
    clerk: { zh: "按地区规则核对所需材料。", en: "Check which papers the regional rule asks for." },
  },
  "approval-needed": {
    what: {
      zh: "申请已经收下。按当地规定，要先由经办人员审核，卡里的内容没有改动。",
      en: "Your request has been taken. By local rules a clerk has to agree first. Nothing on the card has been changed.",
    },
    next: {
      zh: "请记下屏幕上的编号，审核通过后带卡再来，在任何一台终端都能接着办。",
      en: "Keep the number shown here. Once it is approved, bring the card to any terminal to finish.",
    },
    clerk: {
      zh: "在审核台按申请编号查找并处理。",
      en: "Find the application by its number at the approval desk.",
    },
  },
  "conditions-open": {
    what: {
      zh: "名下还有没有结清的费用或正在领取的待遇，卡现在不能注销，也没有改动。",
      en: "Something is still owed or being paid out through this card. It cannot be cancelled yet, and nothing has been changed.",
    },
    next: {
      zh: "请到人工窗口，工作人员会告诉您先去哪里结清。",
      en: "Please go to the counter. They will tell you what to settle, and where.",
    },
    clerk: {
      zh: "在窗口系统里查看未结清的项目和办理单位，请持卡人逐项结清。",
      en: "Look up what is open and which office has it, and send the holder there.",
    },
  },
  "operation-pending": {
    what: {
      zh: "这张卡还有一笔业务没有办完，要先办完它。",
      en: "An earlier request for this card is not finished yet. It comes first.",
    },
    next: {
      zh: "请把卡留在读卡器里，稍候会自动接着办。",
      en: "Leave the card in the reader. It will go on by itself.",
    },
    clerk: {
      zh: "按业务号查看卡在哪一步。",
      en: "Look up the operation number to see which step it waits at.",
    },
  },
  "operation-ended": {
    what: {
      zh: "这笔业务没有办成，已经结束。卡和登记保持原样。",
      en: "This request was not carried out and has been closed. Card and register are as they were.",
    },
    next: { zh: "需要时，请重新选择办理。", en: "If you still want it, please choose it again." },
    clerk: { zh: "按业务号可查结束原因。", en: "The operation number shows why it was closed." },
  },

  "undo-not-possible": {
    what: {
      zh: "这笔业务已经不能撤销：卡上可能已经开始写入，或者已经生效。它还在等着办完，不会办两次。",
      en: "This can no longer be undone: some of it may be on the card, or it is in force already. It still waits to be finished, and will not be done twice.",
    },
    next: {
      zh: "请再插入同一张卡，把它办完；有疑问请到人工窗口。",
      en: "Insert the same card again to finish it. If that is not what you want, ask at the counter.",
    },
    clerk: {
      zh: "按业务号查看原因；办完后可再按规定办理解挂等业务。",
      en: "The operation number shows why. Once finished, a freeze can be lifted in the usual way.",
    },
  },
} satisfies Readonly<Record<string, CatalogueEntry>>;
