import type { LoaderFunctionArgs } from "@remix-run/node";
import { faviconOf } from "#app/features/settings/favicon.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { readSettings } from "#db/queries/settings.ts";
import { servePicture } from "./picture.server.ts";

export async function loader(args: LoaderFunctionArgs): Promise<Response> {
  return await servePicture(args.request, async () => {
    const content = await withTenant(args, "members:read", async ({ tx, tenant }) => {
      const { accent } = await readSettings(tx);
      return faviconOf(tenant.name, accent);
    });
    return { content, type: "image/svg+xml", version: Bun.hash(content).toString(36) };
  });
}
