import type { LoaderFunctionArgs } from "@remix-run/node";
import { faviconOf } from "#app/features/settings/logo/favicon.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { servePicture } from "./serve-picture.server.ts";

export async function loader(args: LoaderFunctionArgs): Promise<Response> {
  return await servePicture(args.request, async () => {
    const content = await withTenant(args, "members:read", async ({ tenant, settings }) =>
      faviconOf(tenant.name, settings.accent),
    );
    return { content, type: "image/svg+xml", version: Bun.hash(content).toString(36) };
  });
}
