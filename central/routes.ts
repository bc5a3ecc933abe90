import { accessRoutes } from "./access/routes.ts";
import type { Route } from "./api/route.ts";
import { shippedRegistry } from "./registry/applications.ts";
import { registryRoutes } from "./registry/routes.ts";

/** All that people and other authorities may ask, room by room. */
export const allRoutes = (): readonly Route[] => [...accessRoutes(), ...registryRoutes(shippedRegistry)];
