import { useLayoutEffect, useRef } from "preact/hooks";

/** One key for each thing that a clerk does again and again: the key as `KeyboardEvent.key`, in lower case. */
type Keys = Readonly<Record<string, (() => void) | undefined>>;

/** A tick takes no letters: whoever has ticked the papers goes on with a digit. */
const typedIn = "input:not([type=checkbox], [type=file]), textarea, select";

/**
 * Listens for single keys while nobody is typing. Escape is heard even then. They can be turned off, since whoever
 * speaks to the machine or trembles would set them off (WCAG 2.2, 2.1.4).
 */
export function useKeys(keys: Keys, isOn: boolean): void {
  const current = useRef({ keys, isOn });
  current.current = { keys, isOn };
  // Before the page is seen: a key that is pressed then is meant.
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const { keys: now, isOn: on } = current.current;
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const typing = event.target instanceof Element && event.target.matches(typedIn);
      if (event.key !== "Escape" && (!on || typing)) return;
      const act = now[event.key.toLowerCase()];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}
