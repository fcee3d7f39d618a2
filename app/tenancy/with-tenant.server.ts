import { isExpected, toHttpError } from "#app/http-errors.ts";
import { Forbidden } from "#db/errors.ts";
import type { Tenant } from "#db/tenant.ts";
import { inTenant, type TenantTransaction } from "#db/tenant-transaction.ts";
import { identify, type RouteArgs } from "./identity.server.ts";
import { confirmMembership, getMember, isConfirmed, type Member, Unconfirmed } from "./membership.server.ts";
import { can, type Permission } from "./permissions.ts";
import { getTenant } from "./tenant.server.ts";

export type TenantScope = { tx: TenantTransaction; tenant: Tenant; member: Member };

/**
 * The one door to a tenant's rows: host → tenant → identity → member → permission → transaction. A GET gets a READ ONLY
 * transaction. Return data from `fn` and redirect outside: anything thrown inside rolls back. No network inside.
 * @throws the Response of app/http-errors.ts for an expected error, redirects to sign-in, and whatever `fn` throws.
 */
export async function withTenant<T>(
  args: RouteArgs,
  permission: Permission,
  fn: (scope: TenantScope) => Promise<T>,
): Promise<T> {
  const { request, context } = args;
  // Signed out, every legal slug answers alike: who is there is asked before whether the tenant is.
  const identity = await identify(args);
  try {
    const tenant = await getTenant(context);
    const enter = () =>
      inTenant(tenant, transactionOptions(args), async (tx) => {
        const member = await getMember(tx, identity, tenant);
        if (!isConfirmed(identity, tenant, member)) throw new Unconfirmed();
        if (!can(member.role, permission)) throw new Forbidden(permission);
        return await fn({ tx, tenant, member });
      });
    return await enter().catch(async (error: unknown) => {
      if (!(error instanceof Unconfirmed)) throw error;
      // Clerk is asked between two transactions, never inside one.
      await confirmMembership(context, identity, tenant);
      return await enter();
    });
  } catch (error) {
    if (isExpected(error))
      context.log.info({ code: error.code, path: new URL(request.url).pathname }, error.message);
    throw toHttpError(error, context.requestId);
  }
}

function transactionOptions({ request, context }: RouteArgs) {
  const readOnly = request.method === "GET" || request.method === "HEAD";
  return {
    pool: context.appPool,
    sealSecret: context.env.TENANT_SEAL_SECRET,
    label: context.requestId,
    signal: request.signal,
    readOnly,
  };
}
