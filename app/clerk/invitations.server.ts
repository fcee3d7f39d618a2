import type { OrganizationInvitation } from "@clerk/backend";
import { z } from "zod";
import { roleAtClerk } from "#app/access/clerk-role.ts";
import type { Role } from "#app/access/permissions.ts";
import type { RequestContext } from "#app/http/request-context.ts";
import { isDomainError } from "#db/errors.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { askClerk, clerkApi } from "./api.server.ts";

/** Somebody who was asked in, and has not come yet. Times are in milliseconds since 1970. */
export type PendingInvitation = {
  id: string;
  email: string;
  role: Role;
  invitedAt: number;
  expiresAt: number | null;
  /** Who invited them; null for Clerk's dashboard. */
  inviter: string | null;
};

/** An invitation that nobody took: when it was revoked, or its time was over, in milliseconds since 1970. */
export type EndedInvitation = {
  id: string;
  email: string;
  role: Role;
  end: "revoked" | "expired";
  endedAt: number;
};

export type Invitations = { pending: PendingInvitation[]; ended: EndedInvitation[] };

const most = 100;
const mostEnded = 20;

/** How long an invitation that ended is told of, in milliseconds. */
const endedFor = 30 * 24 * 3_600_000;

/** What the SDK leaves out of an invitation. */
const inviterOf = z.object({
  public_inviter_data: z
    .object({ first_name: z.string().nullish(), last_name: z.string().nullish(), identifier: z.string() })
    .nullish(),
});

/**
 * Whom Clerk waits for, the latest 100 first, and which invitations ended within 30 days, at most 20. It is asked each
 * time: an invitation is no member, and nothing is kept of it here. To be called outside a transaction, for who may manage
 * members.
 * @returns null when Clerk does not answer.
 */
export async function listInvitations(
  { env }: RequestContext,
  { clerkOrgId: organizationId }: Pick<Tenant, "clerkOrgId">,
): Promise<Invitations | null> {
  const { organizations } = clerkApi(env);
  // Apart, so that those that ended leave none out that is waited for.
  const ask = async (status: NonNullable<OrganizationInvitation["status"]>[], limit: number) => {
    const wanted = { organizationId, status, limit };
    return (await askClerk(() => organizations.getOrganizationInvitationList(wanted)))?.data ?? [];
  };
  try {
    const [pending, ended] = await Promise.all([ask(["pending"], most), ask(["revoked", "expired"], most)]);
    return { pending: pending.map(toPending), ended: lately(ended, Date.now()) };
  } catch (error) {
    if (isDomainError(error)) return null;
    throw error;
  }
}

function toPending(invitation: OrganizationInvitation): PendingInvitation {
  const { id, emailAddress, role, createdAt, expiresAt, raw } = invitation;
  return {
    ...{ id, email: emailAddress, role: roleAtClerk(role, false) },
    ...{ invitedAt: createdAt, expiresAt: expiresAt ?? null, inviter: nameInviter(raw) },
  };
}

type Ended = Pick<
  OrganizationInvitation,
  "id" | "emailAddress" | "role" | "status" | "updatedAt" | "expiresAt"
>;

/** Those that ended within 30 days before `now`, in milliseconds since 1970: the latest 20 of them, the last one first. */
export function lately(invitations: readonly Ended[], now: number): EndedInvitation[] {
  return invitations
    .map(({ id, emailAddress: email, role, status, updatedAt, expiresAt }) => {
      const end = status === "expired" ? ("expired" as const) : ("revoked" as const);
      // Clerk may write down later that a time was over.
      const endedAt = end === "expired" ? (expiresAt ?? updatedAt) : updatedAt;
      return { id, email, role: roleAtClerk(role, false), end, endedAt };
    })
    .filter(({ endedAt }) => endedAt > now - endedFor)
    .sort((a, b) => b.endedAt - a.endedAt)
    .slice(0, mostEnded);
}

function nameInviter(raw: unknown): string | null {
  const { first_name, last_name, identifier } = inviterOf.safeParse(raw).data?.public_inviter_data ?? {};
  return `${first_name ?? ""} ${last_name ?? ""}`.trim() || identifier || null;
}
