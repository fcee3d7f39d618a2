import type { Role } from "#app/access/permissions.ts";
import type { RequestContext } from "#app/http/request-context.ts";
import { isDomainError } from "#db/errors.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { clerkFor } from "./api.server.ts";
import type { ClerkInvitation } from "./records.ts";

/** Times are in milliseconds since 1970. */
export type PendingInvitation = Pick<
  ClerkInvitation,
  "id" | "email" | "role" | "invitedAt" | "expiresAt" | "inviter"
>;

/** An invitation that was revoked or expired before anyone accepted it. `endedAt` is in milliseconds since 1970. */
export type EndedInvitation = {
  id: string;
  email: string;
  role: Role;
  end: "revoked" | "expired";
  endedAt: number;
};

export type Invitations = { pending: PendingInvitation[]; ended: EndedInvitation[] };

const maxListed = 100;
const maxEnded = 20;

/** How long an ended invitation is shown, in milliseconds. */
const endedFor = 30 * 24 * 3_600_000;

/**
 * The latest 100 pending invitations, and those that ended within 30 days, at most 20. They are not mirrored, so each call
 * asks Clerk. Call it outside a transaction, for someone who may manage members.
 * @returns null if Clerk does not answer.
 */
export async function listInvitations(
  context: RequestContext,
  { clerkOrgId }: Pick<Tenant, "clerkOrgId">,
): Promise<Invitations | null> {
  const clerk = clerkFor(context);
  try {
    // Two lists, so that ended invitations never crowd out pending ones.
    const [pending, ended] = await Promise.all([
      clerk.listInvitations(clerkOrgId, ["pending"], maxListed),
      clerk.listInvitations(clerkOrgId, ["revoked", "expired"], maxListed),
    ]);
    return { pending: pending.map(toPending), ended: listRecentlyEnded(ended, Date.now()) };
  } catch (error) {
    if (isDomainError(error)) return null;
    throw error;
  }
}

/** Leaves out what the browser must not get, such as the request's id. */
function toPending({ id, email, role, invitedAt, expiresAt, inviter }: ClerkInvitation): PendingInvitation {
  return { id, email, role, invitedAt, expiresAt, inviter };
}

type Ended = Pick<ClerkInvitation, "id" | "email" | "role" | "status" | "updatedAt" | "expiresAt">;

/** The latest 20 that ended within 30 days before `now` (milliseconds since 1970), the latest first. */
export function listRecentlyEnded(invitations: readonly Ended[], now: number): EndedInvitation[] {
  return invitations
    .map(({ id, email, role, status, updatedAt, expiresAt }) => {
      const end = status === "expired" ? ("expired" as const) : ("revoked" as const);
      // Clerk may mark an invitation as expired long after it expired.
      const endedAt = end === "expired" ? (expiresAt ?? updatedAt) : updatedAt;
      return { id, email, role, end, endedAt };
    })
    .filter(({ endedAt }) => endedAt > now - endedFor)
    .sort((a, b) => b.endedAt - a.endedAt)
    .slice(0, maxEnded);
}
