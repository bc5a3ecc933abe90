import type { FastifyReply } from "fastify";
import { z } from "zod";
import { encode } from "../answers.ts";
import { problem, problemCodes } from "../contract.ts";
import { faceProblemCodes, statusOf, titleOf, type Answered, type Problem } from "../problems.ts";

/** Sends the stored text as it is, or a problem; `status` where HTTP has a more exact one. */
export function send(reply: FastifyReply, answered: Answered<unknown>, status?: number): FastifyReply {
  if (answered.ok) return reply.code(200).type("application/json; charset=utf-8").send(answered.value.text);
  const { code } = answered.fault;
  const httpStatus = status ?? statusOf[code];
  return reply
    .code(httpStatus)
    .type("application/problem+json; charset=utf-8")
    .send(problemText(answered.fault, httpStatus));
}

/** Terminals meet the codes of the contract only; the other faces have some more. */
export const anyProblem = problem.extend({ code: z.enum([...problemCodes, ...faceProblemCodes]) });

const problemText = ({ code, detail }: Problem, status: number): string =>
  encode(anyProblem, {
    type: `urn:cardhall:problem:${code}`,
    title: titleOf[code],
    status,
    code,
    ...(detail !== undefined && { detail }),
  }).text;
