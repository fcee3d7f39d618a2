import type postgres from "postgres";
import { DomainError, NotFound } from "#db/errors.ts";
import { addTombstone } from "#db/mirror/tombstones.ts";
import { quoteName } from "#db/tenant/guard.ts";
import type { Tenant, TenantStatus } from "#db/tenant/tenant.ts";
import { slugTaken } from "./provision.ts";
import { claimSlug, releaseSlug } from "./released-slugs.ts";
import { assertLegalSlug } from "./slug.ts";
import { tenantColumns } from "./tenant-rows.ts";

// active ⇄ suspended; from either to deleting; from there back within the grace period, or purged after it. Each step is one
// UPDATE that names the states it may start from, so that only one of two concurrent operators succeeds.

/** How long a deleted tenant can be restored, in days. After that it can be purged. */
export const graceDays = 30;

/**
 * Closes an active tenant to its members from the next request on. No data is lost.
 * @param reason for operators, up to 500 characters.
 * @throws NotFound; DomainError "wrong-status".
 */
export async function suspendTenant(sql: postgres.Sql, slug: string, reason?: string): Promise<Tenant> {
  const change = sql`status = 'suspended', suspended_at = now(), suspended_reason = ${reason ?? null}`;
  return await move(sql, slug, { from: ["active"], change, to: "suspended" });
}

/** Opens a suspended tenant again. @throws NotFound; DomainError "wrong-status". */
export async function resumeTenant(sql: postgres.Sql, slug: string): Promise<Tenant> {
  const change = sql`status = 'active', suspended_at = null, suspended_reason = null`;
  return await move(sql, slug, { from: ["suspended"], change, to: "resumed" });
}

/** Who closed a tenant. An owner can undo what an owner did, an operator everything. */
export type Closer = "operator" | "owner";

/** Closes a tenant and starts its grace period. All data stays. @throws NotFound; DomainError "wrong-status". */
export async function deleteTenant(
  sql: postgres.ISql,
  slug: string,
  by: Closer = "operator",
): Promise<Tenant> {
  return await move(sql, slug, {
    from: ["active", "suspended"],
    change: startDeleting(sql, by),
    to: "deleted",
  });
}

/**
 * Closes the tenant of an organization that was deleted in Clerk. Its data stays for the grace period. Waits for a tenant
 * that is being provisioned.
 */
export async function markDeleting(sql: postgres.Sql, clerkOrgId: string): Promise<void> {
  await addTombstone(sql, clerkOrgId);
  await sql.begin(async (tx) => {
    await tx`select from public.tenants where clerk_org_id = ${clerkOrgId} for update`;
    await tx`update public.tenants set ${startDeleting(tx, "clerk")}, updated_at = now()
      where clerk_org_id = ${clerkOrgId} and status in ('active', 'suspended')`;
    // Reserved and never built: there is no schema.
    await tx`delete from public.tenants where clerk_org_id = ${clerkOrgId} and status = 'provisioning'`;
  });
}

/**
 * Restores a deleted tenant within the grace period. A tenant that was suspended before is suspended again.
 * @param by an owner can undo only what an owner did.
 * @throws NotFound; DomainError "wrong-status", also after the grace period; "organization-gone" if its organization was
 *   deleted in Clerk and no one could sign in: link another one first.
 */
export async function restoreTenant(
  sql: postgres.ISql,
  slug: string,
  by: Closer = "operator",
): Promise<Tenant> {
  const only = sql`deleting_since > now() - make_interval(days => ${graceDays})
    and (deleting_by = 'owner' or ${by === "operator"})
    and not exists (select from public.tombstones where clerk_id = clerk_org_id)`;
  return await move(sql, slug, { from: ["deleting"], change: stopDeleting(sql), only, to: "restored" });
}

/**
 * Gives a tenant another slug; its schema keeps its name. The old slug stays reserved for the tenant's organization for 90
 * days.
 * @throws NotFound; DomainError "wrong-status", "slug-illegal", "slug-reserved", "slug-taken", "slug-released".
 */
export async function changeSlug(sql: postgres.Sql, slug: string, wanted: string): Promise<Tenant> {
  try {
    return await sql.begin((tx) => moveSlug(tx, slug, wanted));
  } catch (error) {
    // Two tenants that want each other's slug deadlock, and neither slug is free.
    if (codeOf(error) === "40P01") throw slugTaken(wanted);
    throw error;
  }
}

/** As `changeSlug`, in a savepoint of the caller's transaction. @throws as `changeSlug`. */
export async function moveSlug(tx: postgres.TransactionSql, slug: string, wanted: string): Promise<Tenant> {
  assertLegalSlug(wanted);
  if (wanted === slug) throw slugTaken(wanted);
  try {
    return await tx.savepoint(async (inner) => {
      const change = inner`slug = ${wanted}`;
      const tenant = await move(inner, slug, { from: ["active", "suspended"], change, to: "renamed" });
      await claimSlug(inner, wanted, tenant.clerkOrgId);
      await releaseSlug(inner, slug, tenant.clerkOrgId);
      return tenant;
    });
  } catch (error) {
    if (codeOf(error) === "23505") throw slugTaken(wanted);
    throw error;
  }
}

/**
 * Deletes a tenant for good after its grace period, in one transaction: schema, directory, memberships and stored events.
 * Its organization gets a tombstone, its slug stays reserved for 90 days. Waits up to 10 s for running requests.
 * @throws NotFound; DomainError "wrong-status" also within the grace period; "in-use".
 */
export async function purgeTenant(sql: postgres.Sql, slug: string): Promise<Tenant> {
  try {
    return await sql.begin(async (tx) => await purge(tx, slug));
  } catch (error) {
    // A lock timeout, or a deadlock with a request.
    if (!["55P03", "40P01"].includes(codeOf(error))) throw error;
    const message = `"${slug}" is in use: a transaction holds its tables. Nothing was changed. Try again.`;
    throw new DomainError("in-use", message, { cause: error });
  }
}

/** The slugs of all tenants whose grace period is over, the oldest first. */
export async function listDue(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ slug: string }[]>`
    select slug from public.tenants where ${isDue(sql)} order by deleting_since, slug`;
  return rows.map(({ slug }) => slug);
}

async function purge(tx: postgres.TransactionSql, slug: string): Promise<Tenant> {
  await tx`select pg_catalog.set_config('lock_timeout', '10s', true)`;
  const [tenant] = await tx<Tenant[]>`
    select ${tenantColumns(tx)} from public.tenants where slug = ${slug} and ${isDue(tx)} for update`;
  if (!tenant) throw await refusal(tx, slug, "purged");
  const { id, clerkOrgId, schema } = tenant;
  await tx.unsafe(`drop schema if exists ${quoteName(schema)} cascade`);
  await addTombstone(tx, clerkOrgId);
  // A delivery that is being applied is locked, and its worker may wait for us. It will be ignored later.
  await tx`delete from public.inbox where status <> 'waiting' and strpos(body, ${`"${clerkOrgId}"`}) > 0`;
  await releaseSlug(tx, slug, clerkOrgId);
  await tx`delete from public.tenants where id = ${id}`;
  return { ...tenant };
}

type Move = {
  from: TenantStatus[];
  change: postgres.Fragment;
  /** A further condition. */
  only?: postgres.Fragment;
  /** The participle in the error message. */
  to: string;
};

async function move(sql: postgres.ISql, slug: string, { from, change, only, to }: Move): Promise<Tenant> {
  const [tenant] = await sql<Tenant[]>`
    update public.tenants set ${change}, updated_at = now()
    where slug = ${slug} and status in ${sql(from)} ${only ? sql`and ${only}` : sql``}
    returning ${tenantColumns(sql)}`;
  if (!tenant) throw await refusal(sql, slug, to);
  return { ...tenant };
}

type State = { status: TenantStatus; purgeableAt: Date | null; isOver: boolean; isGone: boolean };

/** Why a tenant could not be moved, by its current state. */
async function refusal(sql: postgres.ISql, slug: string, to: string): Promise<DomainError> {
  const [state] = await sql<State[]>`
    select status, deleting_since + make_interval(days => ${graceDays}) as "purgeableAt", ${isDue(sql)} as "isOver",
      exists (select from public.tombstones where clerk_id = clerk_org_id) as "isGone"
    from public.tenants where slug = ${slug}`;
  if (!state) return new NotFound(`The tenant "${slug}"`);
  const { status, purgeableAt, isOver, isGone } = state;
  if (to === "restored" && status === "deleting" && !isOver && isGone) {
    return new DomainError(
      "organization-gone",
      `The organization of "${slug}" was deleted in Clerk, so no one could sign in. Create one there and link it first: ` +
        `bun scripts/tenants.ts link ${slug} --clerk-org ID`,
    );
  }
  const since = purgeableAt
    ? `, and its grace period ${isOver ? "ended" : "ends"} ${purgeableAt.toISOString()}`
    : "";
  return new DomainError("wrong-status", `"${slug}" is ${status}${since}: it cannot be ${to}.`);
}

function startDeleting(sql: postgres.ISql, by: Closer | "clerk"): postgres.Fragment {
  return sql`status = 'deleting', deleting_since = now(), deleting_by = ${by}`;
}

/** The SET list that reopens a tenant that was deleting. */
export function stopDeleting(sql: postgres.ISql): postgres.Fragment {
  return sql`deleting_since = null, deleting_by = null,
    status = case when suspended_at is null then 'active' else 'suspended' end`;
}

function isDue(sql: postgres.ISql): postgres.Fragment {
  return sql`(status = 'deleting' and deleting_since <= now() - make_interval(days => ${graceDays}))`;
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? "");
}
