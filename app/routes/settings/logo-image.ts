import type { LoaderFunctionArgs } from "@remix-run/node";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { findLogo } from "#db/queries/logo.ts";
import { servePicture } from "./serve-picture.server.ts";

export async function loader(args: LoaderFunctionArgs): Promise<Response> {
  return await servePicture(args.request, async () => {
    const logo = await withTenant(args, "members:read", ({ tx }) => findLogo(tx));
    return logo && { content: logo.bytes, type: "image/webp", version: logo.version };
  });
}
