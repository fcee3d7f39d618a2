import { can, type Permission } from "#app/access/permissions.ts";
import { isExpected, toHttpError } from "#app/http/errors.ts";
import { Forbidden, NotFound } from "#db/errors.ts";
import { findVisitor, type Visitor } from "#db/queries/members.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant, type TenantReader, type TenantTransaction } from "#db/tenant/transaction.ts";
import { findWayIn } from "./former-member.server.ts";
import { type Identity, identify, type RouteArgs } from "./identity.server.ts";
import {
  confirmedMember,
  confirmMembership,
  type Find,
  getMember,
  getMemberToRestore,
  type Member,
  NoMember,
  Unconfirmed,
} from "./membership.server.ts";
import { announcePageScope, awaitPageScope, type PageScope } from "./page-scope.server.ts";
import { getTenant } from "./tenant.server.ts";

export type TenantScope<Handle = TenantReader, Found extends Visitor = Visitor> = Omit<Found, "member"> & {
  tx: Handle;
  tenant: Tenant;
  member: Member;
  /** Who does it and in which request, for the audit log. */
  actor: { id: string; requestId: string };
};
type Visit<Handle, T, Found extends Visitor = Visitor> = (scope: TenantScope<Handle, Found>) => Promise<T>;
type WritePermission = Exclude<Permission, `${string}:read`>;

/**
 * The one door to a tenant's rows: host → tenant → identity → member → permission → transaction. The transaction is
 * READ ONLY, and its handle only reads. Return data from `fn` and redirect outside: anything thrown inside rolls back.
 * No network inside.
 * @throws the Response of app/http/errors.ts for an expected error, redirects to sign-in, and whatever `fn` throws.
 */
export function withTenant<T>(
  args: RouteArgs,
  permission: Permission,
  fn: Visit<TenantReader, T>,
): Promise<T> {
  return withTenantFinding(args, permission, findVisitor, fn);
}

/**
 * The same door for a page that knows what it shows before it knows who asks: `find` reads it in one query with the
 * member's row, a flight less, and nothing for who has none. For whom Clerk no longer vouches, or who may not, it is
 * thrown away, and `fn` never sees it.
 */
export function withTenantFinding<T, Found extends Visitor>(
  args: RouteArgs,
  permission: Permission,
  find: Find<Found>,
  fn: Visit<TenantReader, T, Found>,
): Promise<T> {
  const options = { ...transactionOptions(args), readOnly: true };
  const open = (tenant: Tenant, work: (tx: TenantReader) => Promise<T>) => inTenant(tenant, options, work);
  const { resolve, reject } = announcePageScope(args);
  const visited = admit(args, permission, fn, open, (...who) => getMember(...who, find), resolve);
  visited.catch(reject);
  return visited;
}

/**
 * For the frame around a page. It needs of the workspace what lets the page's visitor in, and takes that from the page's
 * own loader, which opens the door in the same request; where no page does, it goes through the door itself. It protects
 * nothing.
 * @throws as `withTenant`.
 */
export async function withFrame<T>(args: RouteArgs, fn: (pageScope: PageScope) => T): Promise<T> {
  const pageScope = await awaitPageScope(args.context);
  return fn(pageScope ?? (await withTenant(args, "members:read", async ({ tx: _, ...scope }) => scope)));
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
  const open = (tenant: Tenant, work: (tx: TenantTransaction) => Promise<T>) =>
    inTenant(tenant, options, work);
  return await admit(args, permission, fn, open, (...who) => getMember(...who, findVisitor));
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

async function admit<Handle extends TenantReader, T, Found extends Visitor>(
  args: RouteArgs,
  permission: Permission,
  fn: Visit<Handle, T, Found>,
  open: (tenant: Tenant, work: (tx: Handle) => Promise<T>) => Promise<T>,
  find: (tx: TenantReader, identity: Identity, tenant: Tenant) => Promise<Found>,
  onAdmitted: (pageScope: PageScope) => void = () => {},
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
        onAdmitted({ ...workspace, tenant, member });
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
