import fc from "fast-check";
import { developmentPeople } from "../../central/access/development-people.ts";
import { peopleStand } from "../../central/access/for-tests.ts";
import { openapiOf } from "../../central/api/openapi.ts";
import { bodyLimit } from "../../central/api/app.ts";
import { allRoutes } from "../../central/routes.ts";
import { defaultCards } from "../../card/virtual/default-cards.ts";
import { seeded } from "./hostile-card.ts";
import { callersOf, type Sent } from "./http-callers.ts";
import { fitting, hostile, spoilt, type Schema } from "./schema-samples.ts";

/** What came of the requests: how often each status was answered, by face, and what must not be. */
type HttpFigures = {
  readonly requests: number;
  readonly operations: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Operations that answered 200 at least once: the others were only ever refused. */
  readonly answered: readonly string[];
  readonly broken: readonly string[];
};

type Operation = {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: {
    readonly content: { readonly "application/json": { readonly schema: Schema } };
  };
  readonly "x-body-limit"?: number;
  readonly "x-roles"?: readonly string[];
};
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

/** Words of a stack, a driver or a path: none of them is anybody's business. */
const innards = /\bat [\w.<>]+ \(|node_modules|\.ts:\d|SQLITE_|ConstraintBroken|TypeError|ZodError|Error:/;
/** Values of one property that are kept to be tried again. */
const knownMax = 40;

/**
 * Sends `requests` requests made from the OpenAPI document: some that fit it, most of them spoilt in one place, by
 * everybody who may call and by strangers, with ids that others' answers have shown. The same seed sends the same.
 */
export async function fuzzHttp(requests: number, seed: number): Promise<HttpFigures> {
  const stand = await peopleStand();
  const chance = seeded(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(chance() * items.length)] as Item;
  const callers = await callersOf(stand);
  const names = [...callers.keys()];
  const known = new Map<string, unknown[]>();
  const statuses: Record<string, number> = {};
  const answered = new Set<string>();
  const broken: string[] = [];
  const { paths } = openapiOf(allRoutes()) as unknown as Document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, told]) => ({
      path,
      method: method === "get" ? ("GET" as const) : ("POST" as const),
      told,
    })),
  );
  // Whole numbers and names of holders: what no answer may show to who did not say it.
  const canaries = defaultCards.flatMap(({ person }) => [person.nationalNumber, person.name]);

  const sample = (schema: Schema, name = ""): unknown =>
    fc.sample(fitting(schema, known, name), { numRuns: 1, seed: Math.floor(chance() * 2 ** 31) })[0];
  const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

  function requestOf({ path, method, told }: (typeof operations)[number]): Sent {
    const spoil = chance() < 0.6;
    let url = path;
    const query = new URLSearchParams();
    for (const { name, in: where, schema } of told.parameters ?? []) {
      const value = asText(spoil && chance() < 0.2 ? pick(hostile) : sample(schema, name)).toWellFormed();
      if (where === "path") url = url.replace(`{${name}}`, encodeURIComponent(value));
      if (where === "query" && chance() < 0.5) query.append(name, value);
    }
    const schema = told.requestBody?.content["application/json"].schema;
    const fit = schema === undefined ? undefined : sample(schema);
    const value = spoil && fit !== undefined ? spoilt(fit, chance) : fit;
    const body = method === "GET" ? "" : ((JSON.stringify(value) as string | undefined) ?? "");
    const [key = ""] = fc.sample(fc.uuid({ version: 4 }), {
      numRuns: 1,
      seed: Math.floor(chance() * 2 ** 31),
    });
    const search = query.toString();
    return { method, url: search === "" ? url : `${url}?${search}`, body, key };
  }

  async function send(name: string, sent: Sent) {
    const proof = await callers.get(name)?.(sent);
    const { method, url, body, key } = sent;
    if (method === "GET") return stand.get(url, proof);
    return stand.post(url, body, { "idempotency-key": key, ...proof });
  }

  for (let n = 0; n < requests; n++) {
    const operation = operations[n % operations.length];
    if (operation === undefined) throw new Error("the document names no operation");
    const { told } = operation;
    // Mostly somebody who may ask this at all, or nothing behind the door is ever reached.
    const face = told.tags[0];
    const duties = told["x-roles"];
    const able = developmentPeople.filter(
      ({ roles }) => duties === undefined || roles.some((role) => duties.includes(role)),
    );
    const fitted =
      face === "terminals" ? "terminal" : face === "authority" ? "authority" : pick(able).subject;
    const caller = chance() < 0.8 ? fitted : pick(names);
    const sent = requestOf(operation);
    const answer = await send(caller, sent);
    const report = (what: string) =>
      broken.push(
        `${what}: ${caller} ${sent.method} ${sent.url} ${sent.body.slice(0, 500)} -> ${answer.body.slice(0, 500)}`,
      );

    const status = answer.statusCode;
    statuses[String(status)] = (statuses[String(status)] ?? 0) + 1;
    if (status >= 500 && status !== 503) report(`status ${String(status)}`);
    if (innards.test(answer.body)) report("innards");
    const value = parsed(answer.body);
    if (value === undefined && !answer.headers["content-type"]?.startsWith("text/html")) report("no JSON");
    if (status !== 200 && !isProblem(value, status)) report("no problem");
    for (const canary of canaries)
      if (
        answer.body.includes(canary) &&
        !sent.body.includes(canary) &&
        !sent.url.includes(encodeURIComponent(canary))
      )
        report(`shows ${canary}`);
    if (caller === "stranger" && face !== "public" && status === 200) report("a stranger is answered");
    if (status === 200) {
      answered.add(told.operationId);
      keep(value, known);
    }

    // Now and then the same once more: the same bytes, and never another effect. With another body it is refused.
    if (status === 200 && sent.method === "POST" && face !== "terminals" && chance() < 0.5) {
      const again = await send(caller, sent);
      if (again.body !== answer.body) report(`again ${again.body.slice(0, 200)}`);
      const other = await send(caller, { ...sent, body: otherBody(sent.body) });
      // What a schema leaves out of account makes no other question.
      const same = other.statusCode === 200 && other.body === answer.body;
      if (!same && ![422, 400].includes(other.statusCode)) report(`other body ${String(other.statusCode)}`);
    }
    if (chance() < 0.02 && sent.method === "POST" && status !== 404) {
      const limit = told["x-body-limit"] ?? bodyLimit;
      const long = await send(caller, { ...sent, body: JSON.stringify({ pad: "x".repeat(limit) }) });
      if (![413, 401].includes(long.statusCode)) report(`over the limit ${String(long.statusCode)}`);
    }
    stand.state.nowMs += 100;
  }
  await stand.close();
  return { requests, operations: operations.length, statuses, answered: [...answered], broken };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isProblem = (value: unknown, status: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  "status" in value &&
  value.status === status &&
  "code" in value &&
  "title" in value;

const otherBody = (body: string): string => {
  const value = parsed(body);
  const spare = typeof value === "object" && value !== null ? value : {};
  return JSON.stringify({ ...spare, why: "asked for something else" });
};

/** The strings of an answer, by the names of their properties. */
function keep(value: unknown, known: Map<string, unknown[]>): void {
  JSON.stringify(value, (name, each: unknown) => {
    if (typeof each === "string" && name !== "" && each.length <= 64) {
      const seen = known.get(name) ?? [];
      if (seen.length < knownMax && !seen.includes(each)) known.set(name, [...seen, each]);
    }
    return each;
  });
}
