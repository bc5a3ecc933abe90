import { kiosk } from "../../../words/kiosk.ts";
import { CardDrawing } from "../design/card-drawing.tsx";
import { useVisit } from "../visit.ts";
import { Choice } from "./choice.tsx";
import { Counter } from "./counter.tsx";
import { Waiting } from "./waiting.tsx";

/** The daemon is away for a moment; nothing of the visit stays on the screen meanwhile. */
export function OneMoment() {
  const { say } = useVisit();
  const words = kiosk["one-moment"];
  return (
    <Counter stage={<CardDrawing />} question={say(words.question)} lead={say(words.lead)}>
      <Waiting />
    </Counter>
  );
}

/** Opened without a code: neither the daemon's page nor anybody's visit. */
export function NotAdmitted() {
  const { say } = useVisit();
  const words = kiosk["not-admitted"];
  return (
    <Counter stage={<CardDrawing />} tone="attention" question={say(words.question)} lead={say(words.lead)} />
  );
}

/** One terminal has one screen; this page may ask for it again, by hand only. */
export function Elsewhere({ onTakeBack }: { readonly onTakeBack: () => void }) {
  const { say } = useVisit();
  const words = kiosk.elsewhere;
  return (
    <Counter stage={<CardDrawing />} question={say(words.question)} lead={say(words.lead)}>
      <div class="choices">
        <Choice title={say(words.takeBack)} look="primary" onChoose={onTakeBack} />
      </div>
    </Counter>
  );
}
