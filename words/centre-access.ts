import type { Phrase } from "./language.ts";

/** What a member of staff reads when signing in at the centre did not work: what happened, and what to do now. */
export type SignInFaultCode =
  "provider-unreachable" | "provider-refused" | "attempt-lost" | "no-role" | "unknown-person";

export const signInWords: Readonly<
  Record<SignInFaultCode, { readonly what: Phrase; readonly next: Phrase }>
> = {
  "provider-unreachable": {
    what: {
      zh: "统一身份认证系统没有回应，现在无法登录。",
      en: "The sign-in service does not answer, so nobody can sign in now.",
    },
    next: {
      zh: "请过几分钟再试。仍然不行，请联系信息中心值班人员。",
      en: "Please try again in a few minutes. If it goes on, call the information centre.",
    },
  },
  "provider-refused": {
    what: {
      zh: "统一身份认证系统没有让您登录。",
      en: "The sign-in service did not let you in.",
    },
    next: {
      zh: "请从头再登录一次。反复出现时，请管理员检查您的账号。",
      en: "Please sign in once more from the start. If it happens again, ask an administrator to look at your account.",
    },
  },
  "attempt-lost": {
    what: {
      zh: "这次登录已经过期，或者不是在这个浏览器里开始的。",
      en: "This sign-in has expired, or was begun in another browser.",
    },
    next: { zh: "请重新点“登录”。", en: "Please choose Sign in again." },
  },
  "no-role": {
    what: {
      zh: "您的账号有效，但还没有分配本系统的岗位。",
      en: "Your account is good, but it has no role in this system yet.",
    },
    next: {
      zh: "请主管为您的账号分配岗位，然后重新登录。",
      en: "Ask your supervisor to give your account a role, then sign in again.",
    },
  },
  "unknown-person": {
    what: { zh: "演示名单里没有这个人。", en: "Nobody of that name is on the demonstration's list." },
    next: { zh: "请从名单中选择一位。", en: "Please choose somebody from the list." },
  },
};

export const signInPageWords = {
  done: { zh: "登录成功，正在打开工作台。", en: "You are signed in. The console opens now." },
  failed: { zh: "没有登录。", en: "You are not signed in." },
  again: { zh: "重新登录", en: "Sign in again" },
  open: { zh: "打开工作台", en: "Open the console" },
} as const satisfies Readonly<Record<string, Phrase>>;

export const developmentSignInWarning: Phrase = {
  zh: "开发用登录：不核对身份，只能在本机使用。正式运行请接入统一身份认证（OIDC）。",
  en: "Development sign-in: nobody's identity is checked, and it works on this machine only. For real use connect an identity provider (OIDC).",
};
