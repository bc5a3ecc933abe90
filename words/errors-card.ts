import type { CatalogueEntry } from "./catalogue-entry.ts";

/** What a card in the reader can turn out to be. */
export const cardErrors = {
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
} satisfies Readonly<Record<string, CatalogueEntry>>;
