import { redirect, redirectDocument } from "@remix-run/node";
import type { RequestContext } from "#app/http/request-context.ts";
import { RecentMap } from "#db/directory/recent-map.ts";
import * as queue from "#db/jobs/sync-requests.ts";
import { findFormerMember } from "#db/queries/members.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { type Identity, isDocument, type RouteArgs } from "./identity.server.ts";

// A webhook that is late or lost: the token names an organization whose tenant, or whose member's row, is missing here.

/**
 * Asks the worker to sync the organization that the token names, and redirects to the page that waits for it.
 * @param tenant undefined when the host's slug belongs to no tenant.
 * @returns undefined if the token does not name the host's organization, or if the member was removed after the token
 *   was issued: those people learn nothing.
 */
export async function redirectToProgress(
  args: RouteArgs,
  { userId, organization }: Identity,
  tenant: Tenant | undefined,
): Promise<Response | undefined> {
  const { request, context } = args;
  const { host, env } = context;
  if (!organization) return undefined;
  if (!tenant && (host.kind !== "tenant" || organization.slug !== host.slug)) return undefined;
  if (tenant && organization.id !== tenant.clerkOrgId) return undefined;
  if (tenant && (await wasRemovedSince(args, tenant, userId, organization.issuedAt))) return undefined;
  await askForSync(context, organization.id);
  const progress = new URL("/onboarding", env.BASE_URL);
  progress.searchParams.set("organization", organization.id);
  return isDocument(request) ? redirect(progress.href) : redirectDocument(progress.href);
}

/** How long one process waits before it asks for the same organization again, in milliseconds. */
const askInterval = 2000;

/**
 * Asks the worker to sync an organization and its members with Clerk, and returns without waiting for the result. Call it
 * only for organizations that a token or the Backend API named: the worker asks Clerk anyway, but strangers should not be
 * able to trigger that.
 */
export async function askForSync(context: RequestContext, organizationId: string): Promise<void> {
  const last = lastAsked.get(organizationId);
  if (last && performance.now() - last.at < askInterval) return;
  lastAsked.set(organizationId, { at: performance.now() });
  const isQueued = await queue.askForSync(context.webPool, organizationId);
  if (!isQueued) context.log.warn({ organizationId }, "the sync queue is full; this organization waits");
}

const lastAsked = new RecentMap<{ at: number }>(1000);

async function wasRemovedSince(
  { context, request }: RouteArgs,
  tenant: Tenant,
  userId: string,
  issuedAt: number,
): Promise<boolean> {
  const options = {
    pool: context.appPool,
    sealSecret: context.env.TENANT_SEAL_SECRET,
    label: context.requestId,
    signal: request.signal,
    readOnly: true,
  };
  const former = await inTenant(tenant, options, (tx) => findFormerMember(tx, userId));
  return former !== undefined && former.leftAt.getTime() >= issuedAt;
}
