import { kiosk } from "../../../words/kiosk.ts";
import { CardDrawing } from "../design/card-drawing.tsx";
import { ReaderDrawing } from "../design/reader-drawing.tsx";
import { useVisit } from "../visit.ts";
import { Counter } from "./counter.tsx";
import { Notice } from "./notice.tsx";
import { Waiting } from "./waiting.tsx";

export function InsertCard() {
  const { say, act } = useVisit();
  const words = kiosk["insert-card"];
  return (
    <Counter
      stage={<ReaderDrawing way="in" />}
      question={say(words.question)}
      lead={say(words.lead)}
      step="read"
      onExit={() => {
        act({ type: "exit" });
      }}
    />
  );
}

export function Reading() {
  const { say } = useVisit();
  return (
    <Counter
      stage={<CardDrawing scanning />}
      question={say(kiosk.reading.question)}
      lead={say(kiosk.reading.lead)}
      step="read"
    >
      <Waiting />
    </Counter>
  );
}

/** Torn in the middle: everything is on record, and the same card finishes it. */
export function PutCardBack({ wrongCard }: { readonly wrongCard: boolean }) {
  const { say } = useVisit();
  const words = kiosk["put-card-back"];
  return (
    <Counter
      stage={<ReaderDrawing way="in" />}
      tone="attention"
      question={say(words.question)}
      lead={say(words.lead)}
      step="write"
    >
      {wrongCard && <Notice text={say(words.wrongCard)} />}
      <p class="aside">{say(words.later)}</p>
    </Counter>
  );
}
