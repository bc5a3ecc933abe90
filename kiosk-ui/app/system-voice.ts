import type { Voice } from "./comfort.ts";

const tags = { zh: "zh-CN", en: "en-GB" } as const;

/** The voice of the system (Web Speech API). A machine without one stays silent: everything it says is also shown. */
export function systemVoice(synthesis: SpeechSynthesis | undefined): Voice {
  return {
    say(sentences, language, volume) {
      if (synthesis === undefined) return;
      synthesis.cancel();
      for (const sentence of sentences) {
        const utterance = new SpeechSynthesisUtterance(sentence);
        utterance.lang = tags[language];
        utterance.volume = volume;
        // A little slower than a voice's own pace: people listen here who are not used to it.
        utterance.rate = 0.9;
        synthesis.speak(utterance);
      }
    },
    hush: () => synthesis?.cancel(),
  };
}
