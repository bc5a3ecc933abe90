import { useEffect, useRef } from "preact/hooks";
import type { Language } from "../../daemon/screen.ts";
import type { Comfort, Voice } from "./comfort.ts";
import { linesOf, nameOf, newLines, privateMark, type Line } from "./speech.ts";

type Said = { readonly again: () => void };

/** Follows the page with the voice while somebody wants it; any touch or key breaks off what is being said. */
export function useSpeech(
  voice: Voice,
  comfort: Comfort,
  language: Language,
  headphones: boolean,
  screen: string,
): Said {
  const { speech, volume } = comfort;
  const said = useRef<readonly Line[]>([]);
  const spokenIn = useRef(language);

  // After each drawing: what is new is said, and a page that only moved says nothing.
  useEffect(() => {
    if (!speech) {
      if (said.current.length > 0) voice.hush();
      said.current = [];
      return;
    }
    const now = linesOf(document, headphones);
    const fresh = spokenIn.current === language ? newLines(said.current, now) : now.map(({ text }) => text);
    said.current = now;
    spokenIn.current = language;
    if (fresh.length > 0) voice.say(fresh, language, volume);
  });

  useEffect(() => {
    if (!speech) return;
    const hush = () => {
      voice.hush();
    };
    const focused = ({ target }: FocusEvent) => {
      // The question is said with its screen; a control says its own name when the focus comes to it.
      if (!(target instanceof HTMLButtonElement)) return;
      if (!headphones && target.closest(`[${privateMark}]`) !== null) return;
      if (target.matches(":focus-visible")) voice.say([nameOf(target)], language, volume);
    };
    document.addEventListener("pointerdown", hush, true);
    document.addEventListener("keydown", hush, true);
    document.addEventListener("focusin", focused);
    return () => {
      document.removeEventListener("pointerdown", hush, true);
      document.removeEventListener("keydown", hush, true);
      document.removeEventListener("focusin", focused);
      voice.hush();
    };
  }, [voice, speech, volume, language, headphones, screen]);

  return {
    again: () => {
      voice.say(
        linesOf(document, headphones).map(({ text }) => text),
        language,
        volume,
      );
    },
  };
}
