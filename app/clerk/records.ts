import type { Organization, OrganizationInvitation, OrganizationMembership } from "@clerk/remix/api.server";
import { z } from "zod";
import { roleAtClerk } from "#app/access/clerk-role.ts";
import type { ConfirmedOrganization } from "#db/directory/update-organization.ts";
import type { ConfirmedMember } from "#db/mirror/member.ts";
import type { MemberRole } from "#db/queries/members.ts";
import { toStorable } from "./storable-text.ts";

export type ClerkOrganization = ConfirmedOrganization & { createdBy: string | null };

export type OrganizationWithMembers = { organization: ClerkOrganization; members: ClerkMember[] };

/**
 * `clerkRole` is Clerk's name of the role. `isCleaned`: some of Clerk's text could not be stored as it is, or there is nothing
 * that identifies the person.
 */
export type ClerkMember = ConfirmedMember & { organizationId: string; clerkRole: string; isCleaned: boolean };

/** One of a user's organizations. */
export type ClerkMembership = { organizationId: string; name: string; imageUrl: string; role: MemberRole };

/** Times are in milliseconds since 1970. */
export type ClerkInvitation = {
  id: string;
  organizationId: string;
  email: string;
  role: MemberRole;
  status: string;
  invitedAt: number;
  updatedAt: number;
  expiresAt: number | null;
  /** The inviter's name or email address; null if the invitation was made in Clerk's dashboard. */
  inviter: string | null;
  /** The change request that asked for it; undefined if it was made elsewhere. */
  requestId: string | undefined;
};

export const tokenKeysSchema = z.object({
  keys: z.array(z.object({ kid: z.string(), kty: z.string(), n: z.string(), e: z.string() })).min(1),
});

/** The public key of session tokens, as a JSON Web Key. */
export type TokenKey = z.infer<typeof tokenKeysSchema>["keys"][number];

/** The key of an invitation's private metadata that holds `requestId`. */
export const requestKey = "changeRequest";

/** The maximum length of a workspace's name. */
const maxName = 256;

export function toOrganization({ id, name, slug, createdBy, updatedAt }: Organization): ClerkOrganization {
  return {
    id,
    // Cutting may leave half of a surrogate pair.
    name: toStorable(toStorable(name).trim().slice(0, maxName)),
    slug: slug ? toStorable(slug) : null,
    createdBy: createdBy ?? null,
    changedAt: new Date(updatedAt),
  };
}

/**
 * A person's identifier is their e-mail address, or else a phone number or a username; it stands where the address would.
 * @returns nothing for a membership without a user. @param confirmedAt when Clerk was asked.
 */
export function toMembers(
  membership: OrganizationMembership,
  confirmedAt: Date,
  creatorIsOwner: boolean,
): ClerkMember[] {
  const { id, organization, publicUserData: person, role, createdAt, updatedAt } = membership;
  if (!person?.userId) return [];
  // Clerk's types say that there is an identifier, but it is null after the last one was removed.
  const given = [person.identifier, person.firstName, person.lastName, person.imageUrl, role].map(
    (text) => text ?? "",
  );
  const [identifier = "", firstName = "", lastName = "", imageUrl = "", clerkRole = ""] =
    given.map(toStorable);
  return [
    {
      id: person.userId,
      membershipId: id,
      organizationId: organization.id,
      email: identifier || person.userId,
      firstName,
      lastName,
      avatarUrl: imageUrl || null,
      role: roleAtClerk(role, creatorIsOwner && organization.createdBy === person.userId),
      clerkRole,
      isCleaned: identifier === "" || given.some((text) => text !== toStorable(text)),
      joinedAt: new Date(createdAt),
      changedAt: new Date(updatedAt),
      confirmedAt,
    },
  ];
}

export function toInvitation(found: OrganizationInvitation): ClerkInvitation {
  const { id, organizationId, emailAddress: email, role, status = "", privateMetadata } = found;
  const requestId = (privateMetadata as Record<string, unknown> | null)?.[requestKey];
  return {
    ...{ id, organizationId, email, role: roleAtClerk(role, false), status },
    ...{ invitedAt: found.createdAt, updatedAt: found.updatedAt, expiresAt: found.expiresAt ?? null },
    inviter: nameInviter(found.raw),
    requestId: typeof requestId === "string" ? requestId : undefined,
  };
}

/** The SDK's invitation leaves the inviter out. */
const inviterSchema = z.object({
  public_inviter_data: z
    .object({ first_name: z.string().nullish(), last_name: z.string().nullish(), identifier: z.string() })
    .nullish(),
});

function nameInviter(raw: unknown): string | null {
  const { first_name, last_name, identifier } = inviterSchema.safeParse(raw).data?.public_inviter_data ?? {};
  return `${first_name ?? ""} ${last_name ?? ""}`.trim() || identifier || null;
}
