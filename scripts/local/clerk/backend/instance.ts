import { instanceId } from "#scripts/local/clerk/clerk.ts";
import type { BackendRoutes } from "./call.ts";

export const instanceRoutes: BackendRoutes = {
  "GET /v1/instance": ({ clerk }) => ({
    object: "instance",
    id: instanceId(clerk),
    environment_type: "production",
    allowed_origins: null,
    workspace_id: null,
  }),
};
