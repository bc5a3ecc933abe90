/** Where a call must come from for the trap to close: the product's own folders, never a test runner's. */
const ours = /[/\\](card|central|daemon|hardware|simulation)[/\\][^\s]+\.ts/;

type Trap = {
  /** What was reached for outside the ports, if anything. */
  readonly sprung: () => readonly string[];
  release(): void;
};

type Place = { readonly name: string; readonly holder: Record<string, unknown>; readonly key: string };

/**
 * While schedules run, the host's clock, chance, timers and network are out of bounds: a run that reaches for
 * them could not be had again. Each throws when product code calls it, and is told even where that is caught.
 */
export function setTrap(): Trap {
  const sprung: string[] = [];
  const global = globalThis as unknown as Record<string, unknown>;
  const places: readonly Place[] = [
    { name: "Date.now", holder: Date as never, key: "now" },
    { name: "Math.random", holder: Math as never, key: "random" },
    { name: "crypto.randomUUID", holder: globalThis.crypto as never, key: "randomUUID" },
    { name: "crypto.getRandomValues", holder: globalThis.crypto as never, key: "getRandomValues" },
    ...["setTimeout", "setInterval", "fetch"].map((key) => ({ name: key, holder: global, key })),
  ];
  const undo = places.map(({ name, holder, key }) => {
    const real = holder[key] as (...parts: unknown[]) => unknown;
    const own = Object.getOwnPropertyDescriptor(holder, key);
    function guarded(this: unknown, ...parts: unknown[]): unknown {
      const stack = (new Error().stack ?? "").split("\n").slice(2).join("\n");
      if (!ours.test(stack)) return real.apply(this, parts);
      sprung.push(name);
      throw new Error(`${name} was called while a schedule runs: it has to be passed in`);
    }
    Object.defineProperty(holder, key, { value: guarded, configurable: true, writable: true });
    return () => {
      if (own === undefined) Reflect.deleteProperty(holder, key);
      else Object.defineProperty(holder, key, own);
    };
  });
  return {
    sprung: () => sprung,
    release() {
      for (const back of undo) back();
    },
  };
}
