import { toHttpError } from "#app/http/errors.ts";
import type { RequestContext } from "#app/http/request-context.ts";
import type { Member } from "#app/tenancy/membership.server.ts";
import {
  askForChanges,
  type ChangeKind,
  type ChangeOutcome,
  findChange,
  listOwnChanges,
  type OwnChange,
} from "#db/jobs/change-requests.ts";
import type { Tenant } from "#db/tenant/tenant.ts";

/** The member who makes the request, and their workspace, as `withTenant` returned them. */
export type Asker = { tenant: Tenant; member: Member };

/**
 * Asks the worker for a change that the web process has no right to make. Call it outside a transaction, after withTenant
 * has checked the member's permission.
 * @returns the request's id, for `findOutcome`. @throws the Response of app/http/errors.ts if the database is away.
 */
export async function requestChange(
  context: RequestContext,
  asker: Asker,
  kind: ChangeKind,
  value?: string,
): Promise<string> {
  const [id = ""] = await requestChanges(context, asker, [{ kind, value }]);
  return id;
}

/** Makes several requests, or none of them. Otherwise like `requestChange`. @returns their ids, in order. */
export async function requestChanges(
  { webPool, env, requestId }: RequestContext,
  { tenant, member }: Asker,
  changes: readonly { kind: ChangeKind; value?: string }[],
): Promise<string[]> {
  const wanted = changes.map((change) => ({ tenantId: tenant.id, requestedBy: member.id, ...change }));
  return await askForChanges(webPool, env.TENANT_SEAL_SECRET, wanted).catch((error: unknown) => {
    throw toHttpError(error, requestId);
  });
}

/** The outcome of a request; undefined for an unknown id. It does not reveal whose request it is. */
export async function findOutcome(
  { webPool }: RequestContext,
  id: string,
): Promise<ChangeOutcome | undefined> {
  return isRequestId(id) ? await findChange(webPool, id) : undefined;
}

/** The outcomes of the member's own requests in this workspace. Other ids are left out. */
export async function findOutcomes(
  { webPool, requestId }: RequestContext,
  { tenant, member }: Asker,
  ids: readonly string[],
): Promise<OwnChange[]> {
  const wanted = ids.filter(isRequestId);
  if (wanted.length === 0) return [];
  const own = { tenantId: tenant.id, requestedBy: member.id };
  return await listOwnChanges(webPool, wanted, own).catch((error: unknown) => {
    throw toHttpError(error, requestId);
  });
}

function isRequestId(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}
