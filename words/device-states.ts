import type { Phrase } from "./language.ts";

/** The devices' own short words, as the daemon reports them, for people. A word that is not here is shown as it came. */
export const deviceStates: Readonly<Record<string, Phrase>> = {
  // any device
  online: { zh: "联机", en: "online" },
  offline: { zh: "断开", en: "offline" },
  starting: { zh: "启动中", en: "starting" },
  unknown: { zh: "不明", en: "unknown" },
  // why there is no card reader
  "no-pcscd": { zh: "pcscd 不在", en: "no pcscd" },
  denied: { zh: "没有权限", en: "not permitted" },
  "pcscd-ended": { zh: "pcscd 已退出", en: "pcscd ended" },
  "reader-unplugged": { zh: "已拔下", en: "unplugged" },
  "card-hangs": { zh: "卡死机", en: "the card hangs" },
  "status-stale": { zh: "状态过时，重新连接", en: "stale status, connecting anew" },
  "host-ended": { zh: "进程已退出", en: "its process ended" },
  // the card in it
  present: { zh: "有卡", en: "present" },
  "not-present": { zh: "无卡", en: "not present" },
  // the printer
  full: { zh: "充足", en: "full" },
  low: { zh: "将尽", en: "low" },
  out: { zh: "用完", en: "out" },
  open: { zh: "打开", en: "open" },
  closed: { zh: "合上", en: "closed" },
  stuck: { zh: "卡住", en: "stuck" },
  fine: { zh: "正常", en: "fine" },
  printed: { zh: "已打印", en: "printed" },
  "not-started": { zh: "没有开始", en: "not started" },
  unconfirmed: { zh: "未确认", en: "not confirmed" },
  // the centre
  ok: { zh: "正常", en: "answers" },
  unreachable: { zh: "连不上", en: "out of reach" },
  refused: { zh: "拒绝本机", en: "refuses this terminal" },
  garbled: { zh: "答非所问", en: "something else answers" },
  // why a card did not answer
  "no-card": { zh: "没有卡", en: "no card" },
  "mute-card": { zh: "卡无应答", en: "the card is mute" },
  torn: { zh: "中途取走", en: "taken out midway" },
  "no-answer": { zh: "超时无应答", en: "no answer in time" },
  "reader-busy": { zh: "读卡器被占用", en: "the reader is held" },
  "reader-lost": { zh: "读卡器丢失", en: "the reader was lost" },
  // why a printer did not print
  "printer-offline": { zh: "打印机断开", en: "the printer is offline" },
  "paper-out": { zh: "没有纸", en: "no paper" },
  "cover-open": { zh: "盖没有合上", en: "the cover is open" },
  "cutter-fault": { zh: "切刀卡住", en: "the cutter is stuck" },
  "printer-unknown": { zh: "打印机状态不明", en: "the printer's state is unknown" },
  // devices tried by hand
  works: { zh: "正常", en: "works" },
  fails: { zh: "没有成功", en: "did not work" },
  resident: { zh: "居民身份证", en: "resident's identity card" },
  "hong-kong-macao-taiwan": { zh: "港澳台居民居住证", en: "residence permit (Hong Kong, Macao, Taiwan)" },
  "foreigner-2017": { zh: "外国人永久居留身份证（2017）", en: "foreigner's card (2017)" },
  "foreigner-2023": { zh: "外国人永久居留身份证（2023）", en: "foreigner's card (2023)" },
  virtual: { zh: "虚拟", en: "virtual" },
  "not-fitted": { zh: "没有配置", en: "not configured" },
  "called-off": { zh: "已取消", en: "called off" },
  "no-id-card": { zh: "没有放证件", en: "no card was laid down" },
  "id-card-unreadable": { zh: "证件读不出", en: "the card could not be read" },
  "id-card-garbled": { zh: "读出的不是身份证内容", en: "what was read is no identity card's data" },
  "id-reader-refused": { zh: "阅读器拒绝", en: "the reader refused" },
  "id-reader-no-answer": { zh: "阅读器不回话", en: "the reader does not answer" },
  "id-reader-busy": { zh: "阅读器正忙", en: "the reader is at work" },
  "id-reader-lost": { zh: "阅读器断开", en: "the reader was lost" },
  "pin-cancelled": { zh: "按了取消", en: "the cancel key was pressed" },
  "pin-timeout": { zh: "没有输完", en: "not entered in time" },
  "pin-pad-busy": { zh: "键盘正忙", en: "the PIN pad is at work" },
  "pin-pad-lost": { zh: "键盘断开", en: "the PIN pad was lost" },
  "no-scan": { zh: "没有扫到", en: "nothing was scanned" },
  "scan-too-long": { zh: "内容太长", en: "the text is too long" },
  "scan-garbled": { zh: "内容不可读", en: "the text cannot be read" },
  "scan-unfinished": { zh: "没有扫完", en: "it began and did not end" },
  "scanner-busy": { zh: "扫码器正忙", en: "the scanner is at work" },
  "scanner-lost": { zh: "扫码器断开", en: "the scanner was lost" },
  "no-badge": { zh: "没有刷卡", en: "no badge was shown" },
};

/** Of a file on a card. */
export const fileAccess: Readonly<Record<string, Phrase>> = {
  read: { zh: "已读", en: "read" },
  closed: { zh: "不可读", en: "closed" },
  "not-present": { zh: "不存在", en: "not present" },
};

/** A word's phrase; a word that nobody has a phrase for stays as it is. */
export const phraseOf = (words: Readonly<Record<string, Phrase>>, word: string): Phrase =>
  words[word] ?? { zh: word, en: word };
