import { isExpected, toHttpError } from "#app/http-errors.ts";
import { Forbidden, NotFound } from "#db/errors.ts";
import type { Settings } from "#db/queries/settings.ts";
import type { Tenant } from "#db/tenant.ts";
import { inTenant, type TenantReader, type TenantTransaction } from "#db/tenant-transaction.ts";
import { identify, type RouteArgs } from "./identity.server.ts";
import {
  confirmedMember,
  confirmMembership,
  getMember,
  getMemberToRestore,
  type Member,
  NoMember,
  Unconfirmed,
} from "./membership.server.ts";
import { can, type Permission } from "./permissions.ts";
import { findWayIn } from "./self-heal.server.ts";
import { getTenant } from "./tenant.server.ts";

export type TenantScope<Handle = TenantReader> = {
  tx: Handle;
  tenant: Tenant;
  member: Member;
  settings: Settings;
  logoVersion: string | undefined;
  /** Who does it and in which request, for the audit log. */
  actor: { id: string; requestId: string };
};
type Visit<Handle, T> = (scope: TenantScope<Handle>) => Promise<T>;
type WritePermission = Exclude<Permission, `${string}:read`>;

/**
 * The one door to a tenant's rows: host → tenant → identity → member → permission → transaction. The transaction is
 * READ ONLY, and its handle only reads. Return data from `fn` and redirect outside: anything thrown inside rolls back.
 * No network inside.
 * @throws the Response of app/http-errors.ts for an expected error, redirects to sign-in, and whatever `fn` throws.
 */
export function withTenant<T>(
  args: RouteArgs,
  permission: Permission,
  fn: Visit<TenantReader, T>,
): Promise<T> {
  const options = { ...transactionOptions(args), readOnly: true };
  return admit(args, permission, fn, (tenant, work) => inTenant(tenant, options, work));
}

/**
 * The same door for an action that writes. A GET does not: a link, a prefetch or a crawler must change nothing.
 * @throws an Error for a GET or HEAD, before anything runs; otherwise like `withTenant`.
 */
export async function withTenantToWrite<T>(
  args: RouteArgs,
  permission: WritePermission,
  fn: Visit<TenantTransaction, T>,
): Promise<T> {
  const { method } = args.request;
  if (method === "GET" || method === "HEAD") throw new Error(`A ${method} writes nothing: use withTenant.`);
  const options = { ...transactionOptions(args), readOnly: false } as const;
  return await admit(args, permission, fn, (tenant, work) => inTenant(tenant, options, work));
}

/**
 * The one way past the lock of a workspace that is being deleted: for its owners alone, and to read. Where it is not
 * being deleted, this is `withTenant`.
 * @throws as `withTenant`; to others of its members TenantLocked, as everywhere.
 */
export function withTenantToRestore<T>(args: RouteArgs, fn: Visit<TenantReader, T>): Promise<T> {
  const options = { ...transactionOptions(args), readOnly: true };
  const open = (tenant: Tenant, work: (tx: TenantReader) => Promise<T>) => inTenant(tenant, options, work);
  return admit(args, "workspace:own", fn, open, getMemberToRestore);
}

async function admit<Handle extends TenantReader, T>(
  args: RouteArgs,
  permission: Permission,
  fn: Visit<Handle, T>,
  open: (tenant: Tenant, work: (tx: Handle) => Promise<T>) => Promise<T>,
  find = getMember,
): Promise<T> {
  const { request, context } = args;
  // Signed out, every legal slug answers alike: who is there is asked before whether the tenant is.
  const identity = await identify(args);
  let known: Tenant | undefined;
  try {
    const tenant = await getTenant(context);
    known = tenant;
    const enter = () =>
      open(tenant, async (tx) => {
        const { member: row, ...workspace } = await find(tx, identity, tenant);
        const member = confirmedMember(identity, tenant, row);
        if (!member) throw new Unconfirmed();
        if (!can(member.role, permission)) throw new Forbidden(permission);
        const actor = { id: member.id, requestId: context.requestId };
        return await fn({ tx, tenant, member, actor, ...workspace });
      });
    return await enter().catch(async (error: unknown) => {
      if (!(error instanceof Unconfirmed)) throw error;
      // Clerk is asked between two transactions, never inside one.
      await confirmMembership(context, identity, tenant);
      return await enter();
    });
  } catch (error) {
    const isUnknown = error instanceof NotFound && (!known || error instanceof NoMember);
    const wayIn = isUnknown ? await findWayIn(args, identity, known) : undefined;
    if (wayIn) throw wayIn;
    if (isExpected(error))
      context.log.info({ code: error.code, path: new URL(request.url).pathname }, error.message);
    throw toHttpError(error, context.requestId);
  }
}

function transactionOptions({ request, context }: RouteArgs) {
  return {
    pool: context.appPool,
    sealSecret: context.env.TENANT_SEAL_SECRET,
    label: context.requestId,
    signal: request.signal,
  };
}
