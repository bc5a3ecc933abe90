/** Daybreak over the hills of the card, and nothing of anybody on it. */
export function FarewellDrawing() {
  return (
    <svg class="device farewell" viewBox="0 0 720 560" aria-hidden="true">
      <defs>
        <clipPath id="farewell-round">
          <circle cx="360" cy="280" r="250" />
        </clipPath>
        <linearGradient id="farewell-sky" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stop-color="#cdeee6" />
          <stop offset="1" stop-color="#fbe3b6" />
        </linearGradient>
      </defs>
      <g clip-path="url(#farewell-round)">
        <rect x="110" y="30" width="500" height="500" fill="url(#farewell-sky)" />
        <circle class="farewell-sun" cx="360" cy="270" r="84" fill="#f6b65b" />
        <path d="M110 400q110-130 240-76t260-70v276H110z" fill="#2e9a8d" opacity="0.55" />
        <path d="M110 460q130-110 250-60t250-52v182H110z" fill="#0b6e6e" opacity="0.75" />
        <path d="M110 500q140-60 250-28t250-30v88H110z" fill="#07565a" />
      </g>
      <circle cx="360" cy="280" r="250" fill="none" stroke="#fff" stroke-width="12" />
    </svg>
  );
}
