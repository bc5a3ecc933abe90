import type { CardView } from "../../../daemon/screen.ts";
import type { FaultCode } from "../../../words/errors.ts";
import { CardDrawing } from "./card-drawing.tsx";

type Place = "card" | "centre" | "reader" | "printer" | "terminal";

/** Where the trouble sits, so that the picture points at it. */
const placeOf: Readonly<Record<FaultCode, Place>> = {
  "no-card": "card",
  "mute-card": "card",
  "card-not-recognised": "card",
  "card-garbled": "card",
  "card-pulled": "card",
  "other-card": "card",
  "card-defect": "card",
  "card-contradicts-centre": "card",
  "unknown-card": "card",
  "unknown-issuer": "card",
  "issuer-not-approved": "card",
  "profile-not-approved": "card",
  "card-sealed": "card",
  "card-expired": "card",
  "already-active": "card",
  "already-frozen": "card",
  "already-cancelled": "card",
  "reason-not-allowed": "card",
  "approval-needed": "card",
  "conditions-open": "card",
  "operation-pending": "card",
  "operation-ended": "card",
  "undo-not-possible": "card",
  "centre-lost-midway": "centre",
  "centre-unreachable": "centre",
  "centre-refused": "centre",
  "centre-restoring": "centre",
  "reader-missing": "reader",
  "reader-busy": "reader",
  "psam-missing": "reader",
  "printer-offline": "printer",
  "paper-out": "printer",
  "cover-open": "printer",
  "cutter-fault": "printer",
  "printer-unconfirmed": "printer",
  "id-reader-missing": "reader",
  "no-id-card": "reader",
  "id-card-unreadable": "reader",
  "pin-pad-missing": "terminal",
  "pin-not-entered": "terminal",
  "scanner-missing": "terminal",
  "code-not-scanned": "terminal",
  "camera-missing": "terminal",
  "id-card-not-holders": "card",
  "id-card-is-holders": "card",
  "id-card-expired": "card",
  "mandate-not-recognised": "terminal",
  "terminal-disk": "terminal",
  "terminal-fault": "terminal",
  "terminal-quarantined": "terminal",
  "in-maintenance": "terminal",
};

export function TroubleDrawing(props: { readonly fault: FaultCode; readonly card?: CardView | undefined }) {
  const place = placeOf[props.fault];
  if (place === "card")
    return (
      <div class="trouble-card">
        <CardDrawing card={props.card} />
        <svg class="trouble-sign" viewBox="0 0 160 160" aria-hidden="true">
          <Sign x={80} y={80} />
        </svg>
      </div>
    );
  return (
    <svg class="device trouble" viewBox="0 0 720 560" aria-hidden="true">
      {place === "centre" && <Centre />}
      {place === "reader" && <Reader />}
      {place === "printer" && <Printer />}
      {place === "terminal" && <Terminal />}
    </svg>
  );
}

function Sign({ x, y }: { readonly x: number; readonly y: number }) {
  return (
    <g transform={`translate(${String(x)} ${String(y)})`}>
      <circle r="72" fill="#9a4f00" stroke="#fff4e0" stroke-width="12" />
      <path d="M0-34V8" stroke="#fff" stroke-width="15" stroke-linecap="round" />
      <circle cy="34" r="9.500" fill="#fff" />
    </g>
  );
}

function Centre() {
  return (
    <>
      <g fill="#1b3354">
        <path d="M96 210L210 130l114 80z" />
        <rect x="116" y="226" width="188" height="160" rx="10" />
      </g>
      <g fill="#fff4e0" opacity="0.9">
        <rect x="142" y="252" width="30" height="108" rx="8" />
        <rect x="195" y="252" width="30" height="108" rx="8" />
        <rect x="248" y="252" width="30" height="108" rx="8" />
      </g>
      <rect x="76" y="396" width="268" height="24" rx="12" fill="#1b3354" />
      <rect x="486" y="170" width="150" height="250" rx="24" fill="#1b3354" />
      <rect x="504" y="192" width="114" height="140" rx="10" fill="#fff4e0" />
      <path
        d="M356 300h40M444 300h30"
        stroke="#9a4f00"
        stroke-width="16"
        stroke-linecap="round"
        stroke-dasharray="2 30"
      />
      <Sign x={414} y={190} />
    </>
  );
}

function Reader() {
  return (
    <>
      <rect x="140" y="150" width="440" height="250" rx="44" fill="#1b3354" />
      <rect x="200" y="310" width="320" height="34" rx="17" fill="#060f1d" />
      <rect x="178" y="190" width="140" height="14" rx="7" fill="#fff" opacity="0.16" />
      <path
        d="M360 400v60q0 40 40 40h60"
        fill="none"
        stroke="#1b3354"
        stroke-width="18"
        stroke-linecap="round"
      />
      <Sign x={560} y={170} />
    </>
  );
}

function Printer() {
  return (
    <>
      <rect x="150" y="140" width="420" height="210" rx="40" fill="#1b3354" />
      <rect x="206" y="276" width="308" height="28" rx="14" fill="#060f1d" />
      <path
        d="M230 290v150l22-18 22 18 22-18 22 18 22-18 22 18 22-18 22 18 22-18 22 18 22-18 20 18V290z"
        fill="#fff"
      />
      <g fill="#10233f" opacity="0.25">
        <rect x="262" y="324" width="120" height="14" rx="7" />
        <rect x="262" y="354" width="190" height="14" rx="7" />
        <rect x="262" y="384" width="160" height="14" rx="7" />
      </g>
      <Sign x={556} y={150} />
    </>
  );
}

function Terminal() {
  return (
    <>
      <rect x="230" y="70" width="260" height="340" rx="34" fill="#1b3354" />
      <rect x="258" y="102" width="204" height="220" rx="16" fill="#fff4e0" />
      <rect x="300" y="354" width="120" height="22" rx="11" fill="#060f1d" />
      <path d="M300 410h120l24 70H276z" fill="#2b4263" />
      <rect x="232" y="470" width="256" height="24" rx="12" fill="#1b3354" />
      <Sign x={490} y={110} />
    </>
  );
}
