import { accessRoutes } from "./access/routes.ts";
import type { Route } from "./api/route.ts";
import { shippedApplications } from "./applications/open-applications.ts";
import { applicationRoutes, type ApplicationRouteParts } from "./applications/routes.ts";
import { presentStructures } from "./registry/designs.ts";
import { registryRoutes } from "./registry/routes.ts";

/** All that people and other authorities may ask, room by room. */
export const allRoutes = (applications: ApplicationRouteParts = shippedApplications): readonly Route[] => [
  ...accessRoutes(),
  ...registryRoutes({ rules: applications.rules, structures: presentStructures }),
  ...applicationRoutes(applications),
];
