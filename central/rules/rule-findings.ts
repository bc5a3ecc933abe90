/** What the linter says of a file of rules. Codes are fixed; what they mean stands in docs/regional-rules.md. */
export type RuleFinding = {
  readonly code: RuleFindingCode;
  /** Dots between the names; empty for the whole file. */
  readonly path: string;
  readonly message: { readonly zh: string; readonly en: string };
  readonly severity: "error" | "warning";
};

type RuleFindingCode = keyof typeof words;

/** What is wrong, and how bad it is; `~` stands for the detail. */
const words = {
  "not-json": ["error", "不是 JSON：~", "Not JSON: ~"],
  "unknown-name": ["error", "没有这样的规则：~", "There is no such rule: ~"],
  "wrong-shape": ["error", "不合规定：~", "Not as the schema says: ~"],
  "unknown-region": ["error", "没有行政区划 ~", "There is no region ~"],
  "changes-nothing": ["warning", "与通用规则相同", "Says what the default says already"],
  "removes-nothing": ["error", "关闭了通用规则中没有开通的内容", "Closes what the default does not open"],
  "not-named": [
    "error",
    "本地规则须列入 confirmed 并注明来源，或列入 unconfirmed",
    "A rule of the region's own: name it in `confirmed` with its source, or in `unconfirmed`",
  ],
  "no-such-path": ["error", "列出了不存在的规则 ~", "Names a rule that is not there: ~"],
  "both-confirmed": ["error", "~ 同时列为已确认和未确认", "~ stands as confirmed and as unconfirmed"],
  "no-channel": ["error", "没有任何方式可以办理", "There is no way to ask for this"],
  "holder-not-known": [
    "error",
    "没有要求核实持卡人身份（~）",
    "Nothing here shows who the holder is: ~ is needed",
  ],
  "agent-not-known": ["error", "代办须有 ~", "An agent needs ~"],
  "photo-of-nobody": [
    "error",
    "合影只能在代办时要求，且不能与其他材料任选",
    "A photo of both can only be asked of an agent, and not as one of several papers",
  ],
  "card-not-shown": [
    "error",
    "自助终端办理须有社保卡",
    "At a terminal the card has to be there to be written",
  ],
  "nobody-looks": ["error", "自动办理时无人查验材料：~", "Nobody examines ~ where everything is automatic"],
  "reason-nowhere": [
    "error",
    "此原因没有可办理的方式",
    "No channel that is open for cancelling takes this reason",
  ],
  "margin-too-long": [
    "error",
    "提前恢复的时间超过了规定时限",
    "The card would be lifted before it was asked for",
  ],
  "check-left-out": [
    "warning",
    "注销前不核查 ~：须先结清才能注销（S1）",
    "~ is not asked about before a card is cancelled, and should be settled first",
  ],
  "not-signed": ["warning", "没有签名：中心不会采用", "Not signed: no centre will take it"],
  "signature-wrong": ["error", "签名与内容不符", "Changed after it was signed"],
  "unknown-signer": [
    "warning",
    "签名密钥 ~ 不在信任列表中",
    "Signed with ~, which is not among the trusted keys",
  ],
} as const satisfies Record<string, readonly ["error" | "warning", string, string]>;

export function ruleFinding(code: RuleFindingCode, path: string, detail = ""): RuleFinding {
  const [severity, zh, en] = words[code];
  return { code, path, message: { zh: zh.replace("~", detail), en: en.replace("~", detail) }, severity };
}

export const ruleFindingCodes = Object.keys(words) as readonly RuleFindingCode[];
