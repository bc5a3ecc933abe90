import type { Screen } from "../../../daemon/screen.ts";
import { certificateNames } from "../../../words/certificate.ts";
import { catalogue } from "../../../words/errors.ts";
import { kiosk } from "../../../words/kiosk.ts";
import { PrinterDrawing } from "../design/printer-drawing.tsx";
import { inGroups, useVisit } from "../visit.ts";
import { Choice } from "./choice.tsx";
import { Counter } from "./counter.tsx";
import { Notice } from "./notice.tsx";
import { Waiting } from "./waiting.tsx";

/** The paper where there is one; else its number, large enough to be copied or photographed. */
export function TakeCertificate({ result, certificate }: Extract<Screen, { name: "take-certificate" }>) {
  const { say, act } = useVisit();
  const words = kiosk["take-certificate"];
  const { print, printerFault, copy } = certificate;
  const lead = { printing: words.printingLead, printed: words.printedLead, owed: words.owedLead }[print];
  // The drawing stands in an image, where no script of it could ever run.
  const source = `data:image/svg+xml,${encodeURIComponent(certificate.svg)}`;
  return (
    <Counter
      stage={
        <PrinterDrawing print={print}>
          <img
            class="paper-image"
            src={source}
            data-private=""
            alt={`${say(words.preview)}: ${[say(certificateNames[result.kind]), ...linesIn(certificate.svg)].join("; ")}`}
          />
        </PrinterDrawing>
      }
      tone={print === "owed" ? "attention" : "calm"}
      question={say(words[print])}
      lead={say(lead)}
      step="print"
    >
      <p class={`certificate-number ${print === "owed" ? "certificate-number-large" : ""}`}>
        <span>
          {say(words.number)}
          {copy !== undefined && ` · ${say(words.copy(copy))}`}
        </span>
        <strong class="number">{inGroups(certificate.certificateNo)}</strong>
      </p>
      {printerFault !== undefined && <Notice text={say(catalogue[printerFault].what)} />}
      {print === "printing" ? (
        <Waiting />
      ) : (
        <div class="choices">
          <Choice
            title={say(words.continue)}
            look="primary"
            onChoose={() => {
              act({ type: "continue" });
            }}
          />
        </div>
      )}
    </Counter>
  );
}

/** What the paper says, line by line, for whoever hears it (EN 301 549, 5.1.3.16). */
function linesIn(svg: string): readonly string[] {
  if (svg === "") return [];
  const drawn = new DOMParser().parseFromString(svg, "image/svg+xml").querySelectorAll("text");
  const lines = [...drawn].map((text) => text.textContent.replace(/\s+/g, " ").trim());
  return lines.filter((line) => /[\p{L}\p{N}]/u.test(line));
}
