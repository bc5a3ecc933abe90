import type { ComponentChildren } from "preact";

type Props = {
  readonly title: string;
  readonly hint?: string;
  readonly icon?: ComponentChildren;
  /** `grave` is for what cannot be undone; `quiet` for what is only a look. */
  readonly look: "primary" | "plain" | "grave" | "quiet";
  readonly onChoose: () => void;
};

/** One large answer to the screen's question. */
export function Choice({ title, hint, icon, look, onChoose }: Props) {
  return (
    <button type="button" class={`choice choice-${look}`} onClick={onChoose}>
      {icon !== undefined && <span class="choice-icon">{icon}</span>}
      <span class="choice-words">
        <span class="choice-title">{title}</span>
        {hint !== undefined && <span class="choice-hint">{hint}</span>}
      </span>
    </button>
  );
}
