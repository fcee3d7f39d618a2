import type { RequestContext } from "#app/request-context.ts";
import { NotFound, TenantLocked, Unavailable } from "#db/errors.ts";
import { findMember, type MemberRow } from "#db/queries/members.ts";
import type { Tenant } from "#db/tenant.ts";
import type { TenantReader } from "#db/tenant-transaction.ts";
import { askClerk, clerkApi } from "./clerk-api.server.ts";
import type { Identity } from "./identity.server.ts";

export type Member = MemberRow;

/** A membership that nobody vouched for lately. `confirmMembership` asks; after that it is one, or is none. */
export class Unconfirmed extends Unavailable {
  constructor() {
    super("Clerk");
  }
}

/** How long somebody's word that a membership exists is taken, in milliseconds. A session token lives as long. */
const freshness = 60_000;

/**
 * The member's row: the proof of membership. Somebody without one learns nothing, not even that the tenant exists.
 * @throws NotFound; TenantLocked for members of a workspace that is suspended or being deleted.
 */
export async function getMember(tx: TenantReader, identity: Identity, tenant: Tenant): Promise<Member> {
  const member = await findMember(tx, identity.userId);
  if (!member) throw new NotFound("The workspace");
  if (tenant.status === "suspended" || tenant.status === "deleting") throw new TenantLocked(tenant.status);
  return member;
}

/**
 * Whether Clerk vouched for the membership lately: by a token that names this organization, by a webhook that the row
 * has the time of, or by the Backend API when it was asked last.
 */
export function isConfirmed(identity: Identity, tenant: Tenant, member: Member): boolean {
  if (identity.organizationId === tenant.clerkOrgId) return true;
  const asked = confirmations.get(keyOf(identity, tenant)) ?? 0;
  return Date.now() - Math.max(asked, member.confirmedAt.getTime()) < freshness;
}

/**
 * Asks Clerk's Backend API for the membership; a yes is remembered for `isConfirmed`, a no is not.
 * To be called outside a transaction: it uses the network. One question at a time for a person and an organization.
 * @throws NotFound when they are no member any more; Unavailable when Clerk does not answer.
 */
export async function confirmMembership(
  { env }: RequestContext,
  identity: Identity,
  tenant: Tenant,
): Promise<void> {
  const key = keyOf(identity, tenant);
  const asking = questions.get(key) ?? isMemberAtClerk(env, identity.userId, tenant.clerkOrgId);
  questions.set(key, asking);
  const askedAt = Date.now();
  try {
    if (!(await asking)) throw new NotFound("The workspace");
  } finally {
    questions.delete(key);
  }
  remember(key, askedAt);
}

const questions = new Map<string, Promise<boolean>>();
const confirmations = new Map<string, number>();
const mostConfirmations = 10_000;

/** The oldest are forgotten first. */
function remember(key: string, at: number): void {
  confirmations.delete(key);
  confirmations.set(key, at);
  for (const oldest of confirmations.keys()) {
    if (confirmations.size <= mostConfirmations) break;
    confirmations.delete(oldest);
  }
}

async function isMemberAtClerk(
  env: RequestContext["env"],
  userId: string,
  organizationId: string,
): Promise<boolean> {
  const answer = await askClerk(() =>
    clerkApi(env).organizations.getOrganizationMembershipList({ organizationId, userId: [userId], limit: 1 }),
  );
  return (answer?.data ?? []).some((membership) => membership.publicUserData?.userId === userId);
}

function keyOf(identity: Identity, tenant: Tenant): string {
  return `${identity.userId} ${tenant.clerkOrgId}`;
}
