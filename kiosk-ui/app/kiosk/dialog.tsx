import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

type Props = {
  readonly title: string;
  /** A touch beside the dialog, or Escape. */
  readonly onScrim: () => void;
  readonly children: ComponentChildren;
};

/** A question above the screen. The browser keeps the focus inside and what lies behind out of reach. */
export function Dialog({ title, onScrim, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // Closed before it goes, or the focus would not find back to where it came from.
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="dialog-title"
      onCancel={(event) => {
        event.preventDefault();
        onScrim();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onScrim();
      }}
    >
      <div class="dialog-sheet">
        <h2 id="dialog-title">{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
