/*
 * What the bench notes inside the page; each of these functions is sent there as it is. A picture counts as drawn when
 * its frame has been handed over: a message that is posted in the frame arrives after that. Times are ms since 1970
 * where they are called `At`, else ms.
 */
type Notes = {
  /** From the hand's own time stamp until the next picture was drawn. */
  readonly taps: number[];
  /** The same up to the picture on the screen, as the browser counts it for Interaction to Next Paint: steps of 8 ms. */
  readonly interactions: Record<string, number>;
  /** From a tap until the screen after it was drawn. */
  readonly turns: number[];
  readonly readingDrawnAt: number[];
  readonly factsDrawnAt: number[];
};
type Noting = { notes: Notes };

export function beginNotes(): void {
  const notes: Notes = { taps: [], interactions: {}, turns: [], readingDrawnAt: [], factsDrawnAt: [] };
  Object.assign(window, { notes });
  const whenDrawn = (then: () => void): void => {
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = then;
      after.port2.postMessage(0);
    });
  };
  const nowAt = (): number => performance.timeOrigin + performance.now();

  let clicked: number | undefined;
  document.addEventListener(
    "click",
    ({ timeStamp }) => {
      clicked = timeStamp;
      whenDrawn(() => notes.taps.push(performance.now() - timeStamp));
    },
    true,
  );
  // A tap that was on the screen within 16 ms is not told at all.
  const asked: PerformanceObserverInit & { durationThreshold: number } = {
    type: "event",
    durationThreshold: 16,
  };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { interactionId: number })[]) {
      const known = notes.interactions[entry.interactionId] ?? 0;
      if (entry.interactionId !== 0)
        notes.interactions[entry.interactionId] = Math.max(known, entry.duration);
    }
  }).observe(asked);

  const place = (): string => document.querySelector(".kiosk")?.getAttribute("data-screen") ?? "";
  let shown = place();
  let facts = false;
  new MutationObserver(() => {
    const factsNow = document.querySelector(".facts") !== null;
    if (factsNow && !facts) whenDrawn(() => notes.factsDrawnAt.push(nowAt()));
    facts = factsNow;
    if (place() === shown) return;
    shown = place();
    if (shown === "reading") whenDrawn(() => notes.readingDrawnAt.push(nowAt()));
    const from = clicked;
    if (from !== undefined) whenDrawn(() => notes.turns.push(performance.now() - from));
    clicked = undefined;
  }).observe(document, { childList: true, subtree: true, attributes: true });
}

export const notesSoFar = (): Notes => (window as unknown as Noting).notes;
