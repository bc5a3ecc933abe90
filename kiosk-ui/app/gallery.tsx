import { render } from "preact";
import type { PageClock } from "./clock.ts";
import type { Voice } from "./comfort.ts";
import { drawnCamera } from "./drawn-camera.ts";
import { Kiosk, type Beginning, type Standing } from "./kiosk/kiosk.tsx";
import { sampleFrame, sampleNow, samples } from "./samples.ts";

const withoutFrame = ["one-moment", "not-admitted", "elsewhere"] as const;

/** Draws one sample, or the list of them all for a name that is none; `#NAME` goes on to another without loading anew. */
export function showLook(page: HTMLElement, first: string, options: LookOptions): void {
  const draw = () => {
    drawLook(page, location.hash === "" ? first : location.hash.slice(1), options);
  };
  addEventListener("hashchange", draw);
  draw();
}

type LookOptions = {
  readonly beginning: Beginning;
  readonly tray: boolean;
  readonly clock: PageClock;
  readonly voice: Voice;
};

function drawLook(page: HTMLElement, look: string, options: LookOptions): void {
  const standing = standingOf(look, options.tray);
  if (standing === undefined) {
    render(<Gallery />, page);
    return;
  }
  render(
    <Kiosk
      key={look}
      standing={standing}
      clock={{ ...options.clock, now: () => sampleNow }}
      voice={options.voice}
      camera={drawnCamera}
      beginning={options.beginning}
      onAction={() => undefined}
      onPhoto={() => undefined}
      onDemo={() => undefined}
      onTakeBack={() => undefined}
      onVisitEnd={() => undefined}
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
