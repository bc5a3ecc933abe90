import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { ok, type Result } from "../../hardware/result.ts";
import { mayAct, type Staff } from "../access/staff.ts";
import { canonical, encode, recall, remember, sha256 } from "../answers.ts";
import { parsed } from "../centre.ts";
import { refuse, type Answered, type Problem } from "../problems.ts";
import type { Store } from "../store.ts";
import type { Asked, Caller, Route } from "./route.ts";
import { send } from "./send.ts";

type MountParts = {
  readonly store: Store;
  readonly nowMs: () => number;
  /** Who of the staff sent this, by its session; refused as `unauthorised`. */
  readonly staffOf: (request: FastifyRequest) => Promise<Result<Staff, Problem>>;
  /** Which authority signed this; refused as `unauthorised`. */
  readonly authorityOf: (request: FastifyRequest) => Promise<Result<string, Problem>>;
};

const idempotencyKey = z.uuid();

/** Puts the routes behind HTTP: the caller proved, everything parsed, one transaction each. */
export function mount(app: FastifyInstance, routes: readonly Route[], parts: MountParts): void {
  for (const told of routes)
    app.route({
      method: told.method,
      url: told.path,
      ...(told.bodyLimit !== undefined && { bodyLimit: told.bodyLimit }),
      handler: async (request, reply) => send(reply, await answered(told, request, parts)),
    });
}

async function answered(told: Route, request: FastifyRequest, parts: MountParts): Promise<Answered<unknown>> {
  const caller = await callerOf(told, request, parts);
  if (!caller.ok) return caller;
  const params = parsed(told.params ?? z.unknown(), request.params);
  if (!params.ok) return params;
  const query = parsed(told.query ?? z.unknown(), request.query);
  if (!query.ok) return query;
  const body = parsed(told.body ?? z.unknown(), request.body);
  if (!body.ok) return body;

  const work = { params: params.value, query: query.value, body: body.value };
  if (told.method === "GET")
    return parts.store.write(async (tx) => {
      const value = await told.handle(tx, { caller: caller.value, nowMs: parts.nowMs(), ...work });
      return value.ok ? ok(encode(told.answer, value.value)) : value;
    });
  return once(told, { caller: caller.value, ...work }, request.headers["idempotency-key"], parts);
}

/** The same key with the same question gets the same bytes; the answer is kept with what it made true. */
async function once(
  told: Route,
  asked: Omit<Asked<Caller["face"], unknown, unknown, unknown>, "nowMs">,
  givenKey: unknown,
  { store, nowMs }: MountParts,
): Promise<Answered<unknown>> {
  const given = idempotencyKey.safeParse(givenKey);
  if (!given.success) return refuse("invalid-message", "Idempotency-Key: a UUID is needed");
  const key = `${speaker(asked.caller)}:${given.data.toLowerCase()}:${told.name}`;
  const print = sha256(canonical([asked.params ?? null, asked.query ?? null, asked.body ?? null]));
  return store.write(async (tx) => {
    const known = await recall<unknown>(tx, key, print);
    if (known !== undefined) return known;
    const now = nowMs();
    const value = await told.handle(tx, { ...asked, nowMs: now });
    if (!value.ok) return value;
    const body = encode(told.answer, value.value);
    // Nothing came of it, so it may as well be found anew; a stranger's refusals would fill the store for ever.
    if (asked.caller.face === "public" && isRefusal(body.value)) return ok(body);
    return remember(tx, { key, print, body, nowMs: now });
  });
}

const isRefusal = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "result" in value && value.result === "refused";

const speaker = (caller: Caller): string => {
  if (caller.face === "staff") return `staff ${caller.staff.subject}`;
  return caller.face === "authority" ? `authority ${caller.authority}` : "public";
};

async function callerOf(
  told: Route,
  request: FastifyRequest,
  parts: MountParts,
): Promise<Result<Caller, Problem>> {
  switch (told.face) {
    case "public":
      return ok({ face: "public" });
    case "authority": {
      const authority = await parts.authorityOf(request);
      return authority.ok ? ok({ face: "authority", authority: authority.value }) : authority;
    }
    case "staff": {
      const staff = await parts.staffOf(request);
      if (!staff.ok) return staff;
      const allowed = told.roles === undefined || mayAct(staff.value, told.roles);
      return allowed ? ok({ face: "staff", staff: staff.value }) : refuse("forbidden");
    }
  }
}
