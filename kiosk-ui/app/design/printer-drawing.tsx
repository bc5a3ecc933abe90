import type { ComponentChildren } from "preact";
import type { CertificateView } from "../../../daemon/screen.ts";

/** The outlet with the paper as it prints; without paper the picture of it stands alone. */
export function PrinterDrawing(props: {
  readonly print: CertificateView["print"];
  readonly children: ComponentChildren;
}) {
  return (
    <div class={`printer printer-${props.print}`}>
      <svg class="printer-mouth" viewBox="0 0 720 120" aria-hidden="true">
        <rect width="720" height="120" rx="36" fill="#1b3354" />
        <rect x="60" y="66" width="600" height="28" rx="14" fill="#060f1d" />
        <circle cx="664" cy="34" r="11" class="printer-lamp" />
        <rect x="60" y="28" width="140" height="12" rx="6" fill="#fff" opacity="0.16" />
      </svg>
      <div class="printer-window">
        <div class="printer-paper">{props.children}</div>
      </div>
    </div>
  );
}
