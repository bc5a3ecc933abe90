import { useState } from "preact/hooks";
import "./keyboard.css";

const rows = ["1234567890", "qwertyuiop", "asdfghjkl-", "zxcvbnm_."] as const;
/** Beside the letters, so that they are where a thumb looks for them. */
const shiftRow = 3;

/** What the keys that are no letters are called. */
type KeyNames = {
  readonly keyboard: string;
  readonly shift: string;
  readonly erase: string;
  readonly done: string;
};

/**
 * Digits and Latin letters for a touch screen without a keyboard; a hall's machine has no system keyboard to open. It types
 * into whatever field its owner says, and never takes the focus from it.
 */
export function Keyboard(props: {
  readonly names: KeyNames;
  readonly onText: (text: string) => void;
  readonly onErase: () => void;
  readonly onDone: () => void;
}) {
  const { names, onText, onErase, onDone } = props;
  const [capital, setCapital] = useState(false);
  const key = (text: string) => {
    const typed = capital ? text.toUpperCase() : text;
    return (
      <button type="button" key={text} onClick={() => onText(typed)}>
        {typed}
      </button>
    );
  };
  return (
    <div
      class="keyboard"
      role="group"
      aria-label={names.keyboard}
      onMouseDown={(event) => {
        event.preventDefault();
      }}
    >
      {rows.map((row, index) => (
        <div class="keys" key={row}>
          {index === shiftRow && (
            <button type="button" class="wide" aria-pressed={capital} onClick={() => setCapital(!capital)}>
              {names.shift}
            </button>
          )}
          {row.split("").map(key)}
          {index === shiftRow && (
            <button type="button" class="wide" onClick={onErase}>
              {names.erase}
            </button>
          )}
        </div>
      ))}
      <div class="keys">
        <button type="button" class="done" onClick={onDone}>
          {names.done}
        </button>
      </div>
    </div>
  );
}
