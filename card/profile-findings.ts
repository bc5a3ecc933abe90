/** What the linter says of a profile file. Codes are fixed; what they mean stands in docs/card-profiles.md. */
export type Finding = {
  readonly code: FindingCode;
  /** Dots between the names; empty for the whole file. */
  readonly path: string;
  readonly message: { readonly zh: string; readonly en: string };
  readonly severity: "error" | "warning";
};

type FindingCode = keyof typeof words;

/** What is wrong, and how bad it is; `~` stands for the detail. */
const words = {
  "not-json": ["error", "不是 JSON：~", "Not JSON: ~"],
  "unknown-key": ["error", "没有这样的字段：~", "There is no such field: ~"],
  "wrong-shape": ["error", "不合规定：~", "Not as the schema says: ~"],
  "unknown-base": ["error", "没有可作基础的配置 ~", "There is no profile ~ to rest on"],
  "bases-without-end": ["error", "基础配置循环或层数过多：~", "The bases go in a circle or too deep: ~"],
  "removes-nothing": ["error", "删除了基础配置中没有的字段", "Removes what the base does not have"],
  "changes-nothing": ["warning", "与基础配置相同", "Says what the base says already"],
  "bad-pattern": ["error", "正则表达式无效：~", "Not a regular expression: ~"],
  "slow-pattern": [
    "error",
    "正则表达式可能过慢：含重复或选择的组不得再重复，可变之处至多三个",
    "A pattern that may be slow: repeat no group with a repetition or a choice in it, leave three places open at most",
  ],
  "overlapping-tags": ["error", "同一文件中标签 ~ 重复", "Tag ~ stands twice in one file"],
  "same-file": ["error", "与 ~ 的短文件标识相同", "Has the short file identifier of ~"],
  "no-directory": ["error", "没有目录 ~", "There is no directory ~"],
  "same-name": ["error", "与目录 ~ 的名称相同", "Has the name of directory ~"],
  "missing-key": ["error", "没有密钥 ~", "There is no key ~"],
  "same-key": ["error", "与密钥 ~ 的目录和标识相同", "Has the directory and id of key ~"],
  "common-key": [
    "error",
    "缺少 atr8：所有卡将使用同一密钥",
    "Without atr8 the key is the same on every card",
  ],
  "missing-role": ["error", "没有用作 ~ 的字段", "No field is the ~"],
  "role-twice": ["error", "多个字段用作 ~", "More than one field is the ~"],
  "length-mismatch": ["error", "长度不符：~", "A length that does not fit: ~"],
  "plan-impossible": ["error", "无法生成操作：~", "The operation cannot be built: ~"],
  "mixed-methods": ["error", "操作方式互相矛盾：~", "Operations that do not go together: ~"],
  "life-unreadable": ["error", "无法读出卡状态：~", "The card's life cannot be read: ~"],
  "two-ciphers": ["error", "认证和 MAC 的算法不一致", "Authentication and MAC have different ciphers"],
  "detection-collision": ["error", "与配置 ~ 无法区分", "The cards of profile ~ cannot be told from these"],
  undetectable: ["error", "示例卡均不符合检测条件", "No card that we can think of is detected"],
  "unconfirmed-not-named": [
    "error",
    "未经确认的字段须列入 unconfirmed，或列入 confirmed 并注明来源",
    "Nothing public confirms this field: name it in `unconfirmed`, or in `confirmed` with its source",
  ],
  "no-such-path": ["error", "列出了不存在的字段 ~", "Names a field that is not there: ~"],
  "both-confirmed": ["error", "~ 同时列为已确认和未确认", "~ stands as confirmed and as unconfirmed"],
  "card-block-allowed": [
    "warning",
    "允许锁卡：同一芯片上的银行应用将永久失效",
    "CARD BLOCK is allowed: it kills a bank application on the same chip for good",
  ],
} as const satisfies Record<string, readonly ["error" | "warning", string, string]>;

export function finding(code: FindingCode, path: string, detail = ""): Finding {
  const [severity, zh, en] = words[code];
  return { code, path, message: { zh: zh.replace("~", detail), en: en.replace("~", detail) }, severity };
}

export const findingCodes = Object.keys(words) as readonly FindingCode[];
