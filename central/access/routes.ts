import { z } from "zod";
import { ok } from "../../hardware/result.ts";
import { route, type Route } from "../api/route.ts";
import { authorityKeyRoutes } from "./routes-authority-keys.ts";
import { deskTerminalRoutes } from "./routes-desks.ts";
import { terminalRoutes, type AuthorityNow } from "./routes-terminals.ts";
import { roles } from "./staff.ts";

const staffAnswer = z.object({
  subject: z.string(),
  name: z.string(),
  office: z.string(),
  roles: z.array(z.enum(roles)),
});

/** Who works here, which terminals are let in, and whose signatures are believed. */
export const accessRoutes = (authority: AuthorityNow): readonly Route[] => [
  route({
    name: "whoAmI",
    summary: "Who the caller is signed in as",
    method: "GET",
    path: "/staff/v1/me",
    face: "staff",
    answer: staffAnswer,
    handle: (_tx, { caller: { staff } }) => Promise.resolve(ok({ ...staff, roles: [...staff.roles] })),
  }),
  ...terminalRoutes(authority),
  ...deskTerminalRoutes(),
  ...authorityKeyRoutes(),
];
