import type { FastifyInstance, FastifyRequest } from "fastify";

/** The text of bodies whose signature is verified later; gone with their request. */
const rawBodies = new WeakMap<FastifyRequest, string>();

/** Keeps the text of each JSON body of `scope` beside what it says, since a digest is of the text. */
export function keepRawBody(scope: FastifyInstance): void {
  const json = scope.getDefaultJsonParser("error", "error");
  scope.removeContentTypeParser("application/json");
  scope.addContentTypeParser("application/json", { parseAs: "string" }, (request, text, done) => {
    rawBodies.set(request, text.toString());
    void json(request, text.toString(), done);
  });
}

/** The body as it was sent; of a request without one, nothing. */
export const rawBody = (request: FastifyRequest): string => rawBodies.get(request) ?? "";
