import type postgres from "postgres";
import { deleteTenant, moveSlug, restoreTenant } from "#db/directory/lifecycle.ts";
import { findById } from "#db/directory/tenant-rows.ts";
import { type ErrorCode, isDomainError } from "#db/errors.ts";
import {
  type ChangeRequest,
  findRequest,
  finishRequest,
  forgetForged,
  isSigned,
  type StoredRequest,
  type WorkspaceChangeKind,
} from "#db/jobs/change-requests.ts";
import { isMemberChangeKind } from "#db/jobs/member-change.ts";
import { recordAsOwner } from "#db/mirror/audit-entries.ts";
import type { Change } from "#db/queries/audit-log.ts";
import { enterAsOwner } from "#db/tenant/owner-transaction.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { changeMembers } from "./change-members.ts";
import { Refusal } from "./refusal.ts";
import type { SyncContext } from "./sync-context.ts";

/** What trying again does not change. Everything else may pass, and the request expires if it does not. */
const definite: readonly ErrorCode[] = [
  ...(["slug-unavailable", "slug-taken", "slug-released", "slug-reserved", "slug-illegal"] as const),
  ...(["no-tenant", "wrong-status", "organization-gone"] as const),
];

/**
 * Applies a change that a member requested in the app. The row itself is not trusted: it must have the web process's
 * signature, and the member's current role at Clerk must allow the change. A refusal's code is recorded for the waiting page.
 * @throws whatever may pass, as when Clerk or the database does not answer: try again later.
 */
export async function applyChangeRequest(context: SyncContext, id: string): Promise<"done" | "refused"> {
  const { sql } = context;
  const request = await findRequest(sql, id);
  if (!request) return "refused";
  if (request.status !== "waiting") return request.status;
  try {
    const tenant = await findById(sql, request.tenantId);
    if (!tenant) throw new Refusal("no-tenant");
    assertGenuine(context, request);
    const { kind } = request;
    if (isMemberChangeKind(kind)) {
      await changeMembers(context, tenant, request);
      await finishRequest(sql, id);
    } else await changeWorkspace(context, tenant, { ...request, kind });
    return "done";
  } catch (error) {
    const isFinal = error instanceof Refusal || (isDomainError(error) && definite.includes(error.code));
    if (!isFinal) throw error;
    const { code } = error;
    await finishRequest(sql, id, code);
    if (code === "forged") await forgetForged(sql);
    return "refused";
  }
}

function assertGenuine({ sealSecret }: SyncContext, request: StoredRequest): void {
  if (!isSigned(sealSecret, request)) throw new Refusal("forged");
  if (request.isExpired) throw new Refusal("too-old");
}

type OwnerRequest = ChangeRequest & { kind: WorkspaceChangeKind };

/** For owners only. Change, audit log and outcome are one transaction, so a retry changes nothing twice. */
async function changeWorkspace(context: SyncContext, tenant: Tenant, request: OwnerRequest): Promise<void> {
  const { sql, sealSecret, clerk } = context;
  const member = await clerk.findMember(tenant.clerkOrgId, request.requestedBy);
  if (member?.role !== "owner") throw new Refusal("not-an-owner");
  await sql.begin(async (tx) => {
    const current = await findRequest(tx, request.id, { lock: true });
    if (current?.status !== "waiting") return;
    const [before] = await tx<Tenant[]>`
      select id, name, slug, schema_name as schema, status from public.tenants where id = ${tenant.id} for update`;
    if (!before) throw new Refusal("no-tenant");
    await enterAsOwner(tx, sealSecret, before, "change");
    const change = await make(tx, before, request);
    await recordAsOwner(tx, request.requestedBy, [change]);
    await finishRequest(tx, request.id);
  });
  // Best effort: Clerk may have slugs disabled, the slug taken, or be away. Our slug counts.
  if (request.kind === "slug")
    await clerk.updateOrganization(tenant.clerkOrgId, { slug: request.value ?? "" }).catch(() => {});
}

async function make(
  tx: postgres.TransactionSql,
  before: Tenant,
  { kind, value }: OwnerRequest,
): Promise<Change> {
  const { id, name, slug } = before;
  const target = { type: "workspace" as const, id, name };
  switch (kind) {
    case "delete":
      await deleteTenant(tx, slug, "owner");
      return { action: "workspace.deleted", target };
    case "restore":
      await restoreTenant(tx, slug, "owner");
      return { action: "workspace.restored", target };
    case "slug":
      await moveSlug(tx, slug, value ?? "");
      return { action: "workspace.renamed", target, before: { slug }, after: { slug: value } };
    default:
      throw new Refusal("malformed");
  }
}
