import { Router } from "#scripts/local/clerk/http/router.ts";
import { instanceRoutes } from "./instance.ts";
import { invitationRoutes } from "./invitations.ts";
import { membershipRoutes } from "./memberships.ts";
import { organizationRoutes } from "./organizations.ts";
import { sessionRoutes } from "./sessions.ts";
import { userRoutes } from "./users.ts";

export const backendRouter = new Router({
  ...instanceRoutes,
  ...userRoutes,
  ...organizationRoutes,
  ...membershipRoutes,
  ...invitationRoutes,
  ...sessionRoutes,
});
