import type { ClerkBadge, Scanner } from "../ports.ts";

/** Badge readers type the badge's number as a keyboard scanner types a bar code. What is no number is no badge. */
export function clerkBadge(typist: Scanner): ClerkBadge {
  return {
    status: () => typist.status(),
    watch: (listener) => typist.watch(listener),
    onBadge: (listener) =>
      typist.onScan((scan) => {
        const number = scan.ok ? scan.value.text.trim().toUpperCase() : "";
        if (/^[0-9A-F]{4,20}$/.test(number)) listener({ number });
      }),
    close: () => typist.close(),
  };
}
