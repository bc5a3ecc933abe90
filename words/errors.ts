import type { Phrase } from "./language.ts";

/**
 * The error catalogue: every fault a person can meet. `what` says what happened and what it means for them,
 * `next` what to do now; `clerk` and `technician` say who else acts, and how.
 */
export type CatalogueEntry = {
  readonly what: Phrase;
  readonly next: Phrase;
  readonly clerk: Phrase;
  readonly technician?: Phrase;
};

export const faultCodes = [
  // the card
  "no-card",
  "mute-card",
  "card-not-recognised",
  "card-garbled",
  "card-pulled",
  "other-card",
  "card-defect",
  "card-contradicts-centre",
  // the register
  "unknown-card",
  "unknown-issuer",
  "issuer-not-approved",
  "profile-not-approved",
  "card-sealed",
  "card-expired",
  "already-active",
  "already-frozen",
  "already-cancelled",
  "reason-not-allowed",
  "approval-needed",
  "conditions-open",
  "operation-pending",
  "operation-ended",
  "undo-not-possible",
  // the centre
  "centre-unreachable",
  "centre-lost-midway",
  "centre-refused",
  "centre-restoring",
  // devices
  "reader-missing",
  "reader-busy",
  "psam-missing",
  "printer-offline",
  "paper-out",
  "cover-open",
  "cutter-fault",
  "printer-unconfirmed",
  "id-reader-missing",
  "no-id-card",
  "id-card-unreadable",
  "pin-pad-missing",
  "pin-not-entered",
  "scanner-missing",
  "code-not-scanned",
  // who acts for the holder
  "id-card-not-holders",
  "id-card-is-holders",
  "id-card-expired",
  "mandate-not-recognised",
  // the terminal
  "terminal-disk",
  "terminal-fault",
  "terminal-quarantined",
  "in-maintenance",
] as const;
export type FaultCode = (typeof faultCodes)[number];

export const catalogue: Readonly<Record<FaultCode, CatalogueEntry>> = {
  // ------------------------------------------------------------------ the card
  "no-card": {
    what: {
      zh: "读卡器里没有卡，现在什么也没有改动。",
      en: "There is no card in the reader. Nothing has been changed.",
    },
    next: { zh: "请插入社保卡，芯片朝上、朝里。", en: "Please insert your card, chip up and first." },
    clerk: { zh: "可协助持卡人确认插卡方向。", en: "Help the holder with the card's direction." },
  },
  "mute-card": {
    what: {
      zh: "卡已插入，但芯片没有回应。卡里的内容没有改动。",
      en: "Your card is in the reader, but its chip does not answer. Nothing on it has been changed.",
    },
    next: {
      zh: "请取出卡，用软布擦一擦芯片再试。还是不行，请到人工窗口。",
      en: "Take the card out, wipe the chip with a soft cloth and try again. If it still does not work, go to the counter.",
    },
    clerk: {
      zh: "换一台读卡器再读；仍无应答，按卡损坏办理换卡。",
      en: "Try another reader. If it stays silent, treat the card as damaged and offer a replacement.",
    },
    technician: {
      zh: "多张卡都无应答时，检查读卡器触点和供电。",
      en: "If several cards are silent, check the reader's contacts and power.",
    },
  },
  "card-not-recognised": {
    what: {
      zh: "这不像是本机认识的社会保障卡。没有对它做任何改动。",
      en: "This does not look like a social security card that this terminal knows. Nothing on it has been changed.",
    },
    next: {
      zh: "请换用社保卡；若确是社保卡，请到人工窗口。",
      en: "Please use your social security card. If this is one, the counter will help you.",
    },
    clerk: {
      zh: "核对卡种和版本；卡型未登记时报技术人员。",
      en: "Check the card's kind and version. Report a card type that is not on file.",
    },
    technician: {
      zh: "按复位应答补充或更正卡型文件。",
      en: "Add or correct the card profile for this answer to reset.",
    },
  },
  "card-garbled": {
    what: {
      zh: "卡里的信息没能读完整，所以不能继续办理。",
      en: "What your card holds could not be read completely, so we cannot go on.",
    },
    next: {
      zh: "请取出卡，重新插入再试一次；不行请到人工窗口。",
      en: "Take the card out and insert it once more. If that does not help, go to the counter.",
    },
    clerk: {
      zh: "换机复读；内容仍不完整，转卡管部门核查。",
      en: "Read it on another machine. If it stays incomplete, pass it on to card management.",
    },
    technician: { zh: "用诊断页查看原始应答。", en: "Look at the raw answers in diagnostics." },
  },
  "card-pulled": {
    what: {
      zh: "办理途中卡被取出了。这笔业务已记下，不会办两次，也不会丢。",
      en: "The card left before the work was finished. It is on record: it will not be lost and not be done twice.",
    },
    next: {
      zh: "请插回同一张卡，接着办完；也可以改天在任一终端插卡办完。",
      en: "Insert the same card to finish. You may also finish another day, at any terminal.",
    },
    clerk: {
      zh: "按业务号查询；让持卡人再次插同一张卡即可继续。",
      en: "Look it up by operation number. Inserting the same card again continues it.",
    },
  },
  "other-card": {
    what: {
      zh: "现在插入的是另一张卡。它没有被改动，前一张卡的业务还在等着。",
      en: "A different card is in the reader now. It has not been changed, and the first card is still waiting to be finished.",
    },
    next: {
      zh: "请取出这张卡，插回刚才那张。",
      en: "Take this card out and insert the one you used before.",
    },
    clerk: {
      zh: "核对两张卡；业务只能在原卡上办完。",
      en: "Compare the two cards. The work can be finished only on the first one.",
    },
  },
  "card-defect": {
    what: {
      zh: "卡没有接受这次写入，写入已停止。这笔业务已记下，等待处理。",
      en: "Your card did not accept the change, so we stopped. The work is on record and waits to be settled.",
    },
    next: {
      zh: "请带卡和身份证到人工窗口。",
      en: "Please bring the card and your identity card to the counter.",
    },
    clerk: {
      zh: "不要反复重试。按业务号查中心状态，转卡管部门检查此卡。",
      en: "Do not keep retrying. Look up the operation number at the centre and have the card examined.",
    },
    technician: {
      zh: "查看脚本应答和密钥剩余次数。",
      en: "Look at the script's answers and the tries left on each key.",
    },
  },
  "card-contradicts-centre": {
    what: {
      zh: "卡上的状态和中心的登记不一致。为保护您，这里不再改动它。",
      en: "What the card says and what the centre has on file do not agree. To protect you, nothing more is changed here.",
    },
    next: {
      zh: "请带卡和身份证到人工窗口核实。",
      en: "Please bring the card and your identity card to the counter to have it checked.",
    },
    clerk: {
      zh: "可能是复制卡或误写。核验身份，留存证据，报卡管部门。",
      en: "It may be a copied or wrongly written card. Verify identity, keep the evidence, tell card management.",
    },
    technician: {
      zh: "导出本次读卡证据，不要再写卡。",
      en: "Export the evidence of this read. Do not write to the card again.",
    },
  },

  // -------------------------------------------------------------- the register
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

  // ---------------------------------------------------------------- the centre
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

  // ------------------------------------------------------------------- devices
  "reader-missing": {
    what: {
      zh: "本机的读卡器没有连接好，暂时不能读卡。",
      en: "This terminal's card reader is not connected, so it cannot read cards now.",
    },
    next: { zh: "请使用旁边的终端，或到人工窗口。", en: "Please use another terminal or go to the counter." },
    clerk: { zh: "检查读卡器的线缆和指示灯。", en: "Check the reader's cable and light." },
    technician: {
      zh: "检查 USB、pcscd 服务和读卡器进程。",
      en: "Check USB, the pcscd service and the reader's process.",
    },
  },
  "reader-busy": {
    what: {
      zh: "读卡器正被另一个程序使用，还没有碰您的卡。",
      en: "Another program is using the reader. Your card has not been touched.",
    },
    next: { zh: "请稍等片刻再试。", en: "Please wait a moment and try again." },
    clerk: { zh: "关闭其他正在读卡的程序。", en: "Close the other program that is reading cards." },
    technician: { zh: "找出独占读卡器的进程。", en: "Find the process that holds the reader." },
  },
  "psam-missing": {
    what: {
      zh: "本机的安全模块（PSAM）没有正常回应，本机现在不能写卡。",
      en: "This terminal's security module (PSAM) does not answer as it should, so this terminal cannot write cards now.",
    },
    next: {
      zh: "请到旁边的终端或人工窗口继续办理；已经受理的业务，在那里插卡就会接着完成。",
      en: "Go on at another terminal or at the counter. What was accepted already is finished there as soon as the card is put in.",
    },
    clerk: {
      zh: "在窗口插卡完成该业务，并通知技术人员检查本终端的 PSAM。",
      en: "Finish it with the card at the counter, and tell a technician to look at this terminal's PSAM.",
    },
    technician: {
      zh: "检查 PSAM 卡是否插好、读卡器名称是否正确、卡内是否有该地区和算法的密钥；详情里是出错的指令和状态字。",
      en: "Check that the PSAM is in its slot, that the reader's name is right and that it holds this region's keys for this cipher; the detail names the command and its status word.",
    },
  },
  "printer-offline": {
    what: {
      zh: "打印机没有连接，凭证现在打不出来。",
      en: "The printer is not connected, so the certificate cannot be printed now.",
    },
    next: {
      zh: "业务照常办理。请记下屏幕上的凭证号，可在窗口补打。",
      en: "Your request can still go ahead. Note the certificate number on the screen; the counter can print it.",
    },
    clerk: { zh: "检查打印机电源和线缆。", en: "Check the printer's power and cable." },
    technician: { zh: "检查串口和打印机进程。", en: "Check the serial port and the printer's process." },
  },
  "paper-out": {
    what: {
      zh: "打印纸用完了，凭证现在打不出来。",
      en: "The printer is out of paper, so the certificate cannot be printed now.",
    },
    next: {
      zh: "业务照常办理。请记下屏幕上的凭证号，可在窗口补打。",
      en: "Your request can still go ahead. Note the certificate number on the screen; the counter can print it.",
    },
    clerk: {
      zh: "请换纸。换好后终端会自动恢复打印。",
      en: "Please load paper. The terminal resumes by itself.",
    },
  },
  "cover-open": {
    what: {
      zh: "打印机的盖子没有合上，凭证现在打不出来。",
      en: "The printer's cover is open, so the certificate cannot be printed now.",
    },
    next: {
      zh: "请告诉工作人员。业务照常办理，凭证号会显示在屏幕上。",
      en: "Please tell the staff. Your request can still go ahead; the number will be on the screen.",
    },
    clerk: { zh: "合上打印机盖。", en: "Close the printer's cover." },
  },
  "cutter-fault": {
    what: {
      zh: "打印机的切刀卡住了，凭证现在打不出来。",
      en: "The printer's cutter is stuck, so the certificate cannot be printed now.",
    },
    next: {
      zh: "业务照常办理。请记下屏幕上的凭证号，可在窗口补打。",
      en: "Your request can still go ahead. Note the certificate number on the screen; the counter can print it.",
    },
    clerk: { zh: "断电后清除卡纸，再开机。", en: "Switch the printer off, clear the paper, switch it on." },
    technician: { zh: "切刀反复卡住时更换切刀。", en: "Replace the cutter if it happens again." },
  },
  "printer-unconfirmed": {
    what: {
      zh: "凭证可能已经打印，也可能没有：打印机没有回话。业务已经办好，不受影响。",
      en: "The certificate may or may not have been printed: the printer did not answer. The work itself is done.",
    },
    next: {
      zh: "请看一下出纸口。没有的话，凭屏幕上的凭证号到窗口补打。",
      en: "Look at the paper outlet. If it is empty, the counter can print it by the number on the screen.",
    },
    clerk: {
      zh: "未见纸张时按凭证号补打，补打会注明次数。",
      en: "If there is no paper, print a copy by its number; copies are marked as such.",
    },
    technician: { zh: "检查打印机的双向通信。", en: "Check that the printer can talk back." },
  },
  "id-reader-missing": {
    what: {
      zh: "本机的身份证阅读器没有回应，现在读不了身份证。",
      en: "This terminal's ID-card reader does not answer, so it cannot read identity cards now.",
    },
    next: {
      zh: "请到旁边的终端，或带身份证到人工窗口。",
      en: "Please use another terminal, or take the identity card to the counter.",
    },
    clerk: {
      zh: "检查身份证阅读器的线缆和指示灯；窗口可人工核验证件。",
      en: "Check the ID-card reader's cable and light; at the counter the card can be checked by eye.",
    },
    technician: {
      zh: "用 cardhall doctor 查串口或 HID、权限和占用者。",
      en: "Let cardhall doctor look at the port or HID device, its permissions and who holds it.",
    },
  },
  "no-id-card": {
    what: {
      zh: "没有读到身份证，什么也没有改动。",
      en: "No identity card was read. Nothing has been changed.",
    },
    next: {
      zh: "请把身份证平放在感应区，读完再拿起。",
      en: "Lay the identity card flat on the marked place and leave it there until it is read.",
    },
    clerk: { zh: "可协助放好身份证。", en: "Help with placing the card." },
  },
  "id-card-unreadable": {
    what: {
      zh: "身份证读到一半就断了，或芯片坏了。什么也没有改动。",
      en: "The identity card could not be read to its end: it moved, or its chip is damaged. Nothing has been changed.",
    },
    next: {
      zh: "请拿起身份证，重新放平再试一次。还是不行，请到人工窗口。",
      en: "Lift the card, lay it flat and try once more. If it still does not work, go to the counter.",
    },
    clerk: {
      zh: "换一台阅读器再读；仍读不出，人工核验，并提醒换证。",
      en: "Try another reader; if that fails too, check the card by eye and advise its holder to renew it.",
    },
  },
  "pin-pad-missing": {
    what: {
      zh: "本机的密码键盘没有连接好，现在不能输入密码。",
      en: "This terminal's PIN pad is not connected, so no PIN can be entered now.",
    },
    next: { zh: "请使用旁边的终端，或到人工窗口。", en: "Please use another terminal or go to the counter." },
    clerk: { zh: "检查密码键盘的线缆。", en: "Check the PIN pad's cable." },
    technician: {
      zh: "用 cardhall doctor 查 USB 编号和 hidraw 权限。",
      en: "Let cardhall doctor look at its USB numbers and the permissions of its hidraw node.",
    },
  },
  "pin-not-entered": {
    what: {
      zh: "密码没有输完，已经清除，什么也没有改动。",
      en: "The PIN was not entered to its end and has been erased. Nothing has been changed.",
    },
    next: {
      zh: "想继续，请重新输入，输完按“确认”。",
      en: "To go on, enter it again and press the enter key.",
    },
    clerk: { zh: "不要替持卡人输入密码。", en: "Never enter a PIN for its holder." },
  },
  "scanner-missing": {
    what: {
      zh: "本机的扫码器没有连接好，现在不能扫码。",
      en: "This terminal's scanner is not connected, so nothing can be scanned now.",
    },
    next: {
      zh: "请使用旁边的终端，或把材料带到人工窗口。",
      en: "Please use another terminal, or take the paper to the counter.",
    },
    clerk: { zh: "检查扫码器的线缆和灯光。", en: "Check the scanner's cable and light." },
    technician: {
      zh: "用 cardhall doctor 查串口或 HID、权限和占用者。",
      en: "Let cardhall doctor look at the port or HID device, its permissions and who holds it.",
    },
  },
  "code-not-scanned": {
    what: {
      zh: "没有扫到完整的码，什么也没有改动。",
      en: "No whole code was scanned. Nothing has been changed.",
    },
    next: {
      zh: "请把码对准窗口，离开约一掌远，不要晃动。",
      en: "Hold the code in front of the window, about a hand's width away, and keep it still.",
    },
    clerk: {
      zh: "纸皱或反光时压平再扫；扫不了就人工录入编号。",
      en: "Flatten paper that is creased or shines; if it cannot be scanned, type its number.",
    },
  },

  // ------------------------------------------------- who acts for the holder
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

  // -------------------------------------------------------------- the terminal
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
};
