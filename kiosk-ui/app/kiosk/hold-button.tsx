import { useEffect, useRef, useState } from "preact/hooks";
import { usePressing } from "../use-pressing.ts";
import { useVisit } from "../visit.ts";

/** Long enough that nobody does it by mistake; the filling in controls.css takes the same time. */
const holdMs = 2_000;

type Props = {
  readonly title: string;
  readonly holdingTitle: string;
  readonly hint: string;
  readonly onHeld: () => void;
};

/** Consent to what cannot be undone: press and keep pressing. */
export function HoldButton({ title, holdingTitle, hint, onHeld }: Props) {
  const { clock } = useVisit();
  const [holding, setHolding] = useState(false);
  const held = useRef(onHeld);
  held.current = onHeld;
  const pressing = usePressing(
    () => {
      setHolding(true);
    },
    () => {
      setHolding(false);
    },
  );

  useEffect(() => {
    if (!holding) return;
    return clock.after(holdMs, () => {
      setHolding(false);
      held.current();
    });
  }, [holding, clock]);

  return (
    <button
      type="button"
      class="choice choice-hold"
      data-holding={holding ? "" : undefined}
      aria-describedby="hold-hint"
      {...pressing}
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
