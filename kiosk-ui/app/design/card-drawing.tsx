import type { Life } from "../../../card/life.ts";
import type { CardView, PersonalView } from "../../../daemon/screen.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { lifeNames } from "../../../words/operations.ts";
import { useVisit } from "../visit.ts";
import { CardFace } from "./card-face.tsx";

type Props = {
  /** Absent: no card is known, an empty one is drawn. */
  readonly card?: CardView | undefined;
  /** Unmasked, while its holder asks for that. */
  readonly personal?: PersonalView | undefined;
  readonly floating?: boolean;
  /** A light passes over it: it is being read or written. */
  readonly scanning?: boolean;
  /** Its state has just become what is drawn. */
  readonly changing?: boolean;
};

/**
 * The card as it lies in the reader, ISO/IEC 7810 ID-1 in proportion (85.60 x 53.98 mm), its state told without
 * a word: living colour; under ice with a lock; grey, punched and stamped.
 */
export function CardDrawing({ card, personal, floating, scanning, changing }: Props) {
  const { say } = useVisit();
  const life: Life = card?.life ?? "active";
  const label =
    card === undefined
      ? say(kiosk.card.title)
      : say(
          kiosk.card.drawing({
            holder: card.holderMasked,
            regionZh: card.issuer.regionZh,
            regionEn: card.issuer.regionEn,
            life: lifeNames[life],
          }),
        );
  const classes = [
    "card",
    `card-${life}`,
    floating === true ? "card-floating" : "",
    changing === true ? "card-changing" : "",
  ];
  return (
    <div class={classes.join(" ").trim()}>
      <svg
        viewBox="0 0 856 540"
        role="img"
        aria-label={label}
        data-private={card === undefined ? undefined : ""}
      >
        <defs>
          <clipPath id="card-edge">
            <rect width="856" height="540" rx="34" />
          </clipPath>
          <mask id="card-punched">
            <rect width="856" height="540" rx="34" fill="#fff" />
            <circle cx="146" cy="238" r="46" fill="#000" />
            <path d="M856 540V372L688 540z" fill="#000" />
          </mask>
        </defs>
        <g mask={life === "cancelled" ? "url(#card-punched)" : undefined}>
          <g clip-path="url(#card-edge)">
            <g class="card-art">
              <CardFace card={card} personal={personal} />
            </g>
            {(life === "frozen" || life === "card-blocked") && <Ice />}
            {scanning === true && <rect class="card-light" x="-260" width="200" height="540" fill="#fff" />}
          </g>
        </g>
        {(life === "frozen" || life === "card-blocked") && <LockSign />}
        {life === "cancelled" && <Stamp text={say(kiosk.card.cancelledStamp)} />}
        {life === "unknown" && <DoubtSign />}
      </svg>
    </div>
  );
}

/** A cold sheet with facets and rime in the corners. */
function Ice() {
  return (
    <g class="card-ice">
      <rect width="856" height="540" fill="#cfe4f2" opacity="0.4" />
      <path d="M0 0h300L90 250 0 330z" fill="#fff" opacity="0.34" />
      <path d="M300 0L90 250l210 60L520 0z" fill="#e8f4fb" opacity="0.3" />
      <path d="M856 540H470l170-210 216-90z" fill="#fff" opacity="0.36" />
      <path d="M640 330L300 310 200 540h270z" fill="#b9d7ea" opacity="0.3" />
      <path
        d="M300 0L90 250l210 60L520 0M90 250L0 330M300 310l340 20 216-90M640 330L470 540M300 310L200 540"
        fill="none"
        stroke="#fff"
        stroke-width="5"
        opacity="0.85"
      />
      <g fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" opacity="0.95">
        <path d="M0 96l54-20M0 60l40-10M40 0l12 46M92 0l-6 60M0 30l70 52" />
        <path d="M856 452l-58 14M856 496l-44 6M812 540l-10-52M756 540l4-40M856 520l-84-60" />
        <path d="M856 70l-46-12M790 0l12 54M0 470l52 12M60 540l6-50" />
      </g>
    </g>
  );
}

function LockSign() {
  return (
    <g class="card-sign">
      <circle cx="652" cy="238" r="96" fill="#fff" />
      <circle cx="652" cy="238" r="96" fill="none" stroke="#2a6390" stroke-width="8" />
      <path
        d="M618 226v-22a34 34 0 0 1 68 0v22"
        fill="none"
        stroke="#2a6390"
        stroke-width="14"
        stroke-linecap="round"
      />
      <rect x="602" y="224" width="100" height="74" rx="14" fill="#2a6390" />
      <circle cx="652" cy="256" r="10" fill="#fff" />
      <path d="M652 258v20" stroke="#fff" stroke-width="9" stroke-linecap="round" />
    </g>
  );
}

function Stamp({ text }: { readonly text: string }) {
  return (
    <g class="card-sign" transform="rotate(-11 560 262)">
      <rect x="376" y="196" width="368" height="132" rx="16" fill="#f1f1ef" opacity="0.92" />
      <rect x="376" y="196" width="368" height="132" rx="16" fill="none" stroke="#3f4750" stroke-width="9" />
      <text
        x="560"
        y={/^[A-Z]/.test(text) ? 281 : 287}
        text-anchor="middle"
        font-size={/^[A-Z]/.test(text) ? 54 : 76}
        font-weight="800"
        letter-spacing="6"
        fill="#3f4750"
      >
        {text}
      </text>
    </g>
  );
}

function DoubtSign() {
  return (
    <g class="card-sign">
      <circle cx="652" cy="238" r="96" fill="#fff" stroke="#6b5a3a" stroke-width="8" />
      <text x="652" y="284" text-anchor="middle" font-size="128" font-weight="700" fill="#6b5a3a">
        ?
      </text>
    </g>
  );
}
