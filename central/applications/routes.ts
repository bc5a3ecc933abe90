import type { Route } from "../api/route.ts";
import type { IdentityCheck } from "./identity-check.ts";
import type { ApplicationParts } from "./parts.ts";
import { activityRoute } from "./routes-activity.ts";
import { counterRoutes } from "./routes-counter.ts";
import { checkRoutes } from "./routes-checks.ts";
import { deskRoutes } from "./routes-desk.ts";
import { photoRoute } from "./routes-photo.ts";
import { noticeRoutes } from "./routes-notices.ts";
import { operatorRoutes } from "./routes-operator.ts";
import { publicRoutes } from "./routes-public.ts";

export type ApplicationRouteParts = ApplicationParts & { readonly identity: IdentityCheck };

/** All that is asked about applications, by clerks, holders, authorities and whoever runs the centre. */
export const applicationRoutes = (parts: ApplicationRouteParts): readonly Route[] => [
  ...deskRoutes(parts),
  ...counterRoutes(parts),
  photoRoute,
  ...checkRoutes(),
  ...noticeRoutes(parts),
  ...operatorRoutes(parts),
  activityRoute,
  ...publicRoutes(parts, parts.identity),
];
