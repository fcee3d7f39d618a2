import { z } from "zod";
import { roleAtClerk } from "#app/identity-sync/clerk-role.ts";
import type { RequestContext } from "#app/request-context.ts";
import { isDomainError } from "#db/errors.ts";
import type { Tenant } from "#db/tenant.ts";
import { askClerk, clerkApi } from "./clerk-api.server.ts";
import type { Role } from "./permissions.ts";

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

const most = 100;

/** What the SDK leaves out of an invitation. */
const inviterOf = z.object({
  public_inviter_data: z
    .object({ first_name: z.string().nullish(), last_name: z.string().nullish(), identifier: z.string() })
    .nullish(),
});

/**
 * Whom Clerk waits for, the latest 100 first. It is asked each time: an invitation is no member, and nothing is kept of it
 * here. To be called outside a transaction, for who may manage members.
 * @returns null when Clerk does not answer.
 */
export async function listPendingInvitations(
  { env }: RequestContext,
  { clerkOrgId: organizationId }: Pick<Tenant, "clerkOrgId">,
): Promise<PendingInvitation[] | null> {
  const { organizations } = clerkApi(env);
  const wanted = { organizationId, status: ["pending" as const], limit: most };
  try {
    const answer = await askClerk(() => organizations.getOrganizationInvitationList(wanted));
    return (answer?.data ?? []).map(({ id, emailAddress, role, createdAt, expiresAt, raw }) => ({
      ...{ id, email: emailAddress, role: roleAtClerk(role, false) },
      ...{ invitedAt: createdAt, expiresAt: expiresAt ?? null, inviter: nameInviter(raw) },
    }));
  } catch (error) {
    if (isDomainError(error)) return null;
    throw error;
  }
}

function nameInviter(raw: unknown): string | null {
  const { first_name, last_name, identifier } = inviterOf.safeParse(raw).data?.public_inviter_data ?? {};
  return `${first_name ?? ""} ${last_name ?? ""}`.trim() || identifier || null;
}
