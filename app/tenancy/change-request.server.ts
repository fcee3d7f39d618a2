import { toHttpError } from "#app/http-errors.ts";
import type { RequestContext } from "#app/request-context.ts";
import { askForChange, type ChangeKind, type ChangeOutcome, findChange } from "#db/change-requests.ts";
import type { Tenant } from "#db/tenant.ts";
import type { Member } from "./membership.server.ts";

/**
 * Asks the worker for what only an owner may ask for: the web process has no right to do it. To be called outside a
 * transaction, with a tenant and an owner that a door let in.
 * @returns the request's id, for `findOutcome`. @throws the Response of app/http-errors.ts when the database is away.
 */
export async function requestChange(
  { webPool, env, requestId }: RequestContext,
  { tenant, member }: { tenant: Tenant; member: Member },
  kind: ChangeKind,
  value?: string,
): Promise<string> {
  const wanted = { tenantId: tenant.id, requestedBy: member.id, kind, value };
  return await askForChange(webPool, env.TENANT_SEAL_SECRET, wanted).catch((error: unknown) => {
    throw toHttpError(error, requestId);
  });
}

/** What became of a request; undefined for an id that is none. It tells nothing of whose it was. */
export async function findOutcome(
  { webPool, requestId }: RequestContext,
  id: string,
): Promise<ChangeOutcome | undefined> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined;
  return await findChange(webPool, id).catch((error: unknown) => {
    throw toHttpError(error, requestId);
  });
}
