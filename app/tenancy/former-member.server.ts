import { redirect, redirectDocument } from "@remix-run/node";
import { findFormerMember } from "#db/queries/members.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { type Identity, isDocument, type RouteArgs } from "./identity.server.ts";
import { askForSync } from "./sync-request.server.ts";

/**
 * Where somebody goes whose workspace, or whose row in it, is not here although their token names its organization: to
 * the page that waits for it, while the worker asks Clerk. The webhook was late or lost.
 * @param tenant undefined when nobody has the slug of the host.
 * @returns undefined for whom the token does not name it, and for whoever was taken out after the token was made: they
 *   learn nothing.
 */
export async function findWayIn(
  args: RouteArgs,
  { userId, organization }: Identity,
  tenant: Tenant | undefined,
): Promise<Response | undefined> {
  const { request, context } = args;
  const { host, env } = context;
  if (!organization) return undefined;
  if (!tenant && (host.kind !== "tenant" || organization.slug !== host.slug)) return undefined;
  if (tenant && organization.id !== tenant.clerkOrgId) return undefined;
  if (tenant && (await wasTakenOut(args, tenant, userId, organization.issuedAt))) return undefined;
  await askForSync(context, organization.id);
  const waiting = new URL("/onboarding", env.BASE_URL);
  waiting.searchParams.set("organization", organization.id);
  return isDocument(request) ? redirect(waiting.href) : redirectDocument(waiting.href);
}

async function wasTakenOut(
  { context, request }: RouteArgs,
  tenant: Tenant,
  userId: string,
  tokenAt: number,
): Promise<boolean> {
  const options = {
    pool: context.appPool,
    sealSecret: context.env.TENANT_SEAL_SECRET,
    label: context.requestId,
    signal: request.signal,
    readOnly: true,
  };
  const former = await inTenant(tenant, options, (tx) => findFormerMember(tx, userId));
  return former !== undefined && former.leftAt.getTime() >= tokenAt;
}
