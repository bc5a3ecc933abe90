import { render } from "preact";
import type { Language } from "../../daemon/screen.ts";
import type { PageClock } from "./clock.ts";
import { Kiosk, type Standing } from "./kiosk/kiosk.tsx";
import { sampleFrame, sampleNow, samples } from "./samples.ts";

const withoutFrame = ["one-moment", "not-admitted", "elsewhere"] as const;

/** Draws one sample, or the list of them all for a name that is none. */
export function showLook(
  page: HTMLElement,
  look: string,
  options: { readonly language: Language; readonly tray: boolean; readonly clock: PageClock },
): void {
  const standing = standingOf(look, options.tray);
  if (standing === undefined) {
    render(<Gallery />, page);
    return;
  }
  render(
    <Kiosk
      standing={standing}
      clock={{ ...options.clock, now: () => sampleNow }}
      firstLanguage={options.language}
      onAction={() => undefined}
      onDemo={() => undefined}
      onTakeBack={() => undefined}
    />,
    page,
  );
}

function standingOf(look: string, tray: boolean): Standing | undefined {
  const kind = withoutFrame.find((name) => name === look);
  if (kind !== undefined) return { kind };
  const frame = sampleFrame(look, tray);
  return frame && { kind: "on", frame };
}

function Gallery() {
  return (
    <main class="gallery">
      <h1>Cardhall</h1>
      <ul>
        {[...Object.keys(samples), ...withoutFrame].map((name) => (
          <li key={name}>
            <a href={`?look=${name}`}>{name}</a> <a href={`?look=${name}&lang=en`}>{`${name} (en)`}</a>
          </li>
        ))}
      </ul>
    </main>
  );
}
