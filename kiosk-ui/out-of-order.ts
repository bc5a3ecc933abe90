import { catalogue } from "../words/errors.ts";
import { kiosk } from "../words/kiosk.ts";

/** What the window shows while there is no daemon to show: two languages, no script, nothing loaded. */
export function outOfOrderPage(): string {
  const title = kiosk["out-of-service"].question;
  const { next } = catalogue["terminal-fault"];
  const html =
    `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>Cardhall</title>` +
    `<body style="display:grid;place-content:center;height:96vh;margin:0;padding:2vh 8vw;` +
    `background:#f7f5f0;color:#10233f;font:3vh/1.6 'Noto Sans CJK SC',sans-serif">` +
    `<h1>${title.zh}</h1><p>${next.zh}</p><h1 lang="en">${title.en}</h1><p lang="en">${next.en}</p>`;
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`;
}
