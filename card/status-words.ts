/*
 * What status words mean, for technicians and logs. What they mean for a holder stands in the error catalogue.
 */

type StatusWordMeaning = { readonly zh: string; readonly en: string; readonly source: string };

const iso = "ISO/IEC 7816-4, 5.6";
const t0 = "ISO/IEC 7816-3, 10.3";
const ssc = "LD/T 32; vendor error tables of social security readers";
const card = "default card, section 4";

/** A pattern of four characters, `x` standing for any hex digit; the first that fits wins. */
const table: readonly (readonly [pattern: string, meaning: StatusWordMeaning])[] = [
  ["9000", { zh: "成功", en: "Done", source: iso }],
  ["61xx", { zh: "成功，还有数据待取", en: "Done, more data is waiting", source: t0 }],
  [
    "6Cxx",
    { zh: "长度 Le 不对，应为末字节所示", en: "Wrong Le; the last byte gives the right one", source: t0 },
  ],
  ["6283", { zh: "应用已被临时锁定", en: "Application blocked for a time", source: `${iso}; ${card}` }],
  ["63C0", { zh: "验证失败，不能再试", en: "Verification failed, no try left", source: iso }],
  [
    "63Cx",
    {
      zh: "验证失败，剩余次数见末位",
      en: "Verification failed; the last digit counts the tries left",
      source: iso,
    },
  ],
  ["6300", { zh: "验证失败", en: "Verification failed", source: iso }],
  ["6581", { zh: "写存储器失败", en: "Memory failure", source: iso }],
  ["6700", { zh: "长度 Lc 或 Le 错误", en: "Wrong length", source: iso }],
  ["6882", { zh: "不支持安全报文", en: "Secure messaging not offered here", source: iso }],
  ["6901", { zh: "状态错误", en: "Wrong state", source: ssc }],
  ["6981", { zh: "文件类型不对", en: "Wrong kind of file", source: iso }],
  ["6982", { zh: "安全条件不满足", en: "Security status not satisfied", source: iso }],
  ["6983", { zh: "密钥或密码已锁定", en: "Key or PIN locked", source: iso }],
  ["6984", { zh: "随机数无效", en: "Challenge missing or invalid", source: iso }],
  ["6985", { zh: "使用条件不满足", en: "Conditions of use not satisfied", source: iso }],
  ["6986", { zh: "没有选择当前文件", en: "No current file", source: iso }],
  ["6987", { zh: "缺少安全报文数据", en: "Secure messaging data missing", source: iso }],
  ["6988", { zh: "安全报文 MAC 不正确", en: "Secure messaging MAC wrong", source: iso }],
  ["6A80", { zh: "数据域错误", en: "Wrong data", source: iso }],
  [
    "6A81",
    {
      zh: "卡片已锁定或功能不支持",
      en: "Card blocked, or function not supported",
      source: `${iso}; ${card}`,
    },
  ],
  ["6A82", { zh: "文件或应用未找到", en: "File or application not found", source: iso }],
  ["6A83", { zh: "记录未找到", en: "Record not found", source: iso }],
  ["6A86", { zh: "P1 P2 参数错误", en: "Wrong P1 P2", source: iso }],
  ["6A88", { zh: "密钥未找到", en: "Key not found", source: iso }],
  ["6D00", { zh: "不支持的指令", en: "Instruction not supported", source: iso }],
  ["6E00", { zh: "不支持的指令类别", en: "Class not supported", source: iso }],
  ["6F00", { zh: "无明确诊断", en: "No precise diagnosis", source: iso }],
  ["9302", { zh: "MAC 错误", en: "MAC wrong", source: ssc }],
  ["9303", { zh: "应用已被永久锁定", en: "Application blocked for good", source: `${ssc}; ${card}` }],
  ["9403", { zh: "密钥索引不支持", en: "Key index not supported", source: ssc }],
  ["9406", { zh: "所需 MAC 不可用", en: "Required MAC not available", source: ssc }],
];

/** The meaning of a status word, 4 upper-case hex digits; `undefined` when no table we know has it. */
export function meaningOf(statusWord: string): StatusWordMeaning | undefined {
  const fits = (pattern: string): boolean =>
    pattern.length === statusWord.length &&
    Array.from(pattern).every((character, index) => character === "x" || character === statusWord[index]);
  return table.find(([pattern]) => fits(pattern))?.[1];
}
