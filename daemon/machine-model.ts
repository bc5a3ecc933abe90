import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode, EventObject } from "xstate";
import { getAdjacencyMap, getShortestPaths } from "xstate/graph";

/** What a test must say of a machine before its states can be walked: the rest is read from the machine. */
export type Model = {
  readonly machine: AnyStateMachine;
  /** What hands and devices may do by themselves in this state. */
  readonly outside: (snapshot: AnyMachineSnapshot) => readonly EventObject[];
  /** Each kind of answer of each step, by the step's name; an `Error` is a bug. */
  readonly answers: Readonly<Record<string, readonly unknown[]>>;
  /** Which clocks still run here: one that has rung does not ring twice. */
  readonly runs?: (snapshot: AnyMachineSnapshot, delay: string) => boolean;
  /** The few things that make one state differ from another. */
  readonly abstract: (snapshot: AnyMachineSnapshot) => object;
};

/** More would mean that the abstraction lets something through that grows. */
const statesMax = 5_000;

const nodesOf = (snapshot: AnyMachineSnapshot): readonly AnyStateNode[] =>
  snapshot._nodes as readonly AnyStateNode[];

/** Everything that can happen next: hands and devices, answers of the steps under way, clocks that run. */
function eventsAt(model: Model, snapshot: AnyMachineSnapshot): EventObject[] {
  if (snapshot.status !== "active") return [];
  const answers = nodesOf(snapshot)
    .flatMap((node) => node.invoke)
    .flatMap(({ id, src }) => {
      const kinds = typeof src === "string" ? model.answers[src] : undefined;
      if (kinds === undefined) throw new Error(`model: no answers for ${id}`);
      return kinds.map((output) =>
        output instanceof Error
          ? { type: `xstate.error.actor.${id}`, error: output }
          : { type: `xstate.done.actor.${id}`, output },
      );
    });
  const clocks = nodesOf(snapshot)
    .flatMap((node) => node.after)
    .filter(({ delay }) => model.runs?.(snapshot, String(delay)) ?? true)
    .map(({ eventType }) => ({ type: eventType as string }));
  return [...model.outside(snapshot), ...answers, ...clocks];
}

const options = (model: Model) => ({
  events: (snapshot: AnyMachineSnapshot) => eventsAt(model, snapshot),
  serializeState: (snapshot: AnyMachineSnapshot) => keyOf(model, snapshot),
  limit: statesMax * 50,
});

export const keyOf = (model: Model, snapshot: AnyMachineSnapshot): string =>
  JSON.stringify(model.abstract(snapshot));

type Path = {
  readonly state: AnyMachineSnapshot;
  /** Events from the beginning, each with the state it leads to. */
  readonly steps: readonly { readonly event: EventObject; readonly to: AnyMachineSnapshot }[];
};

/** The shortest way to each state. */
export function pathsOf(model: Model): readonly Path[] {
  const found = getShortestPaths(model.machine as never, options(model) as never) as unknown as {
    state: AnyMachineSnapshot;
    steps: { event: EventObject; state: AnyMachineSnapshot }[];
  }[];
  if (found.length > statesMax) throw new Error(`model: ${String(found.length)} states`);
  return found.map(({ state, steps }) => {
    // The library begins each path with its own start event, and names the state that an event leads to.
    const own = steps.filter(({ event }) => event.type !== "xstate.init");
    return { state, steps: own.map(({ event, state: to }) => ({ event, to })) };
  });
}

/** The paths that no other path continues. */
export function wholePaths(paths: readonly Path[]): readonly Path[] {
  const written = (path: Path, length: number): string =>
    JSON.stringify(path.steps.slice(0, length).map(({ event }) => event));
  const begun = new Set(paths.map((path) => written(path, path.steps.length - 1)));
  return paths.filter((path) => !begun.has(written(path, path.steps.length)));
}

type Edge = { readonly from: string; readonly event: EventObject; readonly to: string };

export function edgesOf(model: Model): readonly Edge[] {
  const map = getAdjacencyMap(model.machine as never, options(model) as never) as unknown as Record<
    string,
    { transitions: Record<string, { event: EventObject; state: AnyMachineSnapshot }> }
  >;
  return Object.entries(map).flatMap(([from, { transitions }]) =>
    Object.values(transitions).map(({ event, state }) => ({ from, event, to: keyOf(model, state) })),
  );
}

/** Every state one can come to from `from` along `edges`. */
export function reachable(edges: readonly Edge[], from: string): ReadonlySet<string> {
  const next = Map.groupBy(edges, (edge) => edge.from);
  const seen = new Set([from]);
  for (const key of seen) for (const edge of next.get(key) ?? []) seen.add(edge.to);
  return seen;
}

/** The states of a machine that have no state inside, as their dotted paths. */
export function leavesOf(machine: AnyStateMachine): readonly string[] {
  const walk = (node: AnyStateNode): string[] => {
    const inside = Object.values(node.states);
    if (inside.length > 0) return inside.flatMap(walk);
    return node.type === "history" ? [] : [node.path.join(".")];
  };
  return walk(machine.root).sort();
}

/** Where a snapshot is, as a dotted path. */
export const leafOf = (snapshot: AnyMachineSnapshot): string =>
  nodesOf(snapshot)
    .filter((node) => Object.keys(node.states).length === 0)
    .map((node) => node.path.join("."))
    .join();
