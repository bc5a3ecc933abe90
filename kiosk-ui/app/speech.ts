/*
 * What is said aloud is read off the page itself, so that nothing is shown and not said, or said and not shown.
 * EN 301 549 5.1.3: interruptible, repeatable, in the page's language, private words by headphones only.
 */

const speakable = "h1, h2, p, li, dt, dd, button, [role=img], img";

/** Marks what belongs to one person: said only where nobody else hears it. */
export const privateMark = "data-private";
/** Marks what changes by itself, as seconds do: said with its screen and not again. */
const onceMark = "data-said-once";

export type Line = { readonly text: string; readonly once: boolean };

/** Everything to say of the screen, in the order of the page; the open dialog alone where there is one. */
export function linesOf(page: ParentNode, headphones: boolean): readonly Line[] {
  const dialog = page.querySelector("dialog[open]");
  const roots = dialog === null ? page.querySelectorAll(".ask, .stage, .footer") : [dialog];
  const found = [...roots]
    // The question first: it stands below the drawing and matters more.
    .toSorted((one, other) => Number(other.matches(".ask")) - Number(one.matches(".ask")))
    .flatMap((root) => [...root.querySelectorAll<HTMLElement>(speakable)]);
  return found
    .filter((element) => element.closest("[aria-hidden=true]") === null)
    .filter((element) => element.querySelector(speakable) === null || element.matches("[role=img]"))
    .filter(
      (element) => element.parentElement === null || element.parentElement.closest("[role=img]") === null,
    )
    .filter((element) => headphones || element.closest(`[${privateMark}]`) === null)
    .map((element) => ({ text: nameOf(element), once: element.closest(`[${onceMark}]`) !== null }))
    .filter(({ text }) => text !== "");
}

/** What a control or a sentence is called, as it is seen. */
export function nameOf(element: HTMLElement): string {
  const label = element.getAttribute("aria-label") ?? element.getAttribute("alt");
  return (label ?? element.innerText).replace(/\s+/g, " ").trim();
}

/**
 * What is new since `before`: all of it on a new question; else only lines that were not there.
 * The first line is the question.
 */
export function newLines(before: readonly Line[], now: readonly Line[]): readonly string[] {
  if (before[0]?.text !== now[0]?.text) return now.map(({ text }) => text);
  const known = new Set(before.map(({ text }) => text));
  return now.filter(({ text, once }) => !once && !known.has(text)).map(({ text }) => text);
}
