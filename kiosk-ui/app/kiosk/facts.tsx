import type { CardView, PersonalView } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { legalNames, lifeNames } from "../../../words/operations.ts";
import { useVisit } from "../visit.ts";
import { LifeMark } from "./life-mark.tsx";

type Props = { readonly card: CardView; readonly personal?: PersonalView | undefined };

/** What was read from the card, and what the centre says of it, side by side. */
export function Facts({ card, personal }: Props) {
  const { say, language, comfort } = useVisit();
  const words = kiosk.card;
  const region = language === "zh" ? card.issuer.regionZh : card.issuer.regionEn;
  return (
    <dl class="facts">
      {comfort.large && <Holder card={card} personal={personal} />}
      <div>
        <dt>{say(words.onCard)}</dt>
        <dd>
          <LifeMark life={card.life} name={say(lifeNames[card.life])} />
        </dd>
      </div>
      <div>
        <dt>{say(words.atCentre)}</dt>
        <dd>
          {card.legal === undefined ? (
            <LifeMark life="unknown" name={say(words.notYet)} />
          ) : (
            <LifeMark
              life={card.legal === "frozen-temporary" ? "frozen" : card.legal}
              name={say(legalNames[card.legal])}
            />
          )}
        </dd>
      </div>
      <div>
        <dt>{say(words.issuer)}</dt>
        <dd>
          {region} <span class="number">{card.issuer.number}</span>
        </dd>
      </div>
      <div>
        <dt>{say(words.validUntil)}</dt>
        <dd class={card.expired ? "expired" : undefined}>
          <span class="number">{card.expiresOn}</span>
          {card.expired && ` (${say(words.expired)})`}
        </dd>
      </div>
    </dl>
  );
}

/** What the drawn card says in small print. */
function Holder({ card, personal }: Props) {
  const { say } = useVisit();
  const words = kiosk.card;
  return (
    <>
      <div data-private="">
        <dt>{say(words.holder)}</dt>
        <dd>{personal?.holder ?? card.holderMasked}</dd>
      </div>
      <div data-private="">
        <dt>{say(words.nationalNumber)}</dt>
        <dd class="number">{personal?.nationalNumber ?? card.nationalNumberMasked}</dd>
      </div>
    </>
  );
}
