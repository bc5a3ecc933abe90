import type { Phrase } from "./language.ts";

/** What clerks and operators read around their work: signing in, moving between pages, and what went wrong. */
type Phrases = Readonly<Record<string, Phrase>>;

export const staff = {
  desk: { zh: "业务窗口", en: "Desk" },
  console: { zh: "运行监控", en: "Console" },
  pages: { zh: "页面", en: "Pages" },
  signIn: { zh: "登录", en: "Sign in" },
  signInHere: { zh: "选择您是谁", en: "Choose who you are" },
  provider: { zh: "用统一身份认证登录", en: "Sign in with your organisation's account" },
  nobody: {
    zh: "这个中心没有配置登录方式，工作人员不能登录。请信息中心配置后重新启动。",
    en: "No way to sign in is set up here. Ask the information centre to configure one and restart.",
  },
  signOut: { zh: "退出", en: "Sign out" },
  everywhere: { zh: "全部地区", en: "all offices" },
  office: { zh: "机构", en: "Office" },
  loading: { zh: "正在读取", en: "Loading" },
  nothing: { zh: "没有内容。", en: "Nothing here." },
  again: { zh: "刷新", en: "Load again" },
  more: { zh: "继续读取", en: "Load more" },
  notYours: {
    zh: "您的岗位不看这一页。需要时请主管分配岗位。",
    en: "This page is not part of your duties. Ask your supervisor if you need it.",
  },
} as const satisfies Phrases;

export const roleNames = {
  clerk: { zh: "经办", en: "clerk" },
  supervisor: { zh: "主管", en: "supervisor" },
  technician: { zh: "运维", en: "technician" },
  operator: { zh: "运行管理", en: "operator" },
  auditor: { zh: "审计", en: "auditor" },
} as const satisfies Phrases;

type Trouble = { readonly what: Phrase; readonly next: Phrase };

/** When a question to the centre has no answer. Keys are its problem codes; `no-answer` is the network's. */
export const troubles = {
  "no-answer": {
    what: { zh: "中心没有回应。", en: "The centre did not answer." },
    next: {
      zh: "同一请求重发不会办两次。请检查网络后再试。",
      en: "Check the network and try again. Nothing is ever done twice.",
    },
  },
  unauthorised: {
    what: { zh: "登录已经过期。", en: "Your session has ended." },
    next: { zh: "请重新登录。", en: "Please sign in again." },
  },
  forbidden: {
    what: { zh: "这件事不在您的岗位职责里。", en: "This is not among your duties." },
    next: { zh: "请交给有权限的同事。", en: "Pass it on to a colleague who may do it." },
  },
  "not-found": {
    what: {
      zh: "没有找到，或者不归您这里办理。",
      en: "There is nothing of that name, or it is not yours to see.",
    },
    next: { zh: "请核对编号。", en: "Please check the number." },
  },
  "rate-limited": {
    what: { zh: "请求太多，中心暂时不再回答。", en: "Too many questions in a short time." },
    next: { zh: "请等一分钟再试。", en: "Please wait a minute, then try again." },
  },
  "invalid-message": {
    what: { zh: "有的内容填写得不对。", en: "Something in what was entered does not fit." },
    next: { zh: "请核对号码、日期和编号后再提交。", en: "Check the numbers and dates, then send it again." },
  },
  restoring: {
    what: {
      zh: "中心正在从备份恢复，暂不受理。",
      en: "The centre is being put back from a backup and takes nothing in.",
    },
    next: { zh: "请稍后再试，先在纸上登记。", en: "Try again later, and keep a note on paper until then." },
  },
  "in-progress": {
    what: { zh: "中心正忙，还在处理。", en: "The centre is busy with it." },
    next: { zh: "请过几秒再试。", en: "Try again in a few seconds." },
  },
  other: {
    what: { zh: "中心出了错，没有办成。", en: "The centre failed, and nothing was done." },
    next: {
      zh: "请再试一次；反复出现时请联系信息中心。",
      en: "Try once more. If it goes on, call the information centre.",
    },
  },
} as const satisfies Readonly<Record<string, Trouble>>;
