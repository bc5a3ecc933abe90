import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { kiosk } from "../../../words/kiosk.ts";
import { BackIcon, ExitIcon } from "../design/icons.tsx";
import { useVisit } from "../visit.ts";
import { Path, type Step } from "./path.tsx";

type Props = {
  /** The card or the device, drawn. */
  readonly stage: ComponentChildren;
  /** Colours the stage: an attention-seeking screen looks different before it is read. */
  readonly tone?: "calm" | "attention";
  readonly question: string;
  readonly lead?: string;
  readonly step?: Step;
  readonly onBack?: () => void;
  readonly onExit?: () => void;
  /** Consequences, choices, numbers. */
  readonly children?: ComponentChildren;
};

/** The one shape of every screen: stage, question, path, and the ways out always at the same place. */
export function Counter({ stage, tone = "calm", question, lead, step, onBack, onExit, children }: Props) {
  const { say } = useVisit();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    // A new screen starts at its question, for keyboards and for screen readers. At once: later it would take the focus
    // from whoever has gone on already.
    heading.current?.focus({ preventScroll: true });
  }, []);
  const ask = useRef<HTMLElement>(null);
  useEffect(() => {
    // What does not fit slides, and whoever has keys or a switch alone must be able to slide it. Asked after the picture:
    // before it, the browser would have to lay out the page once more for the answer.
    const column = ask.current;
    if (column === null) return;
    if (column.scrollHeight > column.clientHeight + 1) column.tabIndex = 0;
    else column.removeAttribute("tabindex");
  });
  return (
    <>
      <main class="counter">
        <section class={`stage stage-${tone}`}>{stage}</section>
        <section class="ask" ref={ask}>
          <h1 ref={heading} tabIndex={-1} data-long={isLong(question) ? "" : undefined}>
            {question}
          </h1>
          {lead !== undefined && <p class="lead">{lead}</p>}
          {children}
        </section>
      </main>
      <footer class={step || onBack || onExit ? "footer" : "footer footer-empty"}>
        <div class="way-back">
          {onBack && (
            <button type="button" class="way" onClick={onBack}>
              <BackIcon />
              {say(kiosk.frame.back)}
            </button>
          )}
        </div>
        {step !== undefined && <Path step={step} />}
        <div class="way-out">
          {onExit && (
            <button type="button" class="way" onClick={onExit}>
              <ExitIcon />
              {say(kiosk.frame.exit)}
            </button>
          )}
        </div>
      </footer>
    </>
  );
}

/** A fault's sentence is longer than a question and is set smaller; Chinese takes less room for the same. */
const isLong = (question: string) => question.length > (/[\u4e00-\u9fff]/.test(question) ? 18 : 44);
