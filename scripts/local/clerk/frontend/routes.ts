import { json } from "#scripts/local/clerk/http/http.ts";
import { Router } from "#scripts/local/clerk/http/router.ts";
import { environmentJson } from "#scripts/local/clerk/json/environment.ts";
import type { FrontendCall, FrontendRoutes } from "./call.ts";
import { handshake } from "./handshake.ts";
import { meRoutes } from "./me.ts";
import { organizationRoutes } from "./organizations.ts";
import { sessionRoutes } from "./sessions.ts";
import { signInRoutes } from "./sign-in.ts";
import { signUpRoutes } from "./sign-up.ts";
import { acceptTicket } from "./tickets.ts";

const environment = ({ clerk }: FrontendCall) => json(environmentJson(clerk));

const instanceRoutes: FrontendRoutes = {
  "GET /v1/environment": environment,
  "PATCH /v1/environment": environment,
  "GET /v1/health": () => json({ status: "healthy" }),
  "GET /.well-known/jwks.json": ({ clerk }) => json(clerk.tokens.jwks()),
  "GET /v1/client/handshake": handshake,
  "GET /v1/tickets/accept": acceptTicket,
};

export const frontendRouter = new Router({
  ...instanceRoutes,
  ...sessionRoutes,
  ...signInRoutes,
  ...signUpRoutes,
  ...meRoutes,
  ...organizationRoutes,
});
