import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { invalid, parsed } from "../centre.ts";
import { operationId } from "./app.ts";
import { send } from "./send.ts";
import { terminalMessages, type TerminalParts } from "./terminal-messages.ts";

/** Puts the terminals' protocol behind HTTP. Who speaks is proved by the hooks of `scope`, before this is reached. */
export function mountTerminals(scope: FastifyInstance, parts: TerminalParts): void {
  for (const { path, body: schema, bodyLimit, ask } of terminalMessages)
    scope.route({
      method: schema === undefined ? "GET" : "POST",
      url: path,
      ...(bodyLimit !== undefined && { bodyLimit }),
      handler: async (request, reply) => {
        const params = z.object({ opId: operationId.optional() }).safeParse(request.params);
        if (!params.success) return send(reply, invalid(params.error));
        const body = parsed(schema ?? z.unknown(), request.body);
        return send(reply, body.ok ? await ask(parts, params.data.opId ?? "", body.value) : body);
      },
    });
}
