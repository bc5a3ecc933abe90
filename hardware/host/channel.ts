/**
 * What a device host (a child process that owns a native binding) and its supervisor say to each other.
 * One process for each binding, because the bindings hang and dead-lock in ways that only a kill cures.
 */
export type ToHost<Request> =
  { readonly id: number; readonly request: Request } | { readonly ping: number } | { readonly end: true };

export type FromHost<Answer, Event> =
  | { readonly ready: true }
  | { readonly id: number; readonly answer: Answer }
  | { readonly event: Event }
  | { readonly pong: number };

/**
 * The host's side. `answer` may throw: a bug ends the process, and the supervisor starts another.
 * A host without its parent ends itself: devices are never held by an orphan.
 */
export function serveHost<Request, Answer, Event>(
  answer: (request: Request) => Promise<Answer>,
  end: () => Promise<void>,
): { emit(event: Event): void } {
  const send = (message: FromHost<Answer, Event>): void => {
    // A parent that was killed hears nothing any more; its going is a `disconnect`, not an error of this word.
    process.send?.(message, undefined, undefined, () => undefined);
  };
  process.on("message", (message: ToHost<Request>) => {
    if ("ping" in message) send({ pong: message.ping });
    else if ("end" in message) void leave();
    else
      void answer(message.request).then((value) => {
        send({ id: message.id, answer: value });
      });
  });
  let leaving = false;
  async function leave(): Promise<void> {
    if (leaving) return;
    leaving = true;
    // A native close that hangs must not keep the process: the supervisor's kill is the second net.
    setTimeout(() => process.exit(0), 500).unref();
    await end();
    process.exit(0);
  }
  process.on("disconnect", () => void leave());
  // Ctrl-C reaches the whole group; the supervisor decides when a host ends.
  process.on("SIGINT", () => undefined);
  send({ ready: true });
  return {
    emit: (event) => {
      send({ event });
    },
  };
}
