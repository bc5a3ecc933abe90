import { useEffect, useRef } from "preact/hooks";

type Pressing = {
  onPointerDown(event: PointerEvent): void;
  onPointerUp(): void;
  onPointerLeave(): void;
  onPointerCancel(): void;
  onKeyDown(event: KeyboardEvent): void;
  onKeyUp(event: KeyboardEvent): void;
  onBlur(): void;
};

/** A button that does something while it is pressed, by finger, mouse, switch, Enter or Space, and ends it in any case. */
export function usePressing(onPress: () => void, onRelease: () => void): Pressing {
  const pressed = useRef(false);
  const release = useRef(onRelease);
  release.current = onRelease;
  const press = () => {
    if (pressed.current) return;
    pressed.current = true;
    onPress();
  };
  const letGo = () => {
    if (!pressed.current) return;
    pressed.current = false;
    release.current();
  };
  // The screen may change under the finger.
  useEffect(() => letGo, []);
  const isPressKey = (event: KeyboardEvent) => event.key === "Enter" || event.key === " ";
  return {
    onPointerDown: (event) => {
      if (event.isPrimary && event.button === 0) press();
    },
    onPointerUp: letGo,
    onPointerLeave: letGo,
    onPointerCancel: letGo,
    onKeyDown: (event) => {
      if (!isPressKey(event)) return;
      // A held key repeats, and each repetition would be a click.
      event.preventDefault();
      if (!event.repeat) press();
    },
    onKeyUp: (event) => {
      if (isPressKey(event)) letGo();
    },
    onBlur: letGo,
  };
}
