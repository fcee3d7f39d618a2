import { setImmediate as nextTurn } from "node:timers/promises";
import { can, type Permission } from "#app/access/permissions.ts";
import { answeringErrors } from "#app/http/errors.ts";
import type { RequestContext } from "#app/http/request-context.ts";
import { Forbidden, isDomainError, isOfOtherShape, NotFound, TenantBehind } from "#db/errors.ts";
import { findMemberContext, type MemberContext } from "#db/queries/members.ts";
import type { FoundTenant, Tenant } from "#db/tenant/tenant.ts";
import { inTenant, type TenantReader, type TenantTransaction } from "#db/tenant/transaction.ts";
import { type Identity, identify, type RouteArgs } from "./identity.server.ts";
import {
  confirmedMember,
  confirmMembership,
  type Find,
  getMember,
  getMemberToRestore,
  type Member,
  NotAMember,
  Unconfirmed,
} from "./membership.server.ts";
import { redirectToProgress } from "./self-heal.server.ts";

export type TenantScope<Handle = TenantReader, Found extends MemberContext = MemberContext> = Omit<
  Found,
  "member"
> & {
  tx: Handle;
  tenant: Tenant;
  member: Member;
  /** Who acts, and in which request, for the audit log. */
  actor: { id: string; requestId: string };
};
/** The member and what nearly every page needs to know about the workspace. */
export type PageScope = MemberContext & { tenant: Tenant };

type Visit<Handle, T, Found extends MemberContext = MemberContext> = (
  scope: TenantScope<Handle, Found>,
) => Promise<T>;
type WritePermission = Exclude<Permission, `${string}:read`>;

/**
 * The only door to a tenant's rows: host → tenant → identity → member → permission → transaction. The transaction is
 * READ ONLY, and its handle can only read. Return data from `fn` and redirect outside: whatever is thrown inside rolls
 * back. Do not use the network inside.
 * @throws the Response of app/http/errors.ts for an expected error, redirects to sign-in, and whatever `fn` throws.
 */
export function withTenant<T>(
  args: RouteArgs,
  permission: Permission,
  fn: Visit<TenantReader, T>,
): Promise<T> {
  return withTenantFinding(args, permission, findMemberContext, fn);
}

/**
 * The same door for a page that can query its data before it knows who asks: `find` reads it in one query with the
 * member's row, which saves a round trip, and finds nothing if the user is not a member. `fn` does not see the result
 * unless Clerk confirms the membership and the permission suffices.
 */
export function withTenantFinding<T, Found extends MemberContext>(
  args: RouteArgs,
  permission: Permission,
  find: Find<Found>,
  fn: Visit<TenantReader, T, Found>,
): Promise<T> {
  const { resolve, reject } = announcePageScope(args);
  const visited = admit(args, permission, fn, openToRead(args), (...who) => getMember(...who, find), resolve);
  visited.catch(reject);
  return visited;
}

/**
 * For the frame around a page: takes the scope of the page's own loader, which goes through the door in the same request.
 * If no page loader does, it goes through the door itself. It protects nothing.
 * @throws as `withTenant`.
 */
export async function withFrame<T>(args: RouteArgs, fn: (pageScope: PageScope) => T): Promise<T> {
  // All loaders of a request start in the same turn.
  await nextTurn();
  const announced = await pageScopes.get(args.context);
  return fn(announced ?? (await withTenant(args, "members:read", async ({ tx: _, ...scope }) => scope)));
}

/**
 * The same door for an action that writes. GET requests cannot use it: a link, a prefetch or a crawler must change nothing.
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
  const open = (tenant: FoundTenant, work: (tx: TenantTransaction) => Promise<T>) =>
    inTenant(tenant, options, work);
  return await admit(args, permission, fn, open, (...who) => getMember(...who, findMemberContext));
}

/**
 * The only way past the lock of a workspace that is being deleted: for its owners, to read. For a workspace in any other
 * state this is `withTenant`.
 * @throws as `withTenant`; TenantLocked for other members.
 */
export function withTenantToRestore<T>(args: RouteArgs, fn: Visit<TenantReader, T>): Promise<T> {
  return admit(args, "workspace:own", fn, openToRead(args), getMemberToRestore);
}

/** The scope that a request's page loader gets, for the frame around its page. */
const pageScopes = new WeakMap<RequestContext, Promise<PageScope>>();

/** An action's scope is not announced: the action may have changed it. */
function announcePageScope({ request, context }: RouteArgs) {
  const announced = Promise.withResolvers<PageScope>();
  // Without a frame no one handles the rejection.
  announced.promise.catch(() => {});
  const isLoading = request.method === "GET" || request.method === "HEAD";
  if (isLoading && !pageScopes.has(context)) pageScopes.set(context, announced.promise);
  return announced;
}

async function admit<Handle extends TenantReader, T, Found extends MemberContext>(
  args: RouteArgs,
  permission: Permission,
  fn: Visit<Handle, T, Found>,
  open: (tenant: FoundTenant, work: (tx: Handle) => Promise<T>) => Promise<T>,
  find: (tx: TenantReader, identity: Identity, tenant: Tenant) => Promise<Found>,
  onAdmitted: (pageScope: PageScope) => void = () => {},
): Promise<T> {
  const { context } = args;
  // Signed out, every legal slug gets the same answer: so identify first, then look up the tenant.
  const identity = await identify(args);
  const visit = async (): Promise<T> => {
    const tenant = await findTenant(context);
    if (!tenant) throw (await redirectToProgress(args, identity, tenant)) ?? new NotFound("The workspace");
    if (context.directory.isBehind(tenant)) throw await explainBehind(context, identity, tenant);
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
      if (error instanceof NotAMember) throw (await redirectToProgress(args, identity, tenant)) ?? error;
      if (!(error instanceof Unconfirmed)) throw error;
      // Clerk is asked between two transactions, never inside one.
      await confirmMembership(context, identity, tenant);
      return await enter();
    });
  };
  return await answeringErrors(args, () => untilCurrent(context, visit));
}

/** While people rename a workspace again and again, a look-up can be out of date as soon as it is made. */
const maxLookUps = 10;

/** Looks the tenant up again when the entry found it changed, and nothing has run; once when its tables are not ours. */
async function untilCurrent<T>(context: RequestContext, visit: () => Promise<T>, lookUp = 1): Promise<T> {
  try {
    return await visit();
  } catch (error) {
    const isOutdated = isDomainError(error) && error.code === "tenant-changed" && lookUp < maxLookUps;
    if (!isOutdated && !(lookUp === 1 && isOfOtherShape(error))) throw error;
    forgetTenant(context);
  }
  return await untilCurrent(context, visit, lookUp + 1);
}

/**
 * Who is a member cannot be read from a schema of another version. The token says so, or Clerk does.
 * @throws NotFound for others, who learn nothing; Unavailable if Clerk does not answer.
 */
async function explainBehind(
  context: RequestContext,
  identity: Identity,
  tenant: FoundTenant,
): Promise<TenantBehind> {
  if (identity.organization?.id !== tenant.clerkOrgId) await confirmMembership(context, identity, tenant);
  return new TenantBehind(tenant);
}

/** The tenant of this host; there is no default tenant. */
async function findTenant({ host, directory }: RequestContext): Promise<FoundTenant | undefined> {
  return host.kind === "tenant" ? await directory.find(host.slug) : undefined;
}

/** The directory's entry is out of date. */
function forgetTenant({ host, directory }: RequestContext): void {
  if (host.kind === "tenant") directory.forget(host.slug);
}

function openToRead(args: RouteArgs) {
  const options = { ...transactionOptions(args), readOnly: true };
  return <T>(tenant: FoundTenant, work: (tx: TenantReader) => Promise<T>) => inTenant(tenant, options, work);
}

function transactionOptions({ request, context }: RouteArgs) {
  return {
    pool: context.appPool,
    sealSecret: context.env.TENANT_SEAL_SECRET,
    label: context.requestId,
    signal: request.signal,
  };
}
