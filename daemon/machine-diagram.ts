import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from "xstate";

/**
 * A machine as a Mermaid state diagram, read from the machine that runs: states, what moves them, the clocks in
 * milliseconds and the work each state orders. Pure, so that a test can tell a stale drawing.
 */
export function diagramOf(machine: AnyStateMachine): string {
  const names = statesOf(machine.root).map(({ key }) => key);
  // Mermaid has one space of names for all depths.
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new Error(`diagram: two states are called ${twice}`);

  const lines = ["stateDiagram-v2", ...drawInside(machine.root, 1)];
  for (const node of [machine.root, ...statesOf(machine.root)])
    for (const line of arrowsFrom(node, machine)) lines.push(`  ${line}`);
  return `${lines.join("\n")}\n`;
}

const statesOf = (node: AnyStateNode): AnyStateNode[] =>
  childrenOf(node).flatMap((child) => [child, ...statesOf(child)]);

const childrenOf = (node: AnyStateNode): AnyStateNode[] => Object.values(node.states) as AnyStateNode[];

function drawInside(node: AnyStateNode, depth: number): string[] {
  const indent = "  ".repeat(depth);
  const first = node.initial.target.map(({ key }) => `${indent}[*] --> ${key}`);
  const inside = childrenOf(node).flatMap((child) => {
    const work = child.invoke.map(({ src }) => `${indent}${child.key} : does ${nameOf(src)}`);
    if (childrenOf(child).length > 0)
      return [`${indent}state ${child.key} {`, ...drawInside(child, depth + 1), `${indent}}`, ...work];
    if (child.type === "history") return [`${indent}${child.key} : where it was before`];
    return work.length > 0 ? work : [`${indent}${child.key}`];
  });
  return [...first, ...inside];
}

function arrowsFrom(node: AnyStateNode, machine: AnyStateMachine): string[] {
  const inTurn = [...node.transitions.values()].flat() as AnyTransitionDefinition[];
  const always = (node.always ?? []) as AnyTransitionDefinition[];
  const arrows = [...always, ...inTurn].flatMap((transition) => {
    const why = [reasonOf(transition, node, machine), conditionOf(transition)].filter((text) => text !== "");
    if (transition.target !== undefined)
      return transition.target.map((target) => `${node.key} --> ${target.key} : ${why.join(" ")}`);
    // An event that is only noted is no arrow; a clock that is only noted is drawn, because people see it.
    return why[0]?.startsWith("after ") === true
      ? [`${node.key} --> ${node.key} : ${why.join(" ")}, noted`]
      : [];
  });
  const end = node.type === "final" ? [`${node.key} --> [*]`] : [];
  return [...arrows, ...end];
}

/** What moves: an event by its own name, an answer by its step's, a clock with its milliseconds. */
function reasonOf(transition: AnyTransitionDefinition, node: AnyStateNode, machine: AnyStateMachine): string {
  const eventType = transition.eventType as string;
  if (eventType === "") return "at once";
  const [, how, kind] = eventType.split(".");
  if (!eventType.startsWith("xstate.")) return eventType;
  if (how === "after") {
    const clock = node.after.find((one) => one.eventType === eventType)?.delay;
    const ms: unknown = typeof clock === "string" ? machine.implementations.delays[clock] : clock;
    if (typeof ms !== "number") throw new Error(`diagram: the delay of ${eventType} is no number`);
    return ["after", ...(typeof clock === "string" ? [clock] : []), String(ms), "ms"].join(" ");
  }
  if (kind === "actor") {
    const work = node.invoke.find(({ id }) => eventType.endsWith(`.${id}`));
    if (work === undefined) throw new Error(`diagram: nobody answers ${eventType}`);
    return how === "done" ? `${nameOf(work.src)} answered` : `bug in ${nameOf(work.src)}`;
  }
  return eventType;
}

function conditionOf({ description, guard }: AnyTransitionDefinition): string {
  if (description !== undefined) return `[${description}]`;
  if (typeof guard === "string") return `[${guard}]`;
  return guard === undefined ? "" : "[if allowed]";
}

const nameOf = (source: unknown): string => (typeof source === "string" ? source : "work");
