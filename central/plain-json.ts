/** Deeper than any message; what refers to itself ends here. */
const depthMax = 32;
const fewKeys = 40;
/** Stands for what is not plain. */
const other = Symbol("not plain");

/**
 * RFC 8785 (JCS) text of what messages and audit entries are made of: strings, numbers, truth values, null, arrays
 * and plain objects, several times as fast as a library that knows all else. Undefined for all else. The keys are put
 * in order here; of what is in order, the runtime's own JSON is RFC 8785's.
 */
export function plainJson(value: unknown): string | undefined {
  const ordered = orderedOf(value, 0);
  if (ordered === other) return undefined;
  const text = JSON.stringify(ordered);
  // Half a surrogate pair, which JSON writes in this way and RFC 8785 refuses.
  return text.includes("\\ud") ? undefined : text;
}

function orderedOf(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : other;
    case "object":
      if (value === null) return null;
      if (depth > depthMax) return other;
      return Array.isArray(value) ? orderedList(value, depth) : orderedObject(value, depth);
    default:
      return other;
  }
}

function orderedList(values: readonly unknown[], depth: number): unknown {
  const ordered: unknown[] = [];
  for (let index = 0; index < values.length; index++) {
    const each = orderedOf(values[index], depth + 1);
    if (each === other) return other;
    ordered.push(each);
  }
  return ordered;
}

function orderedObject(value: object, depth: number): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return other;
  const ordered: Record<string, unknown> = {};
  for (const key of inOrder(Object.keys(value))) {
    const each = (value as Readonly<Record<string, unknown>>)[key];
    if (each === undefined) continue;
    const put = keepsItsPlace(key) ? orderedOf(each, depth + 1) : other;
    if (put === other) return other;
    ordered[key] = put;
  }
  return ordered;
}

/** Keys that are numbers have an order of their own in an object, and one name is no key of it at all. */
const keepsItsPlace = (key: string): boolean => key >= ":" && key !== "__proto__";

/** By UTF-16 units, as RFC 8785 3.2.3 has it. A few keys are put in order here faster than by a sort. */
function inOrder(keys: string[]): string[] {
  if (keys.length > fewKeys) return keys.sort();
  for (let place = 1; place < keys.length; place++) {
    const key = keys[place] ?? "";
    let free = place;
    for (; free > 0; free--) {
      const before = keys[free - 1] ?? "";
      if (before <= key) break;
      keys[free] = before;
    }
    keys[free] = key;
  }
  return keys;
}
