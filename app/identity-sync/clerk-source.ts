import { createClerkClient, type Organization, type OrganizationMembership } from "@clerk/remix/api.server";
import type { ConfirmedOrganization } from "#db/follow-organization.ts";
import type { ConfirmedMember } from "#db/mirror.ts";
import { roleAtClerk } from "./clerk-role.ts";
import type { Pace } from "./pace.ts";

export type ClerkOrganization = ConfirmedOrganization & { createdBy: string | null };

/** `clerkRole` is the role as Clerk calls it. */
export type ClerkMember = ConfirmedMember & { organizationId: string; clerkRole: string };

type Settings = { secretKey: string; apiUrl: string | undefined; pace?: Pace };
type Api = ReturnType<typeof createClerkClient>["organizations"];
type Page<T> = { data: T[]; totalCount: number };

/**
 * What Clerk's Backend API says now. Every answer carries the time at which it was asked. With a pace, questions wait
 * their turn.
 */
export class ClerkSource {
  private readonly api: Api;
  private readonly pace: Pace | undefined;

  constructor({ pace, ...settings }: Settings) {
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

  async listMembers(organizationId: string): Promise<ClerkMember[]> {
    return await this.listAll(
      (api, page) => api.getOrganizationMembershipList({ ...page, organizationId, orderBy: "+created_at" }),
      toMember,
    );
  }

  /** All memberships of all organizations, page by page. */
  async listAllMembers(): Promise<ClerkMember[]> {
    return await this.listAll(
      (api, page) => api.getInstanceOrganizationMembershipList({ ...page, orderBy: "+created_at" }),
      toMember,
    );
  }

  async findMember(organizationId: string, userId: string): Promise<ClerkMember | undefined> {
    const confirmedAt = new Date();
    const page = await this.ask((api) =>
      api.getOrganizationMembershipList({ organizationId, userId: [userId], limit: 1 }),
    );
    const membership = page?.data.find(({ publicUserData }) => publicUserData?.userId === userId);
    return membership && toMember(membership, confirmedAt)[0];
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

function toOrganization({ id, name, slug, createdBy, updatedAt }: Organization): ClerkOrganization {
  return { id, name, slug: slug || null, createdBy: createdBy ?? null, changedAt: new Date(updatedAt) };
}

function toMember(membership: OrganizationMembership, confirmedAt: Date): ClerkMember[] {
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
      role: roleAtClerk(role, organization.createdBy === person.userId),
      clerkRole: role,
      joinedAt: new Date(createdAt),
      changedAt: new Date(updatedAt),
      confirmedAt,
    },
  ];
}
