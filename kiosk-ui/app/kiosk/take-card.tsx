import type { Screen } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { ReaderDrawing } from "../design/reader-drawing.tsx";
import { useVisit } from "../visit.ts";
import { Counter } from "./counter.tsx";
import { Notice } from "./notice.tsx";

export function TakeCard({ card, result, overdue }: Extract<Screen, { name: "take-card" }>) {
  const { say } = useVisit();
  const words = kiosk["take-card"];
  return (
    <Counter
      stage={<ReaderDrawing way="out" life={result?.life ?? card.life} />}
      tone={overdue ? "attention" : "calm"}
      question={say(words.question)}
      lead={say(result === undefined ? words.leadOnly : words.lead)}
      {...(result === undefined ? {} : { step: "print" as const })}
    >
      {overdue && <Notice text={say(words.overdue)} role="alert" />}
    </Counter>
  );
}
