import type { CardView, PersonalView } from "../../../daemon/screen.ts";

type Props = { readonly card: CardView | undefined; readonly personal: PersonalView | undefined };

/**
 * The printed face. Its words are Chinese in every language of the page, because the card's are. Ours on
 * purpose: hills at daybreak, no emblem and no mark of any real issuer.
 */
export function CardFace({ card, personal }: Props) {
  return (
    <>
      <defs>
        <linearGradient id="card-sky" x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stop-color="#cdeee6" />
          <stop offset="0.55" stop-color="#e9f3e4" />
          <stop offset="1" stop-color="#fbe3b6" />
        </linearGradient>
        <linearGradient id="card-gold" x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stop-color="#f1d592" />
          <stop offset="1" stop-color="#c9973a" />
        </linearGradient>
      </defs>
      <rect width="856" height="540" fill="url(#card-sky)" />
      <circle cx="676" cy="236" r="92" fill="#f6b65b" opacity="0.55" />
      <path d="M250 540q150-210 300-150t306-130v280z" fill="#2e9a8d" opacity="0.28" />
      <path d="M380 540q130-130 250-92t226-92v184z" fill="#0b6e6e" opacity="0.34" />
      <path d="M520 540q110-70 190-46t146-52v98z" fill="#07565a" opacity="0.42" />
      <g fill="none" stroke="#0b6e6e" stroke-width="2" opacity="0.16">
        <path d="M0 96q214-60 428 0t428 0M0 116q214-60 428 0t428 0M0 136q214-60 428 0t428 0M0 156q214-60 428 0t428 0" />
      </g>
      <path
        d="M58 86l34-24 34 24"
        fill="none"
        stroke="#0b6e6e"
        stroke-width="9"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
      <rect x="68" y="92" width="48" height="26" rx="6" fill="#0b6e6e" />
      <text x="150" y="102" font-size="54" font-weight="700" letter-spacing="8" fill="#0a4f52">
        社会保障卡
      </text>
      <text x="152" y="134" font-size="20" font-weight="600" letter-spacing="4.5" fill="#0a4f52">
        SOCIAL SECURITY CARD
      </text>
      {card !== undefined && (
        <g fill="#0a4f52" text-anchor="end">
          <text x="800" y="98" font-size="40" font-weight="700">
            {card.issuer.regionZh}
          </text>
          <text x="800" y="132" font-size="24" letter-spacing="2">
            {card.issuer.number}
          </text>
        </g>
      )}
      <Chip />
      {card === undefined ? <Blanks /> : <Fields card={card} personal={personal} />}
    </>
  );
}

/** The contact plate where ISO/IEC 7816-2 has it. */
function Chip() {
  return (
    <g transform="translate(84 190)">
      <rect width="124" height="98" rx="18" fill="url(#card-gold)" stroke="#a97a22" stroke-width="2" />
      <path
        d="M0 34h40v30H0M124 34H84v30h40M40 34V0M84 34V0M40 64v34M84 64v34M40 49h44"
        fill="none"
        stroke="#8f651a"
        stroke-width="3"
      />
    </g>
  );
}

function Fields({ card, personal }: Props & { readonly card: CardView }) {
  const holder = personal?.holder ?? card.holderMasked;
  // Long names of many syllables are set smaller rather than cut: a name is never shortened.
  const nameSize = holder.length > 8 ? 38 : 50;
  return (
    <g fill="#10233f">
      <text x="84" y="356" font-size={nameSize} font-weight="700" letter-spacing="3">
        {holder}
      </text>
      <text x="84" y="402" font-size="22" fill="#2b4a52">
        社会保障号码
      </text>
      <text x="232" y="402" font-size="32" font-weight="600" letter-spacing="1.5">
        {personal?.nationalNumber ?? card.nationalNumberMasked}
      </text>
      <text x="84" y="446" font-size="22" fill="#2b4a52">
        卡号
      </text>
      <text x="232" y="446" font-size="32" font-weight="600" letter-spacing="1.5">
        {personal?.cardNumber ?? card.cardNumberMasked}
      </text>
      <text x="84" y="490" font-size="22" fill="#2b4a52">
        有效期限
      </text>
      <text x="232" y="490" font-size="26" font-weight="500">
        {`${card.issuedOn.replaceAll("-", ".")} – ${card.expiresOn.replaceAll("-", ".")}`}
      </text>
    </g>
  );
}

/** An unread card has room for words and none yet. */
function Blanks() {
  return (
    <g fill="#0b6e6e" opacity="0.2">
      <rect x="84" y="330" width="190" height="34" rx="17" />
      <rect x="84" y="392" width="330" height="24" rx="12" />
      <rect x="84" y="440" width="250" height="24" rx="12" />
    </g>
  );
}
