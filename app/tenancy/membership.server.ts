import type { RequestContext } from "#app/request-context.ts";
import { NotFound, TenantLocked } from "#db/errors.ts";
import { findMember, type MemberRow } from "#db/queries/members.ts";
import type { Tenant } from "#db/tenant.ts";
import type { TenantTransaction } from "#db/tenant-transaction.ts";
import { askClerk, clerkApi } from "./clerk-api.server.ts";
import type { Identity } from "./identity.server.ts";

export type Member = MemberRow;

/**
 * Makes sure that Clerk still counts this person among the organization's members. A token that names the organization
 * says so itself (it lives 60 s); for any other the Backend API is asked, and its answer kept for 60 s.
 * To be called outside a transaction: it may use the network.
 * @throws NotFound when they are no member; Unavailable when Clerk does not answer.
 */
export async function confirmMembership(
  { env }: RequestContext,
  identity: Identity,
  tenant: Tenant,
): Promise<void> {
  if (identity.organizationId === tenant.clerkOrgId) return;
  if (!(await isMemberAtClerk(env, identity.userId, tenant.clerkOrgId))) throw new NotFound("The workspace");
}

/**
 * The member's row: the proof of membership. Somebody without one learns nothing, not even that the tenant exists.
 * @throws NotFound; TenantLocked for members of a workspace that is suspended or being deleted.
 */
export async function getMember(tx: TenantTransaction, identity: Identity, tenant: Tenant): Promise<Member> {
  const member = await findMember(tx, identity.userId);
  if (!member) throw new NotFound("The workspace");
  if (tenant.status === "suspended" || tenant.status === "deleting") throw new TenantLocked(tenant.status);
  return member;
}

type Answer = { at: number; isMember: Promise<boolean> };
const answers = new Map<string, Answer>();
const lifetime = 60_000;
const mostAnswers = 10_000;

/** One question at a time for each person and organization; the oldest answers are forgotten first. */
function isMemberAtClerk(
  env: RequestContext["env"],
  userId: string,
  organizationId: string,
): Promise<boolean> {
  const key = `${userId} ${organizationId}`;
  const known = answers.get(key);
  if (known && Date.now() - known.at < lifetime) return known.isMember;
  const isMember = askIsMember(env, userId, organizationId);
  answers.delete(key);
  answers.set(key, { at: Date.now(), isMember });
  isMember.catch(() => answers.delete(key));
  for (const oldest of answers.keys()) {
    if (answers.size <= mostAnswers) break;
    answers.delete(oldest);
  }
  return isMember;
}

async function askIsMember(
  env: RequestContext["env"],
  userId: string,
  organizationId: string,
): Promise<boolean> {
  const answer = await askClerk(() =>
    clerkApi(env).organizations.getOrganizationMembershipList({ organizationId, userId: [userId], limit: 1 }),
  );
  return (answer?.data ?? []).some((membership) => membership.publicUserData?.userId === userId);
}
