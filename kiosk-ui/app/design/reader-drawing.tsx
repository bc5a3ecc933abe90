import type { Life } from "../../../card/life.ts";

/** The slot and the card's way into it or out of it: chip up, chip first. Words beside it say the same. */
export function ReaderDrawing({
  way,
  life = "active",
}: {
  readonly way: "in" | "out";
  readonly life?: Life;
}) {
  return (
    <svg class={`device reader reader-${way} reader-${life}`} viewBox="0 0 720 720" aria-hidden="true">
      <defs>
        <clipPath id="below-slot">
          <rect x="0" y="236" width="720" height="484" />
        </clipPath>
        <linearGradient id="reader-body" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stop-color="#2b4263" />
          <stop offset="1" stop-color="#10233f" />
        </linearGradient>
        <linearGradient id="reader-card" x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stop-color="#cdeee6" />
          <stop offset="1" stop-color="#fbe3b6" />
        </linearGradient>
      </defs>
      <ellipse cx="360" cy="668" rx="230" ry="20" fill="#10233f" opacity="0.08" />
      <rect x="96" y="60" width="528" height="216" rx="44" fill="url(#reader-body)" />
      <rect x="132" y="96" width="150" height="14" rx="7" fill="#fff" opacity="0.16" />
      <circle class="reader-lamp" cx="566" cy="112" r="15" />
      <rect x="158" y="206" width="404" height="34" rx="17" fill="#060f1d" />
      <g clip-path="url(#below-slot)">
        <g class="reader-card">
          <rect
            x="196"
            y="200"
            width="328"
            height="430"
            rx="26"
            fill="url(#reader-card)"
            class="reader-card-body"
          />
          <path
            d="M196 560q90-130 190-70t138-80v194a26 26 0 0 1-26 26H222a26 26 0 0 1-26-26z"
            class="reader-card-hill"
          />
          <g transform="translate(312 250)">
            <rect width="96" height="96" rx="16" class="reader-card-chip" />
            <path
              d="M0 32h30v32H0M96 32H66v32h30M30 32V0M66 32V0M30 64v32M66 64v32"
              fill="none"
              stroke="#8f651a"
              stroke-width="3"
            />
          </g>
          <rect x="232" y="386" width="130" height="20" rx="10" fill="#0a4f52" opacity="0.3" />
          <rect x="232" y="424" width="200" height="16" rx="8" fill="#0a4f52" opacity="0.22" />
        </g>
      </g>
      <rect x="158" y="206" width="404" height="14" rx="7" fill="#060f1d" />
      <g
        class="reader-arrow"
        fill="none"
        stroke="#0b6e6e"
        stroke-width="16"
        stroke-linecap="round"
        stroke-linejoin="round"
      >
        <path d={way === "in" ? "M616 560V390M570 436l46-46 46 46" : "M616 390v170M570 514l46 46 46-46"} />
      </g>
    </svg>
  );
}
