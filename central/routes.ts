import { accessRoutes } from "./access/routes.ts";
import type { AuthorityNow } from "./access/routes-terminals.ts";
import type { Route } from "./api/route.ts";
import { shippedApplications } from "./applications/open-applications.ts";
import { applicationRoutes, type ApplicationRouteParts } from "./applications/routes.ts";
import { presentStructures } from "./registry/designs.ts";
import type { CertificateJwk } from "./proof/certificate-key.ts";
import { proofRoutes } from "./proof/routes.ts";
import { registryRoutes } from "./registry/routes.ts";
import { ruleRoutes } from "./rules/routes.ts";
import { passingKey } from "./ed25519.ts";

/** All that people and other authorities may ask, room by room. */
export const allRoutes = (
  applications: ApplicationRouteParts = shippedApplications,
  keys: readonly CertificateJwk[] = [passingKey()],
  authority: AuthorityNow = () => undefined,
): readonly Route[] => [
  ...accessRoutes(authority),
  ...registryRoutes({ rules: applications.rules, structures: presentStructures }),
  ...ruleRoutes(applications.rules),
  ...applicationRoutes(applications),
  ...proofRoutes(keys),
];
