import type { LoaderFunctionArgs } from "@remix-run/node";
import { toHttpError } from "#app/http-errors.ts";
import { tenantOrigin } from "#app/tenancy/host.ts";
import { identify } from "#app/tenancy/identity.server.ts";
import { findReadyWorkspace } from "#app/tenancy/workspaces.server.ts";

/** Whether the workspace of `?organization=` is made. Asked again and again by the onboarding page. */
export async function loader(args: LoaderFunctionArgs): Promise<Progress> {
  const identity = await identify(args);
  const organizationId = new URL(args.request.url).searchParams.get("organization") ?? "";
  if (!/^\w{1,64}$/.test(organizationId)) return { state: "making" };
  try {
    const tenant = await findReadyWorkspace(args.context, identity, organizationId);
    if (!tenant) return { state: "making" };
    return { state: "ready", url: `${tenantOrigin(tenant.slug, args.context.env.BASE_URL)}/welcome` };
  } catch (error) {
    throw toHttpError(error, args.context.requestId);
  }
}

export type Progress = { state: "making" } | { state: "ready"; url: string };
