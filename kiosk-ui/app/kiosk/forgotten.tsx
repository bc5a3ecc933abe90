import { kiosk } from "../../../words/kiosk.ts";
import "../design/forgotten.css";
import { useVisit } from "../visit.ts";

/** A card that nobody takes: how long until somebody is called. A timer is seen, and not read aloud each second. */
export function Forgotten({ deskInSeconds }: { readonly deskInSeconds: number }) {
  const { say } = useVisit();
  const words = kiosk["take-card"];
  return (
    <p class="forgotten" role="timer">
      {say(deskInSeconds > 0 ? words.deskIn(deskInSeconds) : words.deskCalled)}
    </p>
  );
}
