import { signInPageWords, signInWords, type SignInFaultCode } from "../../words/centre-access.ts";
import type { Phrase } from "../../words/language.ts";

/** Where the staff's console is served. */
const consolePath = "/console/";

/** Two small pages that stand between the provider and the console; nothing in them comes from a request. */
const pageOf = (title: Phrase, lines: readonly Phrase[], link: Phrase, href: string, goOn: boolean): string =>
  `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${goOn ? `<meta http-equiv="refresh" content="0;url=${href}">\n` : ""}<title>${title.zh}</title>
<style>body{font:18px/1.6 sans-serif;max-width:36em;margin:4em auto;padding:0 1em}[lang=en]{color:#555}</style>
</head>
<body>
<h1>${title.zh}<br><small lang="en">${title.en}</small></h1>
${lines.map(({ zh, en }) => `<p>${zh}<br><span lang="en">${en}</span></p>`).join("\n")}
<p><a href="${href}">${link.zh} <span lang="en">${link.en}</span></a></p>
</body>
</html>
`;

export const signedInPage = pageOf(signInPageWords.done, [], signInPageWords.open, consolePath, true);

export function signInFailedPage(code: SignInFaultCode, signInPath: string): string {
  const { what, next } = signInWords[code];
  return pageOf(signInPageWords.failed, [what, next], signInPageWords.again, `${signInPath}/provider`, false);
}
