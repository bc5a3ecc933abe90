import type { Language } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { CardDrawing } from "../design/card-drawing.tsx";
import { useVisit } from "../visit.ts";
import { Choice } from "./choice.tsx";
import { Counter } from "./counter.tsx";
import { Waiting } from "./waiting.tsx";

export function Starting() {
  const { say } = useVisit();
  return (
    <Counter stage={<CardDrawing />} question={say(kiosk.starting.question)} lead={say(kiosk.starting.lead)}>
      <Waiting />
    </Counter>
  );
}

export function Welcome() {
  const { say, act, speak } = useVisit();
  const words = kiosk.welcome;
  const begin = (language: Language) => {
    speak(language);
    act({ type: "begin" });
  };
  return (
    <Counter stage={<CardDrawing floating />} question={say(words.question)} lead={say(words.lead)}>
      <div class="choices">
        <Choice
          title={say(words.begin)}
          hint={words.prepare.zh}
          look="primary"
          onChoose={() => {
            begin("zh");
          }}
        />
        <Choice
          title={say(words.beginEnglish)}
          hint={words.prepare.en}
          look="plain"
          onChoose={() => {
            begin("en");
          }}
        />
      </div>
    </Counter>
  );
}
