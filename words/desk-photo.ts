import type { Phrase } from "./language.ts";

/** A photo of holder and agent at the desk: taken where a rule asks for it, and looked at by the clerk who decides. */
export const deskPhoto = {
  title: { zh: "代办合影", en: "Photo of holder and agent" },
  lead: {
    zh: "拍下代办人和持卡人。持卡人不在场的，请代办人把持卡人身份证有照片的一面举在脸旁。",
    en: "Both in one picture. If the holder is not here, the agent holds the holder's identity card beside their face, picture side out.",
  },
  chooseFile: { zh: "选择照片文件", en: "Choose a file" },
  useCamera: { zh: "用摄像头拍", en: "Use the camera" },
  take: { zh: "拍照", en: "Take the photo" },
  inSight: { zh: "摄像头画面", en: "What the camera sees" },
  attached: { zh: "照片已附上。", en: "The photo is attached." },
  noCamera: {
    zh: "没有可用的摄像头，请选择照片文件。",
    en: "There is no camera that can be used. Please choose a file.",
  },
  notAPhoto: {
    zh: "这个文件不是可用的照片，请换一张。",
    en: "This is no photo that can be used. Please take another one.",
  },
  see: { zh: "看代办合影", en: "See the photo" },
  hide: { zh: "收起", en: "Put it away" },
  onRecord: { zh: "每次查看都留有记录。", en: "Each look is on record." },
  mandate: { zh: "委托书编号", en: "Power of attorney, number" },
  notNamed: { zh: "（终端没有报姓名）", en: "(not named by the terminal)" },
  agentHere: { zh: "由代办人办理", en: "An agent acts for the holder" },
} as const satisfies Readonly<Record<string, Phrase>>;
