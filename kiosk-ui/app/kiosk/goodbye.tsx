import { kiosk } from "../../../words/kiosk.ts";
import { FarewellDrawing } from "../design/farewell-drawing.tsx";
import { useVisit } from "../visit.ts";
import { Counter } from "./counter.tsx";

export function Goodbye() {
  const { say } = useVisit();
  return (
    <Counter
      stage={<FarewellDrawing />}
      question={say(kiosk.goodbye.question)}
      lead={say(kiosk.goodbye.lead)}
    />
  );
}
