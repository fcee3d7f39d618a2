import {
  createClerkClient,
  type Organization,
  type OrganizationInvitation,
  type OrganizationMembership,
} from "@clerk/remix/api.server";
import { clerkRoleOf, creatorIsOwner, roleAtClerk } from "#app/access/clerk-role.ts";
import type { ConfirmedOrganization } from "#db/directory/update-organization.ts";
import type { ConfirmedMember } from "#db/mirror/member.ts";
import type { MemberRole } from "#db/queries/members.ts";
import type { Pace } from "./rate-limit.ts";

export type ClerkOrganization = ConfirmedOrganization & { createdBy: string | null };

export type OrganizationWithMembers = { organization: ClerkOrganization; members: ClerkMember[] };

/** `clerkRole` is the role as Clerk calls it. */
export type ClerkMember = ConfirmedMember & { organizationId: string; clerkRole: string };

export type ClerkInvitation = {
  id: string;
  organizationId: string;
  email: string;
  role: MemberRole;
  status: string;
  /** The request that asked for it; undefined for one that was made elsewhere. */
  requestId: string | undefined;
};

export type NewInvitation = {
  email: string;
  role: MemberRole;
  inviterId: string;
  /** Where the link in the mail leads, with a ticket. */
  returnTo: string;
  requestId: string;
};

/** Clerk understood, and will not, now or later. `code` is Clerk's own, or "too_many_requests". */
export class ClerkRefused extends Error {
  override name = "ClerkRefused";
  constructor(
    readonly code: string,
    options: { cause: unknown },
  ) {
    super(`Clerk refused: ${code}`, options);
  }
}

/** `creatorRole`: CLERK_CREATOR_ROLE, Clerk's own unless told. */
type Settings = { secretKey: string; apiUrl: string | undefined; creatorRole?: string; pace?: Pace };
type Api = ReturnType<typeof createClerkClient>["organizations"];
type Page<T> = { data: T[]; totalCount: number };

/**
 * What Clerk's Backend API says now. Every answer carries the time at which it was asked. With a pace, questions wait
 * their turn.
 */
export class ClerkSource {
  private readonly api: Api;
  private readonly pace: Pace | undefined;

  /** Whether an organization's creator owns it as an admin. */
  readonly creatorIsOwner: boolean;

  constructor({ pace, creatorRole = "org:admin", ...settings }: Settings) {
    this.creatorIsOwner = creatorIsOwner(creatorRole);
    this.api = createClerkClient(settings).organizations;
    this.pace = pace;
  }

  async findOrganization(id: string): Promise<ClerkOrganization | undefined> {
    const found = await this.ask((api) => api.getOrganization({ organizationId: id }));
    // Clerk takes a slug for an id, too.
    return found?.id === id ? toOrganization(found) : undefined;
  }

  /** All of the instance, page by page. */
  async listOrganizations(): Promise<ClerkOrganization[]> {
    return await this.listAll(
      (api, page) => api.getOrganizationList({ ...page, orderBy: "+created_at" }),
      (found) => [toOrganization(found)],
    );
  }

  /** Both by one question, unless nobody is in it: every membership brings its organization along. */
  async findWithMembers(id: string): Promise<OrganizationWithMembers | undefined> {
    let organization: ClerkOrganization | undefined;
    const members = await this.listAll(
      (api, page) =>
        api.getOrganizationMembershipList({ ...page, organizationId: id, orderBy: "+created_at" }),
      (found, askedAt) => {
        organization ??= toOrganization(found.organization);
        return this.read(found, askedAt);
      },
    );
    organization ??= await this.findOrganization(id);
    return organization?.id === id ? { organization, members } : undefined;
  }

  /** All memberships of all organizations, page by page. */
  async listAllMembers(): Promise<ClerkMember[]> {
    return await this.listAll(
      (api, page) => api.getInstanceOrganizationMembershipList({ ...page, orderBy: "+created_at" }),
      (found, askedAt) => this.read(found, askedAt),
    );
  }

  async findMember(organizationId: string, userId: string): Promise<ClerkMember | undefined> {
    const confirmedAt = new Date();
    const page = await this.ask((api) =>
      api.getOrganizationMembershipList({ organizationId, userId: [userId], limit: 1 }),
    );
    const membership = page?.data.find(({ publicUserData }) => publicUserData?.userId === userId);
    return membership && this.read(membership, confirmedAt)[0];
  }

  /** Changes name or slug, and returns the organization as it is then; undefined when there is none. */
  async updateOrganization(
    id: string,
    changes: { name?: string; slug?: string },
  ): Promise<ClerkOrganization | undefined> {
    const updated = await this.ask((api) => api.updateOrganization(id, changes));
    return updated && toOrganization(updated);
  }

  /** One that is gone already is fine. */
  async deleteOrganization(id: string): Promise<void> {
    await this.ask((api) => api.deleteOrganization(id));
  }

  /**
   * Gives a member another role, and returns the membership as it is then; undefined when there is none.
   * @throws ClerkRefused, also for a role that Clerk does not have.
   */
  async changeRole(
    organizationId: string,
    userId: string,
    role: MemberRole,
  ): Promise<ClerkMember | undefined> {
    const confirmedAt = new Date();
    const wanted = { organizationId, userId, role: clerkRoleOf(role) };
    const membership = await this.ask((api) =>
      api.updateOrganizationMembership(wanted).catch(unlessRefused(/role/i)),
    );
    return membership && this.read(membership, confirmedAt)[0];
  }

  /** Ends a membership, and returns its id; undefined when there is none. @throws ClerkRefused */
  async removeMember(organizationId: string, userId: string): Promise<string | undefined> {
    const removed = await this.ask((api) =>
      api.deleteOrganizationMembership({ organizationId, userId }).catch(unlessRefused()),
    );
    return removed?.id;
  }

  /**
   * Has Clerk send an invitation. Its limit on these is an hour long and everybody's: nobody waits for it.
   * @throws ClerkRefused, also for a role that Clerk does not have, and when it was asked for too many.
   */
  async invite(organizationId: string, invitation: NewInvitation): Promise<ClerkInvitation> {
    const { email, role, inviterId, returnTo, requestId } = invitation;
    const wanted = {
      ...{ organizationId, emailAddress: email, role: clerkRoleOf(role), inviterUserId: inviterId },
      ...{ redirectUrl: returnTo, privateMetadata: { [requestKey]: requestId } },
    };
    const made = await this.api.createOrganizationInvitation(wanted).catch(unlessRefused(/./, [404, 429]));
    return toInvitation(made);
  }

  async findInvitation(organizationId: string, invitationId: string): Promise<ClerkInvitation | undefined> {
    const found = await this.ask((api) => api.getOrganizationInvitation({ organizationId, invitationId }));
    return found && toInvitation(found);
  }

  /** The invitation of this address that waits to be accepted. */
  async findPending(organizationId: string, email: string): Promise<ClerkInvitation | undefined> {
    const pending = await this.listAll(
      (api, page) => api.getOrganizationInvitationList({ ...page, organizationId, status: ["pending"] }),
      (found) => [toInvitation(found)],
    );
    return pending.find((invitation) => invitation.email.toLowerCase() === email.toLowerCase());
  }

  /** @throws ClerkRefused for one that waits for nobody any more. */
  async revokeInvitation(organizationId: string, invitationId: string): Promise<ClerkInvitation | undefined> {
    const revoked = await this.ask((api) =>
      api.revokeOrganizationInvitation({ organizationId, invitationId }).catch(unlessRefused()),
    );
    return revoked && toInvitation(revoked);
  }

  private read(membership: OrganizationMembership, confirmedAt: Date): ClerkMember[] {
    return toMember(membership, confirmedAt, this.creatorIsOwner);
  }

  private async listAll<T, R>(
    getPage: (api: Api, page: { limit: number; offset: number }) => Promise<Page<T>>,
    read: (item: T, askedAt: Date) => R[],
  ): Promise<R[]> {
    const all: R[] = [];
    for (let offset = 0; ; offset += pageSize) {
      const askedAt = new Date();
      const page = await this.ask((api) => getPage(api, { limit: pageSize, offset }));
      for (const item of page?.data ?? []) all.push(...read(item, askedAt));
      if ((page?.data.length ?? 0) < pageSize) return all;
    }
  }

  /** Undefined for what Clerk does not know. Being told to wait is no failure, a few times. */
  private async ask<T>(call: (api: Api) => Promise<T>, attempt = 1): Promise<T | undefined> {
    await this.pace?.wait();
    try {
      return await call(this.api);
    } catch (error) {
      const { status, retryAfter = 10 } = error as { status?: number; retryAfter?: number };
      if (status === 404) return undefined;
      if (status !== 429 || attempt === 5) throw error;
      await Bun.sleep(Math.min(retryAfter, 30) * 1000);
      return await this.ask(call, attempt + 1);
    }
  }
}

const pageSize = 500;
const requestKey = "changeRequest";

type ApiError = {
  status?: number;
  errors?: { code: string; message: string; meta?: { paramName?: string } }[];
};

/**
 * Makes a ClerkRefused of an answer that says no to what was asked, and not only for now.
 * @param missing of which message a 404 is about what was to be given, and not about who was to get it.
 */
function unlessRefused(missing = /^$/, also: readonly number[] = []): (error: unknown) => never {
  return (error) => {
    const { status = 0, errors } = error as ApiError;
    const [first] = errors ?? [];
    const isRefusal = [400, 403, 409, 422, ...also].includes(status);
    const isNotOfIt = status === 404 && missing.test(first?.message ?? "");
    if (!isRefusal && !isNotOfIt) throw error;
    const isMissing = status === 404 || first?.meta?.paramName === "role";
    const code = status === 429 ? "too_many_requests" : isMissing ? "not_found" : (first?.code ?? "");
    throw new ClerkRefused(code, { cause: error });
  };
}

function toInvitation(found: OrganizationInvitation): ClerkInvitation {
  const { id, organizationId, emailAddress, role, status = "", privateMetadata } = found;
  const requestId = (privateMetadata as Record<string, unknown> | null)?.[requestKey];
  return {
    ...{ id, organizationId, email: emailAddress, role: roleAtClerk(role, false), status },
    requestId: typeof requestId === "string" ? requestId : undefined,
  };
}

function toOrganization({ id, name, slug, createdBy, updatedAt }: Organization): ClerkOrganization {
  return { id, name, slug: slug || null, createdBy: createdBy ?? null, changedAt: new Date(updatedAt) };
}

function toMember(
  membership: OrganizationMembership,
  confirmedAt: Date,
  creatorIsOwner: boolean,
): ClerkMember[] {
  const { id, organization, publicUserData: person, role, createdAt, updatedAt } = membership;
  if (!person?.userId) return [];
  return [
    {
      id: person.userId,
      membershipId: id,
      organizationId: organization.id,
      email: person.identifier,
      firstName: person.firstName ?? "",
      lastName: person.lastName ?? "",
      avatarUrl: person.imageUrl || null,
      role: roleAtClerk(role, creatorIsOwner && organization.createdBy === person.userId),
      clerkRole: role,
      joinedAt: new Date(createdAt),
      changedAt: new Date(updatedAt),
      confirmedAt,
    },
  ];
}
