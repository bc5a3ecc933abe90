import type { Language } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { isAssisted, louder, volumes } from "../comfort.ts";
import { AgainIcon, ContrastIcon, HelpIcon, LargeIcon, SpeechIcon, VolumeIcon } from "../design/icons.tsx";
import { useVisit } from "../visit.ts";

type Props = {
  readonly onHelp: () => void;
  /** Says the screen once more. */
  readonly onAgain: () => void;
};

/**
 * Language, comfort and help, on every screen. They come last in the order of the page, after the answers, whether they
 * are drawn above or below.
 */
export function Tools({ onHelp, onAgain }: Props) {
  const { say, language, speak, comfort, change } = useVisit();
  const words = kiosk.tools;
  return (
    <nav class="tools" aria-label={say(words.title)}>
      <div class="languages" role="group" aria-label="语言 / Language">
        <LanguageButton of="zh" now={language} name="中文" onChoose={speak} />
        <LanguageButton of="en" now={language} name="English" onChoose={speak} />
      </div>
      <button
        type="button"
        class="tool"
        aria-pressed={comfort.large}
        onClick={() => {
          change({ large: !comfort.large });
        }}
      >
        <LargeIcon />
        <span>{say(words.large)}</span>
      </button>
      {isAssisted(comfort) && (
        <button
          type="button"
          class="tool"
          aria-pressed={comfort.contrast}
          onClick={() => {
            change({ contrast: !comfort.contrast });
          }}
        >
          <ContrastIcon />
          <span>{say(words.contrast)}</span>
        </button>
      )}
      <button
        type="button"
        class="tool"
        aria-pressed={comfort.speech}
        onClick={() => {
          change({ speech: !comfort.speech });
        }}
      >
        <SpeechIcon />
        <span>{say(words.speech)}</span>
      </button>
      {comfort.speech && (
        <>
          <button type="button" class="tool" onClick={onAgain}>
            <AgainIcon />
            <span>{say(words.again)}</span>
          </button>
          <button
            type="button"
            class="tool"
            onClick={() => {
              change({ volume: louder(comfort.volume) });
            }}
          >
            <VolumeIcon />
            <span>{say(words.volume(volumes.indexOf(comfort.volume) + 1))}</span>
          </button>
        </>
      )}
      <button type="button" class="tool" onClick={onHelp}>
        <HelpIcon />
        <span>{say(kiosk.frame.help)}</span>
      </button>
    </nav>
  );
}

/** Each language is named in itself, never by a flag or a sign. */
function LanguageButton(props: {
  readonly of: Language;
  readonly now: Language;
  readonly name: string;
  readonly onChoose: (language: Language) => void;
}) {
  return (
    <button
      type="button"
      lang={props.of === "zh" ? "zh-CN" : "en"}
      aria-pressed={props.of === props.now}
      onClick={() => {
        props.onChoose(props.of);
      }}
    >
      {props.name}
    </button>
  );
}
