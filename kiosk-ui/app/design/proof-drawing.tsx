import type { Proof } from "../../../daemon/screen.ts";

/** Where the identity card is laid, or how the paper's code is held before the scanner. Ours: no real card's face. */
export function ProofDrawing({ proof }: { readonly proof: Proof }) {
  return (
    <svg class={`device proof proof-${proof}`} viewBox="0 0 720 560" aria-hidden="true">
      {proof === "mandate" ? <Mandate /> : <IdentityCard ofHolder={proof === "holder-id"} />}
    </svg>
  );
}

function IdentityCard({ ofHolder }: { readonly ofHolder: boolean }) {
  const [ground, hill] = ofHolder ? ["#dbe8f1", "#6f93ad"] : ["#d6efe3", "#0b6e6e"];
  return (
    <>
      <ellipse cx="360" cy="500" rx="270" ry="26" fill="#10233f" opacity="0.08" />
      <path d="M110 330h500l50 150a22 22 0 0 1-22 26H82a22 22 0 0 1-22-26z" fill="#1b3354" />
      <path d="M150 356h420l30 92H120z" fill="#0a1a30" />
      <g fill="none" stroke="#6fe0c0" stroke-width="7" stroke-linecap="round" class="proof-waves">
        <path d="M316 416a62 40 0 0 1 88 0M288 396a104 66 0 0 1 144 0" />
        <circle cx="360" cy="432" r="7" fill="#6fe0c0" />
      </g>
      <g class="proof-card">
        <rect x="200" y="70" width="320" height="202" rx="22" fill={ground} stroke="#fff" stroke-width="6" />
        <path d="M300 272q60-80 120-40t100-34v52a22 22 0 0 1-22 22z" fill={hill} opacity="0.35" />
        <g fill="#10233f">
          <rect x="230" y="106" width="96" height="16" rx="8" opacity="0.55" />
          <rect x="230" y="140" width="130" height="12" rx="6" opacity="0.3" />
          <rect x="230" y="166" width="112" height="12" rx="6" opacity="0.3" />
          <rect x="230" y="226" width="170" height="16" rx="8" opacity="0.55" />
        </g>
        <rect x="404" y="100" width="86" height="108" rx="12" fill="#fff" opacity="0.85" />
        <circle cx="447" cy="138" r="20" fill={hill} opacity="0.8" />
        <path d="M416 208c2-30 14-42 31-42s29 12 31 42z" fill={hill} opacity="0.8" />
      </g>
      <path
        d="M560 130v120M526 216l34 34 34-34"
        fill="none"
        stroke="#0b6e6e"
        stroke-width="14"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </>
  );
}

function Mandate() {
  return (
    <>
      <ellipse cx="360" cy="516" rx="250" ry="22" fill="#10233f" opacity="0.08" />
      <g transform="rotate(-4 300 270)">
        <rect x="150" y="50" width="300" height="410" rx="14" fill="#fff" stroke="#d8d3c6" stroke-width="4" />
        <g fill="#10233f">
          <rect x="186" y="92" width="130" height="18" rx="9" opacity="0.6" />
          <rect x="186" y="176" width="228" height="12" rx="6" opacity="0.22" />
          <rect x="186" y="206" width="228" height="12" rx="6" opacity="0.22" />
          <rect x="186" y="236" width="190" height="12" rx="6" opacity="0.22" />
          <rect x="186" y="266" width="228" height="12" rx="6" opacity="0.22" />
          <rect x="186" y="296" width="150" height="12" rx="6" opacity="0.22" />
          <path d="M336 82h84v64h-84z" fill="#fff" stroke="#10233f" stroke-width="4" />
          <path d="M346 92h10v44h-10zM361 92h5v44h-5zM372 92h12v44h-12zM389 92h5v44h-5zM399 92h10v44h-10z" />
        </g>
        <circle cx="372" cy="392" r="40" fill="none" stroke="#b3261e" stroke-width="7" opacity="0.7" />
        <path d="M352 392h40M372 372v40" stroke="#b3261e" stroke-width="7" opacity="0.7" />
      </g>
      <path class="proof-beam" d="M588 270L340 84l64 70z" fill="#e2574c" opacity="0.4" />
      <rect x="556" y="210" width="110" height="230" rx="30" fill="#1b3354" />
      <rect x="556" y="236" width="26" height="70" rx="12" fill="#f2b8b5" />
      <circle cx="624" cy="392" r="12" fill="#6fe0c0" class="reader-lamp" />
    </>
  );
}
