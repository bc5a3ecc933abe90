import { useEffect, useRef, useState } from "preact/hooks";
import { useVisit } from "../visit.ts";

/** Long enough that nobody does it by mistake; the filling in controls.css takes the same time. */
export const holdMs = 2_000;

type Props = {
  readonly title: string;
  readonly holdingTitle: string;
  readonly hint: string;
  readonly onHeld: () => void;
};

/** Consent to what cannot be undone: press and keep pressing, by finger, mouse, Enter or Space. */
export function HoldButton({ title, holdingTitle, hint, onHeld }: Props) {
  const { clock } = useVisit();
  const [holding, setHolding] = useState(false);
  const held = useRef(onHeld);
  held.current = onHeld;

  useEffect(() => {
    if (!holding) return;
    return clock.after(holdMs, () => {
      setHolding(false);
      held.current();
    });
  }, [holding, clock]);

  const hold = () => {
    setHolding(true);
  };
  const letGo = () => {
    setHolding(false);
  };
  const isHoldKey = (event: KeyboardEvent) => event.key === "Enter" || event.key === " ";

  return (
    <button
      type="button"
      class="choice choice-hold"
      data-holding={holding ? "" : undefined}
      aria-describedby="hold-hint"
      onPointerDown={(event) => {
        if (event.isPrimary && event.button === 0) hold();
      }}
      onPointerUp={letGo}
      onPointerLeave={letGo}
      onPointerCancel={letGo}
      onKeyDown={(event) => {
        if (!isHoldKey(event)) return;
        // A held key repeats, and each repetition would be a click.
        event.preventDefault();
        if (!event.repeat) hold();
      }}
      onKeyUp={(event) => {
        if (isHoldKey(event)) letGo();
      }}
      onBlur={letGo}
    >
      <span class="hold-fill" />
      <span class="choice-words">
        <span class="choice-title">{holding ? holdingTitle : title}</span>
        <span class="choice-hint" id="hold-hint">
          {hint}
        </span>
      </span>
    </button>
  );
}
