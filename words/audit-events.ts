import type { Phrase } from "./language.ts";

/** What each entry of the audit trail says happened; keys are the events of central/audit.ts, each of them. */
export const auditEvents = {
  seeded: { zh: "写入初始数据", en: "Filled with its first data" },
  authorised: { zh: "核准业务", en: "Operation authorised" },
  rejected: { zh: "没有核准", en: "Operation refused" },
  "resume-answered": { zh: "要求先办完前一笔", en: "Told to finish an earlier one first" },
  abandoned: { zh: "终端放弃", en: "Given up by the terminal" },
  "script-issued": { zh: "发出写卡脚本", en: "Card script issued" },
  "script-refused": { zh: "没有发写卡脚本", en: "Card script refused" },
  "awaiting-card": { zh: "转为等卡", en: "Waits for its card" },
  settled: { zh: "办结并发凭证号", en: "Done, with a certificate number" },
  /** Replaced by a stricter one, or by the lapse of a temporary freeze. */
  superseded: { zh: "被另一笔业务取代", en: "Replaced by another operation" },
  reversed: { zh: "撤销", en: "Taken back" },
  "reversal-refused": { zh: "不能撤销", en: "Could not be taken back" },
  /** True at the centre before its card was seen (protocol A6). */
  lifted: { zh: "未见卡先行解挂", en: "Lifted without the card" },
  lapsed: { zh: "临时挂失到期", en: "Temporary loss report lapsed" },
  /** An accepted unfreeze is still open so long after. */
  "unfreeze-waits": { zh: "解挂仍未办结", en: "A lift is still open" },
  notice: { zh: "收到通知", en: "Notice taken" },
  /** A step of an application, with its number; who asked and why stands in its timeline. */
  application: { zh: "申请有进展", en: "Application moved on" },
  /** What an office said of what is owed or running. */
  condition: { zh: "核实注销条件", en: "Condition answered" },
  /** Questions to a caller at the telephone: passed or not, never the answers. */
  "caller-checked": { zh: "核实来电人", en: "Caller checked" },
  /** What another authority told, and what a clerk made of it. */
  "authority-notice": { zh: "处理外单位通知", en: "Authority's notice dealt with" },
  /** A message of a process that is no longer listened to. */
  "stale-boot": { zh: "旧进程的消息不予受理", en: "Message of a process before, not heard" },
  booted: { zh: "终端启动", en: "Terminal started" },
  quarantined: { zh: "终端被隔离", en: "Terminal quarantined" },
  released: { zh: "终端解除隔离", en: "Terminal serves again" },
  /** The centre came back from a backup, and what terminals' journals told it. */
  restored: { zh: "中心从备份恢复", en: "Centre put back from a backup" },
  /** It knows again what its terminals know, and serves. */
  reopened: { zh: "恢复完成，重新受理", en: "Restored, open again" },
  /** A terminal that nobody waits for any more. */
  "declared-lost": { zh: "终端报失", en: "Terminal declared lost" },
  "journal-received": { zh: "收到终端日志", en: "Terminal's journal received" },
  reviewed: { zh: "复核后采信终端日志", en: "Journal's word taken up by a person" },
  /** A clerk had a card brought into line that nothing known here explains. */
  reconciled: { zh: "人工核对卡片，重新写卡", en: "Card reconciled by a person" },
  printed: { zh: "打印凭证", en: "Certificate printed" },
  /** The right to an original was taken from a terminal that is lost, and taken up by another (row 17). */
  "print-freed": { zh: "收回原件打印权", en: "Right to the original taken away" },
  "print-moved": { zh: "原件打印权转移", en: "Right to the original moved" },
  /** Who may speak to the centre (access/). */
  "signed-in": { zh: "工作人员登录", en: "Staff signed in" },
  "signed-out": { zh: "工作人员退出", en: "Staff signed out" },
  "sign-in-refused": { zh: "登录被拒绝", en: "Sign-in refused" },
  "enrolment-offered": { zh: "发放终端入网码", en: "Enrolment offered to a terminal" },
  enrolled: { zh: "终端入网", en: "Terminal enrolled" },
  "certificate-renewed": { zh: "终端换发证书", en: "Terminal's certificate renewed" },
  "terminal-revoked": { zh: "吊销终端证书", en: "Terminal's certificates revoked" },
  "authority-key-registered": { zh: "登记外单位密钥", en: "Authority's key registered" },
  "authority-key-revoked": { zh: "吊销外单位密钥", en: "Authority's key revoked" },
  /** A terminal asked for more scripts than an hour may bring. */
  "scripts-capped": { zh: "脚本超过每小时上限", en: "Over the hourly cap of scripts" },
  /** A terminal was put on a clerk's desk, or back into a hall; a clerk sat down there, or got up. */
  "terminal-placed": { zh: "登记终端位置", en: "Terminal placed at a desk or in a hall" },
  "desk-paired": { zh: "工作人员到窗口", en: "Clerk sat down at a desk" },
  "desk-left": { zh: "工作人员离开窗口", en: "Clerk left a desk" },
  /** Begun or taken over where a clerk sits: the clerk, and whose it was before. */
  "at-desk": { zh: "由窗口工作人员经手", en: "Served by the clerk at a desk" },
  /** What issuers ask for and report, and who decided it (registry/). */
  registry: { zh: "发卡机构登记变动", en: "Issuer registry changed" },
  /** A profile is no longer, or is again, what was approved: its cards are refused, or served again. */
  "file-structure-changed": { zh: "文件结构批准变动", en: "File structure's approval changed" },
  /** The centre has begun to go by other regional rules (rules/in-force.ts). */
  "rules-in-force": { zh: "启用地方规则", en: "Regional rules came into force" },
  /** A card was made for somebody, or handed over to them. */
  "card-registered": { zh: "新卡登记", en: "Card registered" },
  "card-activated": { zh: "新卡启用", en: "Card activated" },
  /** Somebody of the staff looked at what is held of a card or its holder. */
  "card-looked-up": { zh: "查阅卡片资料", en: "Card looked up" },
  /** The clerk who decides looked at the photo of holder and agent. */
  "photo-looked-at": { zh: "查看代办合影", en: "Photo of holder and agent looked at" },
  /** A card or a terminal showed what cannot be: a person looks into it. */
  alarm: { zh: "异常，需人工核查", en: "Alarm: a person looks into it" },
} as const satisfies Readonly<Record<string, Phrase>>;

export type AuditEventName = keyof typeof auditEvents;
