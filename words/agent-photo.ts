import type { Phrase } from "./language.ts";

/** A photo of holder and agent, where a region asks for it. */
export const agentPhoto = {
  question: { zh: "请拍一张合影", en: "A photo of you both, please" },
  lead: {
    zh: "请面向摄像头。持卡人不在场的，把持卡人身份证有照片的一面举在脸旁。",
    en: "Face the camera. If the holder is not with you, hold their identity card beside your face, picture side out.",
  },
  why: {
    zh: "代办须留合影是当地的规定。照片加密保存，只给审核这笔申请的工作人员看。",
    en: "Your region asks for it when somebody acts for a holder. It is kept encrypted, and only the clerk who decides sees it.",
  },
  inSight: { zh: "摄像头画面", en: "What the camera sees" },
  inPhoto: { zh: "拍好的照片", en: "The photo that was taken" },
  take: { zh: "拍照", en: "Take the photo" },
  takeHint: { zh: "按下三秒后拍", en: "Three seconds after you press" },
  counting: (seconds: number): Phrase => ({
    zh: `还有 ${String(seconds)} 秒`,
    en: `In ${String(seconds)} s`,
  }),
  look: { zh: "这张照片可以吗？", en: "Is this photo all right?" },
  lookLead: {
    zh: "您的脸，和持卡人的脸或身份证照片，都要看得清楚。",
    en: "Your face has to be clear, and the holder's face or the picture on their card.",
  },
  use: { zh: "用这张", en: "Use this photo" },
  again: { zh: "重拍一张", en: "Take another one" },
} as const;
