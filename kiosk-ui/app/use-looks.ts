import { useLayoutEffect } from "preact/hooks";
import type { Comfort } from "./comfort.ts";
import { leastFontPx, usualDisplay, type Display } from "./letter-height.ts";

/** Hands the wishes of the person and the size of the hall's screen to the style sheets. */
export function useLooks({ large, contrast }: Comfort, display: Display | undefined): void {
  const { widthMm, distanceMm } = display ?? usualDisplay;
  useLayoutEffect(() => {
    const page = document.documentElement;
    page.toggleAttribute("data-large", large);
    page.toggleAttribute("data-contrast", contrast);
    const measure = () => {
      const leastPx = large ? leastFontPx({ widthMm, distanceMm }, innerWidth) : 0;
      page.style.setProperty("--least", `${String(leastPx)}px`);
    };
    measure();
    addEventListener("resize", measure);
    return () => {
      removeEventListener("resize", measure);
    };
  }, [large, contrast, widthMm, distanceMm]);
}
