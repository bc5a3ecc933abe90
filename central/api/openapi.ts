import { z } from "zod";
import { authorityAnswer, enrolAnswer, enrolRequest } from "../contract-enrolment.ts";
import { statusOf, type Problem } from "../problems.ts";
import { bodyLimit } from "./app.ts";
import type { Route } from "./route.ts";
import { anyProblem } from "./send.ts";
import { terminalMessages } from "./terminal-messages.ts";

type Json = Readonly<Record<string, unknown>>;

/** The document's own address in the OpenAPI 3.1 specification is its version; ours is the contract's. */
const openapiVersion = "3.1.1";
const contractVersion = "1";

const problemSchema = { $ref: "#/components/schemas/Problem" };

/**
 * The OpenAPI 3.1 document of everything the centre answers: the terminals' protocol and the routes of people and
 * authorities. Made from the same lists that are served, so neither can say what the other does not do.
 */
export function openapiOf(routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  const put = (path: string, method: "get" | "post", operation: Json): void => {
    const templated = path.replace(/:(\w+)/g, "{$1}");
    (paths[templated] ??= {})[method] = operation;
  };

  for (const told of terminalMessages)
    put(told.path, told.body === undefined ? "get" : "post", {
      operationId: told.name,
      summary: told.summary,
      tags: ["terminals"],
      security: [{ terminalBearer: [] }, { terminalCertificate: [] }],
      parameters: told.path.includes(":opId") ? [opIdParameter] : [],
      ...(told.body !== undefined && { requestBody: bodyOf(told.body) }),
      responses: responses(told.answer, terminalProblems),
      ...(told.bodyLimit !== undefined && { "x-body-limit": told.bodyLimit }),
    });
  for (const told of enrolmentMessages)
    put(told.path, told.method, {
      operationId: told.name,
      summary: told.summary,
      tags: ["enrolment"],
      security: told.known ? [{ terminalCertificate: [] }] : [],
      parameters: [],
      ...(told.body !== undefined && { requestBody: bodyOf(told.body) }),
      responses: responses(told.answer, enrolmentProblems),
    });
  for (const told of routes)
    put(told.path, told.method === "GET" ? "get" : "post", {
      operationId: told.name,
      summary: told.summary,
      tags: [told.face],
      security: securityOf[told.face],
      parameters: [
        ...parametersOf("path", told.params),
        ...parametersOf("query", told.query),
        ...(told.method === "POST" ? [keyParameter] : []),
      ],
      ...(told.body !== undefined && { requestBody: bodyOf(told.body) }),
      responses: responses(told.answer, faceProblems),
      "x-body-limit": told.bodyLimit ?? bodyLimit,
      ...(told.roles !== undefined && { "x-roles": told.roles }),
    });

  return {
    openapi: openapiVersion,
    info: {
      title: "Cardhall: the municipal information centre",
      version: contractVersion,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    paths,
    components: {
      schemas: { Problem: schemaOf(anyProblem, "output") },
      securitySchemes: {
        terminalBearer: { type: "http", scheme: "bearer", description: "On the centre's own machine only." },
        terminalCertificate: {
          type: "mutualTLS",
          description: "An enrolled terminal, whose requests are signed as well (RFC 9421).",
        },
        staffSession: { type: "apiKey", in: "cookie", name: "cardhall-staff" },
        authoritySignature: {
          type: "apiKey",
          in: "header",
          name: "Signature",
          description: "RFC 9421, by a registered Ed25519 key; docs/api.md says what it covers.",
        },
      },
    },
  };
}

/** On the terminals' address only (access/enrolled.ts). */
const enrolmentMessages: readonly {
  readonly name: string;
  readonly summary: string;
  readonly method: "get" | "post";
  readonly path: string;
  /** Asked by a terminal that has its certificate already. */
  readonly known: boolean;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
}[] = [
  {
    name: "authority",
    summary: "Whose certificates the centre and its terminals show",
    method: "get",
    path: "/v1/authority",
    known: false,
    answer: authorityAnswer,
  },
  {
    name: "enrol",
    summary: "A terminal's first certificate, for the token that an operator handed over",
    method: "post",
    path: "/v1/enrol",
    known: false,
    body: enrolRequest,
    answer: enrolAnswer,
  },
  {
    name: "renewCertificate",
    summary: "A new certificate for the key that this request is signed with",
    method: "post",
    path: "/v1/terminals/renew",
    known: true,
    answer: enrolAnswer,
  },
];

const securityOf: Readonly<Record<Route["face"], readonly Json[]>> = {
  public: [],
  staff: [{ staffSession: [] }],
  authority: [{ authoritySignature: [] }],
};

const opIdParameter = {
  name: "opId",
  in: "path",
  required: true,
  schema: { type: "string", format: "uuid" },
};
const keyParameter = {
  name: "Idempotency-Key",
  in: "header",
  required: true,
  description: "Made by the caller before it asks: the same key and question get the same answer again.",
  schema: { type: "string", format: "uuid" },
};

const terminalProblems: readonly Problem["code"][] = [
  "invalid-message",
  "unauthorised",
  "unknown-operation",
  "in-progress",
  "different-body",
  "internal",
  "hsm-unavailable",
];
const enrolmentProblems: readonly Problem["code"][] = [
  "invalid-message",
  "unauthorised",
  "in-progress",
  "rate-limited",
  "internal",
];
const faceProblems: readonly Problem["code"][] = [
  "invalid-message",
  "unauthorised",
  "forbidden",
  "not-found",
  "in-progress",
  "different-body",
  "rate-limited",
  "internal",
];

function responses(answer: z.ZodType, problems: readonly Problem["code"][]): Json {
  const problem = { content: { "application/problem+json": { schema: problemSchema } } };
  return {
    "200": {
      description: "The answer",
      content: { "application/json": { schema: schemaOf(answer, "output") } },
    },
    "413": { description: "The body is over its limit", ...problem },
    ...Object.fromEntries(
      problems.map((code) => [String(statusOf[code]), { description: `For example ${code}`, ...problem }]),
    ),
  };
}

const bodyOf = (schema: z.ZodType): Json => ({
  required: true,
  content: { "application/json": { schema: schemaOf(schema, "input") } },
});

/** The properties of an object schema, one parameter each. */
function parametersOf(where: "path" | "query", schema: z.ZodType | undefined): readonly Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, "input") as {
    readonly properties?: Readonly<Record<string, Json>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, each]) => ({
    name,
    in: where,
    required: where === "path" || required.includes(name),
    schema: each,
  }));
}

/** JSON Schema 2020-12, which is OpenAPI 3.1's own dialect. What zod checks beyond it is left to the centre. */
function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}
