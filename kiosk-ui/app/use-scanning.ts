import { useLayoutEffect } from "preact/hooks";
import type { PageClock } from "./clock.ts";
import type { Comfort } from "./comfort.ts";

/** How long each control is offered. */
export const scanStepMs = 2_500;

/**
 * One switch, which is one key (Space or Enter). Pressed where it would do nothing, on the question itself, it asks for
 * scanning: so it is found by whoever has nothing else. Tab or a touch says that there are other means.
 * Two switches need no mode: they send Tab and Enter.
 */
export function useScanning(
  comfort: Comfort,
  change: (wish: Partial<Comfort>) => void,
  clock: PageClock,
): void {
  const { scanning } = comfort;
  // Laid at once, not after the picture: a switch that is pressed as soon as something is seen must be heard.
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const isSwitch = event.key === " " || event.key === "Enter";
      if (scanning && event.key === "Tab") change({ scanning: false });
      else if (!scanning && isSwitch && !event.repeat && isNoControl(document.activeElement)) {
        event.preventDefault();
        change({ scanning: true });
      }
    };
    document.addEventListener("keydown", pressed);
    return () => {
      document.removeEventListener("keydown", pressed);
    };
  }, [scanning, change]);

  useLayoutEffect(() => {
    document.documentElement.toggleAttribute("data-scanning", scanning);
    if (!scanning) return;
    let held = false;
    let stop: () => void = () => undefined;
    const next = () => {
      // A switch that is held down holds a button down: the frame stays on it.
      if (!held) focusNext();
      stop = clock.after(scanStepMs, next);
    };
    stop = clock.after(scanStepMs, next);
    const down = () => {
      held = true;
    };
    const up = () => {
      held = false;
    };
    const touched = () => {
      change({ scanning: false });
    };
    document.addEventListener("keydown", down, true);
    document.addEventListener("keyup", up, true);
    document.addEventListener("pointerdown", touched, true);
    return () => {
      stop();
      document.removeEventListener("keydown", down, true);
      document.removeEventListener("keyup", up, true);
      document.removeEventListener("pointerdown", touched, true);
    };
  }, [scanning, change, clock]);
}

const isNoControl = (element: Element | null): boolean =>
  element === null || element === document.body || element.matches("h1, h2, dialog");

function focusNext(): void {
  const dialog = document.querySelector("dialog[open]");
  const within = dialog ?? document.querySelector(".kiosk");
  const controls = [...(within?.querySelectorAll<HTMLElement>("button, [tabindex='0']") ?? [])];
  const here = controls.indexOf(document.activeElement as HTMLElement);
  const control = controls[(here + 1) % controls.length];
  if (control === undefined) return;
  // What slides is no button: coming by moves it on.
  if (!control.matches("button")) control.scrollBy({ top: control.clientHeight * 0.8 });
  control.focus({ preventScroll: false });
}
