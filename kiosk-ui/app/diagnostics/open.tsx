import { render } from "preact";
import type { Language } from "../../../daemon/screen.ts";
import type { PageClock } from "../clock.ts";
import type { Answer } from "./answers.ts";
import "./diagnostics.css";
import { Diagnostics } from "./diagnostics.tsx";

/** Shows the technician's face; each question is a request of its own, so that the kiosk keeps its screen's link. */
export function openDiagnostics(
  page: Element,
  options: { readonly clock: PageClock; readonly language: Language },
): void {
  document.title = "Cardhall diagnostics";
  render(<Diagnostics ask={ask} clock={options.clock} firstLanguage={options.language} />, page);
}

async function ask<Facts>(message: object): Promise<Answer<Facts>> {
  try {
    const response = await fetch("/diagnostics", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(message),
    });
    return (await response.json()) as Answer<Facts>;
  } catch {
    return { ok: false, fault: "no-answer" };
  }
}
