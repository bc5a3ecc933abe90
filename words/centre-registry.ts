import type { Phrase } from "./language.ts";

/** What the issuer registry says to those who apply, review and hand over cards. Keys: central/registry/model.ts. */
type Phrases = Readonly<Record<string, Phrase>>;

export const registryKindNames = {
  issuer: { zh: "发卡资格", en: "Issuing cards" },
  "card-face": { zh: "卡面", en: "Card face" },
  "file-structure": { zh: "文件结构", en: "File structure" },
} as const satisfies Phrases;

export const registryStateNames = {
  "province-review": { zh: "省级初审中", en: "Under preliminary review by the province" },
  "ministry-review": { zh: "部级审批中", en: "Under review by the ministry" },
  returned: { zh: "退回补正", en: "Returned for correction" },
  refused: { zh: "不予批准", en: "Refused" },
  approved: { zh: "已批准", en: "Approved" },
  filed: { zh: "已批准并已备案", en: "Approved and filed" },
  superseded: { zh: "已被新的批准代替", en: "Replaced by a later approval" },
  withdrawn: { zh: "批准已撤回", en: "Approval withdrawn" },
} as const satisfies Phrases;

export const reportKindNames = {
  supplier: { zh: "更换供应商", en: "Another supplier" },
  product: { zh: "更换卡产品", en: "Another card product" },
  "more-cards": { zh: "增加发卡量", en: "More cards than planned" },
} as const satisfies Phrases;

/** AAZ502. */
export const registerStateNames = {
  sealed: { zh: "封存", en: "Sealed, not handed over yet" },
  normal: { zh: "正常", en: "In use" },
  "formal-loss": { zh: "正式挂失", en: "Reported lost, formally" },
  "application-locked": { zh: "应用锁定", en: "In force again, chip still locked" },
  "temporary-loss": { zh: "临时挂失", en: "Reported lost for a time" },
  cancelled: { zh: "注销", en: "Cancelled" },
} as const satisfies Phrases;

/** Why the registry says no: what it means, and what to do. */
export const registryRefusals = {
  "not-your-office": {
    zh: "这件事归另一级或另一地的部门办理。请转交给有权限的同事。",
    en: "Another office decides this. Please pass it on to a colleague there.",
  },
  "own-entry": {
    zh: "不能审批自己提交的申请。请另一位同事审批。",
    en: "Nobody approves their own application. Please ask a colleague to review it.",
  },
  "decided-by-you": {
    zh: "初审是您办的，终审要由另一个人办。",
    en: "You did the preliminary review, so somebody else has to give the approval.",
  },
  "reason-missing": {
    zh: "退回或不予批准时要写明理由。",
    en: "Please give the reason when something is returned or refused.",
  },
  "not-in-this-state": {
    zh: "申请现在不在这一步。请刷新后再看。",
    en: "The application is not at this step now. Please load it again.",
  },
  "unknown-region": {
    zh: "行政区划代码表里没有这个地区。请核对六位代码。",
    en: "There is no region with this code. Please check the six digits.",
  },
  "not-provincial-or-municipal": {
    zh: "只有省级或市级人社部门可以发卡。请由所在市申请。",
    en: "Only provincial and municipal departments issue cards. The city has to apply.",
  },
  "applied-for-already": {
    zh: "同样的申请正在审批。请在原申请上办理。",
    en: "The same is under review already. Please follow that application.",
  },
  "issuer-approved-already": {
    zh: "这个地区已经获准发卡，不用再申请。",
    en: "This region has been approved to issue cards, so there is nothing to apply for.",
  },
  "issuer-not-approved": {
    zh: "这个地区还没有获准发卡并备案。请先办完发卡资格。",
    en: "This region has not been approved and filed as an issuer. That comes first.",
  },
  "no-such-profile": {
    zh: "没有这个文件结构，或没有给出卡面的校验值。请核对名称和校验值。",
    en: "There is no such file structure, or the hash of the card face is missing. Please check both.",
  },
  "cancel-method-not-allowed": {
    zh: "这个文件结构注销卡的方式不符合本地规则。请先修改规则或换用其他结构。",
    en: "Cards of this structure are cancelled in a way that the region's rules do not allow. Change one of them first.",
  },
  "design-approved-already": {
    zh: "现在的内容已经批准，没有变化，不用再申请。",
    en: "It is approved as it is now, so there is nothing to apply for.",
  },
  "profile-not-approved": {
    zh: "这种卡的文件结构还没有批准，或变动后还没有重新批准。请先申请批准。",
    en: "The file structure of this card is not approved, or has changed since. Apply for approval first.",
  },
  "card-known-already": {
    zh: "这个卡识别码已经登记过。请核对是否重复录入。",
    en: "A card with this identification code is registered already. Please check for a double entry.",
  },
  "card-not-of-this-issuer": {
    zh: "卡识别码不是这个发卡机构的。请核对前六位。",
    en: "The identification code is another issuer's. Please check its first six digits.",
  },
  "check-digit-wrong": {
    zh: "卡号或公民身份号码的校验位不对。请核对后重新录入。",
    en: "A check digit of the card number or the identity number is wrong. Please check and enter it again.",
  },
  "already-expired": {
    zh: "这张卡的有效期已过，不能登记或启用。请重新制卡。",
    en: "This card's validity has passed, so it cannot be registered or handed over. Have a new one made.",
  },
  "holder-has-card": {
    zh: "持卡人名下还有未注销或未启用的卡。请先办理注销或补换。",
    en: "The holder has a card that is alive or waiting. Cancel or replace that one first.",
  },
  "not-the-holders-card": {
    zh: "要代替的那张卡不是这位持卡人的。请核对卡识别码。",
    en: "The card to be replaced is not this holder's. Please check its identification code.",
  },
  "no-replacement-ordered": {
    zh: "那张卡没有办理补换手续。请先受理补换申请。",
    en: "No replacement was ordered for that card. Take the order first.",
  },
  "not-sealed": {
    zh: "没有这张待启用的卡，或它已经启用。",
    en: "There is no such card waiting to be handed over, or it was handed over before.",
  },
} as const satisfies Phrases;
