import type { Screen } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { CardDrawing } from "../design/card-drawing.tsx";
import { ReaderDrawing } from "../design/reader-drawing.tsx";
import { useVisit } from "../visit.ts";
import { Counter } from "./counter.tsx";
import { Facts } from "./facts.tsx";
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

/** What the card says is shown as soon as it is read; what may be done is for the centre to say. */
export function Reading({ card }: Extract<Screen, { name: "reading" }>) {
  const { say } = useVisit();
  return (
    <Counter
      stage={
        <>
          <CardDrawing card={card} scanning />
          {card !== undefined && <Facts card={card} />}
        </>
      }
      question={say(kiosk.reading.question)}
      lead={say(card === undefined ? kiosk.reading.lead : kiosk["your-card"].waiting)}
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
