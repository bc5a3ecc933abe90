import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { allRoutes } from "../routes.ts";
import { openapiOf } from "./openapi.ts";
import { terminalMessages } from "./terminal-messages.ts";

type Operation = {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: object }>> }>
  >;
};

const document = openapiOf(allRoutes()) as unknown as {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.values(methods).map((told) => ({ path, told })),
);

test("everything that is served stands in it once, under its own name", () => {
  const enrolment = operations.filter(({ path }) => /authority$|enrol$|renew$/.test(path));
  expect(operations).toHaveLength(allRoutes().length + terminalMessages.length + enrolment.length);
  expect(enrolment.map(({ told }) => told.operationId)).toEqual(["authority", "enrol", "renewCertificate"]);
  const names = operations.map(({ told }) => told.operationId);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(["authorise", "whoAmI", "giveNotice", "applyOnline"]));
});

test("each path names its parameters, and each face keeps to its own part", () => {
  for (const { path, told } of operations) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const given = told.parameters.filter((each) => each.in === "path").map(({ name }) => name);
    expect([path, given]).toEqual([path, named]);
  }
  const prefix = { staff: "/staff/v1/", public: "/public/v1/", authority: "/authorities/v1/" };
  for (const { face, path, name } of allRoutes())
    expect([name, path.startsWith(prefix[face])]).toEqual([name, true]);
});

test("it is an OpenAPI document by another program's word", async () => {
  const judged = await new Validator().validate(structuredClone(document));
  expect(judged).toMatchObject({ valid: true });
});

test("every schema in it is one of JSON Schema 2020-12, by another program's word", () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "centre", ...document }, "centre");
  const schemas = [
    ...Object.values(document.components.schemas),
    ...operations.flatMap(({ told }) => [
      ...told.parameters.map(({ schema }) => schema),
      ...Object.values(told.requestBody?.content ?? {}).map(({ schema }) => schema),
      ...Object.values(told.responses["200"]?.content ?? {}).map(({ schema }) => schema),
    ]),
  ];
  expect(schemas.length).toBeGreaterThan(100);
  for (const schema of schemas) expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true);
});

test("a problem as it is sent fits the schema that the document has for it", () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const fits = ajv.compile(document.components.schemas["Problem"] ?? {});
  const problem = { type: "urn:cardhall:problem:forbidden", title: "x", status: 403, code: "forbidden" };
  expect(fits(problem)).toBe(true);
  expect(fits({ ...problem, code: "of-no-kind" })).toBe(false);
});
