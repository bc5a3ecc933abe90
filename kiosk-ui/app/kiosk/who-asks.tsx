import type { Asker, Screen } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { operationNames } from "../../../words/operations.ts";
import { CardDrawing } from "../design/card-drawing.tsx";
import { PersonIcon, TwoPeopleIcon } from "../design/icons.tsx";
import { useVisit } from "../visit.ts";
import { Choice } from "./choice.tsx";
import { Counter } from "./counter.tsx";

/** Whoever acts for somebody else is asked for papers; the holder has shown the card. */
export function WhoAsks({ card, kind }: Extract<Screen, { name: "who-asks" }>) {
  const { say, act } = useVisit();
  const words = kiosk["who-asks"];
  const choose = (asker: Asker) => () => {
    act({ type: "say-who", asker });
  };
  return (
    <Counter
      stage={<CardDrawing card={card} />}
      question={say(words.question(operationNames[kind]))}
      step="ask"
      onBack={() => {
        act({ type: "back" });
      }}
      onExit={() => {
        act({ type: "exit" });
      }}
    >
      <div class="choices">
        <Choice
          title={say(words.holder)}
          hint={say(words.holderHint)}
          icon={<PersonIcon />}
          look="primary"
          onChoose={choose("holder")}
        />
        <Choice
          title={say(words.agent)}
          hint={say(words.agentHint)}
          icon={<TwoPeopleIcon />}
          look="plain"
          onChoose={choose("agent")}
        />
      </div>
    </Counter>
  );
}
