import type { ResultView, Screen } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { legalNames, lifeNames, operationsDone } from "../../../words/operations.ts";
import { CardDrawing } from "../design/card-drawing.tsx";
import { inGroups, useVisit } from "../visit.ts";
import { Choice } from "./choice.tsx";
import { Counter } from "./counter.tsx";
import { LifeMark } from "./life-mark.tsx";

export function ResultScreen({ card, result }: Extract<Screen, { name: "result" }>) {
  const { say, act } = useVisit();
  const words = kiosk.result;
  return (
    <Counter
      stage={<CardDrawing card={{ ...card, life: result.life }} changing />}
      question={say(operationsDone[result.kind])}
      lead={say(words.lead)}
      step="check"
    >
      <TwoTruths result={result} />
      <p class="certificate-number">
        <span>{say(words.certificateNo)}</span>
        <strong class="number">{inGroups(result.certificateNo)}</strong>
      </p>
      <div class="choices">
        <Choice
          title={say(words.continue)}
          look="primary"
          onChoose={() => {
            act({ type: "continue" });
          }}
        />
      </div>
    </Counter>
  );
}

/** On the card and at the centre, apart: they are two facts, each proved by itself. */
function TwoTruths({ result }: { readonly result: ResultView }) {
  const { say } = useVisit();
  const words = kiosk.result;
  return (
    <dl class="truths">
      <div>
        <dt>{say(words.onCard)}</dt>
        <dd>
          <LifeMark life={result.life} name={say(lifeNames[result.life])} />
        </dd>
      </div>
      <div>
        <dt>{say(words.atCentre)}</dt>
        <dd>
          <LifeMark
            life={result.legal === "frozen-temporary" ? "frozen" : result.legal}
            name={say(legalNames[result.legal])}
          />
        </dd>
      </div>
    </dl>
  );
}
