import { kiosk } from "../../../words/kiosk.ts";
import { TickIcon } from "../design/icons.tsx";
import { useVisit } from "../visit.ts";

const steps = ["read", "ask", "confirm", "write", "check", "print"] as const;
export type Step = (typeof steps)[number];

/** Where am I, and what comes next. */
export function Path({ step }: { readonly step: Step }) {
  const { say } = useVisit();
  const here = steps.indexOf(step);
  return (
    <ol class="path" aria-label={say(kiosk.frame.path)}>
      {steps.map((name, place) => (
        <li
          key={name}
          class={place < here ? "path-done" : place === here ? "path-here" : "path-later"}
          aria-current={place === here ? "step" : undefined}
        >
          <span class="path-dot">{place < here && <TickIcon />}</span>
          <span class="path-name">{say(kiosk.path[name])}</span>
        </li>
      ))}
    </ol>
  );
}
