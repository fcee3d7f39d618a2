import { creatorIsOwner, roleAtClerk } from "#app/access/clerk-role.ts";
import { type Role, roles } from "#app/access/permissions.ts";
import { askClerk, clerkApi } from "#app/clerk/api.server.ts";
import type { RequestContext } from "#app/http/request-context.ts";
import { RecentMap } from "#db/directory/recent-map.ts";
import { NotFound, TenantLocked, Unavailable } from "#db/errors.ts";
import { findVisitor, type MemberRow, type Visitor } from "#db/queries/members.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import type { TenantReader } from "#db/tenant/transaction.ts";
import type { Identity } from "./identity.server.ts";

export type Member = MemberRow;

/** A membership that nobody vouched for lately. `confirmMembership` asks; after that it is one, or is none. */
export class Unconfirmed extends Unavailable {
  constructor() {
    super("Clerk");
  }
}

/** Somebody has no row in the tenant. */
export class NotAMember extends NotFound {
  constructor() {
    super("The workspace");
  }
}

/** How long somebody's word that a membership exists is taken, in milliseconds. A session token lives as long. */
const freshness = 60_000;

/** Finds the member's row, and whatever else, in one query: nothing at all for who is no member. */
export type Find<Found extends Visitor> = (tx: TenantReader, userId: string) => Promise<Found | undefined>;

/**
 * The member's row: the proof of membership. Somebody without one learns nothing, not even that the tenant exists.
 * @throws NotAMember; TenantLocked for members of a workspace that is suspended or being deleted.
 */
export async function getMember<Found extends Visitor>(
  tx: TenantReader,
  identity: Identity,
  tenant: Tenant,
  find: Find<Found>,
): Promise<Found> {
  const found = await find(tx, identity.userId);
  if (!found) throw new NotAMember();
  if (tenant.status === "suspended") throw new TenantLocked("suspended");
  if (tenant.status === "deleting") throw new TenantLocked("deleting", found.member.role === "owner");
  return found;
}

/**
 * The same, but that it finds the owner of a workspace that is being deleted: they may have it back.
 * @throws as `getMember`, for everybody else.
 */
export async function getMemberToRestore(
  tx: TenantReader,
  identity: Identity,
  tenant: Tenant,
): Promise<Visitor> {
  const found = await findVisitor(tx, identity.userId);
  if (tenant.status === "deleting" && found?.member.role === "owner") return found;
  return await getMember(tx, identity, tenant, findVisitor);
}

/**
 * The member as Clerk vouched for them lately: by its Backend API, by a token that names this organization, or by a
 * webhook, which the row has the time of. A role that became smaller counts before the mirror has it; one that became
 * larger waits for the mirror, which the worker writes.
 * @returns undefined when nobody did, or when the token knows of a smaller role: then Clerk is to be asked.
 */
export function confirmedMember(identity: Identity, tenant: Tenant, member: Member): Member | undefined {
  const mirroredAt = member.confirmedAt.getTime();
  const answer = answers.get(keyOf(identity, tenant));
  if (answer && isFresh(answer.at)) {
    return answer.at > mirroredAt ? { ...member, role: smaller(member.role, answer.role) } : member;
  }
  const { organization } = identity;
  if (organization?.id === tenant.clerkOrgId) {
    const claimed = roleAtClerk(organization.role, false);
    const isSmaller = smaller(member.role, claimed) !== member.role;
    return isSmaller && organization.issuedAt > mirroredAt ? undefined : member;
  }
  return isFresh(mirroredAt) ? member : undefined;
}

/**
 * Asks Clerk's Backend API for the membership; a yes is remembered for `confirmedMember`, a no is not. When Clerk does
 * not answer, a token that names this organization stands for it.
 * To be called outside a transaction: it uses the network. One question at a time for a person and an organization.
 * @throws NotFound when they are no member any more; Unavailable when Clerk does not answer.
 */
export async function confirmMembership(
  { env }: RequestContext,
  identity: Identity,
  tenant: Pick<Tenant, "clerkOrgId">,
): Promise<void> {
  const key = keyOf(identity, tenant);
  const asking = questions.get(key) ?? findRoleAtClerk(env, identity.userId, tenant.clerkOrgId);
  questions.set(key, asking);
  const at = Date.now();
  try {
    const role = await asking;
    if (!role) throw new NotFound("The workspace");
    answers.set(key, { at, role });
  } catch (error) {
    const { organization } = identity;
    if (!(error instanceof Unavailable) || organization?.id !== tenant.clerkOrgId) throw error;
    answers.set(key, { at: organization.issuedAt, role: roleAtClerk(organization.role, false) });
  } finally {
    questions.delete(key);
  }
}

type Answer = { at: number; role: Role };

const questions = new Map<string, Promise<Role | undefined>>();
const answers = new RecentMap<Answer>(10_000);

async function findRoleAtClerk(
  env: RequestContext["env"],
  userId: string,
  organizationId: string,
): Promise<Role | undefined> {
  const answer = await askClerk(() =>
    clerkApi(env).organizations.getOrganizationMembershipList({ organizationId, userId: [userId], limit: 1 }),
  );
  const membership = answer?.data.find(({ publicUserData }) => publicUserData?.userId === userId);
  if (!membership) return undefined;
  const isCreator = membership.organization?.createdBy === userId;
  return roleAtClerk(membership.role, isCreator && creatorIsOwner(env.CLERK_CREATOR_ROLE));
}

function smaller(one: Role, other: Role): Role {
  return roles.indexOf(one) > roles.indexOf(other) ? one : other;
}

function isFresh(at: number): boolean {
  return Date.now() - at < freshness;
}

function keyOf(identity: Identity, tenant: Pick<Tenant, "clerkOrgId">): string {
  return `${identity.userId} ${tenant.clerkOrgId}`;
}
