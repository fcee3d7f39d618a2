import { roleAtClerk } from "#app/access/clerk-role.ts";
import { type Role, roles } from "#app/access/permissions.ts";
import { clerkFor } from "#app/clerk/api.server.ts";
import type { ClerkMember } from "#app/clerk/records.ts";
import type { RequestContext } from "#app/http/request-context.ts";
import { RecentMap } from "#db/directory/recent-map.ts";
import { NotFound, TenantLocked, Unavailable } from "#db/errors.ts";
import { findMemberContext, type MemberContext, type MemberRow } from "#db/queries/members.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import type { TenantReader } from "#db/tenant/transaction.ts";
import type { Identity } from "./identity.server.ts";

export type Member = MemberRow;

/** No one has confirmed the membership recently. `confirmMembership` asks Clerk. */
export class Unconfirmed extends Unavailable {
  constructor() {
    super("Clerk");
  }
}

/** The user has no row in the tenant. */
export class NotAMember extends NotFound {
  constructor() {
    super("The workspace");
  }
}

/** How long a confirmed membership is trusted, in milliseconds. A session token lives as long. */
const freshness = 60_000;

/** Finds the member's row and possibly more, in one query. Finds nothing if the user is not a member. */
export type Find<Found extends MemberContext> = (
  tx: TenantReader,
  userId: string,
) => Promise<Found | undefined>;

/**
 * The member's row: the proof of membership. Someone without one learns nothing, not even that the tenant exists.
 * @throws NotAMember; TenantLocked for members of a workspace that is suspended or being deleted.
 */
export async function getMember<Found extends MemberContext>(
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
 * Like `getMember`, but also returns the owner of a workspace that is being deleted, who may restore it.
 * @throws as `getMember`, for everyone else.
 */
export async function getMemberToRestore(
  tx: TenantReader,
  identity: Identity,
  tenant: Tenant,
): Promise<MemberContext> {
  const found = await findMemberContext(tx, identity.userId);
  if (tenant.status === "deleting" && found?.member.role === "owner") return found;
  return await getMember(tx, identity, tenant, findMemberContext);
}

/**
 * The member, if Clerk confirmed the membership recently: by its Backend API, by a token that names this organization, or
 * by a webhook (`confirmedAt`). A lower role counts at once; a higher one only after the worker has mirrored it.
 * @returns undefined if there is no recent confirmation, or if the token has a lower role: ask Clerk then.
 */
export function confirmedMember(identity: Identity, tenant: Tenant, member: Member): Member | undefined {
  const answer = answers.get(keyOf(identity, tenant));
  if (answer && isFresh(answer.at)) {
    const isNewer = !answer.askedAt || answer.askedAt > member.confirmedAt || !isDated(member);
    return isNewer ? { ...member, role: smaller(member.role, answer.role) } : member;
  }
  const { organization } = identity;
  if (organization?.id === tenant.clerkOrgId) {
    // The row may be newer than the token, but the times are of two clocks.
    const claimed = roleAtClerk(organization.role, false);
    return smaller(member.role, claimed) === member.role ? member : undefined;
  }
  return isDated(member) && ageOf(member) < freshness ? member : undefined;
}

/** How old the row's confirmation is, in milliseconds, by the database's clock. */
function ageOf({ readAt, confirmedAt }: Member): number {
  return readAt.getTime() - confirmedAt.getTime();
}

/** A confirmation from far ahead was dated before the database's clock was set back. */
function isDated(member: Member): boolean {
  return ageOf(member) > -freshness;
}

/**
 * Asks Clerk's Backend API for the membership, and remembers it for `confirmedMember` if it exists. If Clerk does not
 * answer, a token that names this organization is accepted instead. Concurrent calls for one person and organization share
 * one request. Call it outside a transaction: it uses the network.
 * @throws NotFound if they are no longer a member; Unavailable if Clerk does not answer.
 */
export async function confirmMembership(
  context: RequestContext,
  identity: Identity,
  tenant: Pick<Tenant, "clerkOrgId">,
): Promise<void> {
  const key = keyOf(identity, tenant);
  const asking = questions.get(key) ?? clerkFor(context).findMember(tenant.clerkOrgId, identity.userId);
  questions.set(key, asking);
  const at = performance.now();
  try {
    const member = await asking;
    if (!member) throw new NotFound("The workspace");
    answers.set(key, { at, askedAt: member.confirmedAt, role: member.role });
  } catch (error) {
    const { organization } = identity;
    if (!(error instanceof Unavailable) || organization?.id !== tenant.clerkOrgId) throw error;
    const age = Math.max(0, Date.now() - organization.issuedAt);
    answers.set(key, { at: at - age, role: roleAtClerk(organization.role, false) });
  } finally {
    questions.delete(key);
  }
}

/** `at` is by performance.now(), because a clock may be set, and tells its age; `askedAt`, of Clerk's answers alone, is of the database's, like `confirmedAt`. */
type Answer = { at: number; askedAt?: Date; role: Role };

const questions = new Map<string, Promise<ClerkMember | undefined>>();
const answers = new RecentMap<Answer>(10_000);

function smaller(one: Role, other: Role): Role {
  return roles.indexOf(one) > roles.indexOf(other) ? one : other;
}

function isFresh(at: number): boolean {
  return performance.now() - at < freshness;
}

function keyOf(identity: Identity, tenant: Pick<Tenant, "clerkOrgId">): string {
  return `${identity.userId} ${tenant.clerkOrgId}`;
}
