import fc from "fast-check";

/** As much of JSON Schema 2020-12 as the centre's document uses. */
export type Schema = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
};

/**
 * Values that fit the schema, so that a request comes past the edge. `known`: by the name of a property, values that
 * answers have shown: other people's ids among them, which are tried as one's own.
 */
export function fitting(
  schema: Schema,
  known: ReadonlyMap<string, readonly unknown[]>,
  name = "",
): fc.Arbitrary<unknown> {
  const fresh = freshValue(schema, known);
  const seen = known.get(name) ?? [];
  return seen.length === 0 ? fresh : fc.oneof(fresh, fc.constantFrom(...seen));
}

function freshValue(schema: Schema, known: ReadonlyMap<string, readonly unknown[]>): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((each) => fitting(each, known)));
  switch (schema.type) {
    case "object": {
      const required = schema.required ?? [];
      const parts = Object.entries(schema.properties ?? {}).map(([name, each]) => [
        name,
        fitting(each, known, name),
      ]);
      return fc.record(Object.fromEntries(parts) as Record<string, fc.Arbitrary<unknown>>, {
        requiredKeys: [...required],
      });
    }
    case "array":
      return fc.array(fitting(schema.items ?? {}, known), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, Math.max(3, schema.minItems ?? 0)),
      });
    case "string":
      return text(schema);
    case "integer":
    case "number":
      return fc.integer({
        min: Math.max(schema.minimum ?? 0, -2e9),
        max: Math.min(schema.maximum ?? 2e9, 2e9),
      });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** Made once for each schema: a regular expression is slow to turn round. */
const texts = new WeakMap<Schema, fc.Arbitrary<string>>();
function text(schema: Schema): fc.Arbitrary<string> {
  const made = texts.get(schema) ?? textOf(schema);
  texts.set(schema, made);
  return made;
}

function textOf({ format, pattern, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  // Version 7 is told by its pattern only.
  if (format === "uuid") return fc.uuid({ version: pattern?.includes("-7[") === true ? 7 : 4 });
  if (format === "date") return fc.constantFrom("2026-03-02", "1950-01-01", "2099-12-31");
  if (pattern === undefined)
    return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) });
  return fc.stringMatching(new RegExp(pattern));
}

/** What a value may be made into: other types, sizes, depths, and text that few programs expect. */
export const hostile: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  "",
  " ",
  "\u0000",
  "\ud800",
  "\u202e倒着写",
  "𠮷\u0301\u200b",
  "' OR 1=1 --",
  "<script>alert(1)</script>",
  "../../etc/passwd",
  "{{7*7}}",
  "x".repeat(5_000),
  "-1",
  "NaN",
  [],
  {},
  [[[[[[[[[[]]]]]]]]]],
  { length: -1 },
  { $ref: "#" },
  { toString: 1 },
];

/** One place in the value, chosen by `chance` (0 to 1), is taken out, made hostile, or joined by another. */
export function spoilt(value: unknown, chance: () => number): unknown {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(chance() * items.length)] as Item;
  if (typeof value !== "object" || value === null || chance() < 0.15) return pick(hostile);
  if (Array.isArray(value)) {
    if (value.length === 0) return [pick(hostile)];
    const place = Math.floor(chance() * value.length);
    return value.map((each: unknown, n) => (n === place ? spoilt(each, chance) : each));
  }
  const names = Object.keys(value);
  if (names.length === 0) return { surplus: pick(hostile) };
  const name = pick(names);
  const { [name]: old, ...rest } = value as Record<string, unknown>;
  if (chance() < 0.2) return rest;
  if (chance() < 0.1) return { ...value, surplus: pick(hostile) };
  return { ...rest, [name]: spoilt(old, chance) };
}
