import { createClerkClient, type Organization, type OrganizationMembership } from "@clerk/remix/api.server";
import type { ConfirmedMember } from "#db/mirror.ts";
import type { MemberRole } from "#db/queries/members.ts";

/** What Clerk's Backend API says now. Every answer carries the time at which it was asked. */
export class ClerkSource {
  private readonly api: ReturnType<typeof createClerkClient>;

  constructor(settings: { secretKey: string; apiUrl: string | undefined }) {
    this.api = createClerkClient(settings);
  }

  async findOrganization(id: string): Promise<Organization | undefined> {
    return await unlessMissing(this.api.organizations.getOrganization({ organizationId: id }));
  }

  async listMembers(organizationId: string): Promise<ConfirmedMember[]> {
    const members: ConfirmedMember[] = [];
    for (;;) {
      const confirmedAt = new Date();
      const page = await this.api.organizations.getOrganizationMembershipList({
        organizationId,
        limit: pageSize,
        offset: members.length,
      });
      members.push(...page.data.flatMap((membership) => toMember(membership, confirmedAt)));
      if (page.data.length < pageSize) return members;
    }
  }

  async findMember(organizationId: string, userId: string): Promise<ConfirmedMember | undefined> {
    const confirmedAt = new Date();
    const page = await unlessMissing(
      this.api.organizations.getOrganizationMembershipList({ organizationId, userId: [userId], limit: 1 }),
    );
    const membership = page?.data.find(({ publicUserData }) => publicUserData?.userId === userId);
    return membership && toMember(membership, confirmedAt)[0];
  }
}

const pageSize = 100;

/** Clerk's own roles are admin and member; owner and viewer are made in its dashboard. Unknown ones may only look. */
const roles: Record<string, MemberRole> = {
  "org:owner": "owner",
  "org:admin": "admin",
  "org:member": "member",
  "org:viewer": "viewer",
};

function toMember(membership: OrganizationMembership, confirmedAt: Date): ConfirmedMember[] {
  const person = membership.publicUserData;
  if (!person?.userId) return [];
  return [
    {
      id: person.userId,
      email: person.identifier,
      firstName: person.firstName ?? "",
      lastName: person.lastName ?? "",
      avatarUrl: person.imageUrl || null,
      role: roleOf(membership),
      joinedAt: new Date(membership.createdAt),
      confirmedAt,
    },
  ];
}

/** Without custom roles there is no owner at Clerk: then it is the organization's creator. */
function roleOf(membership: OrganizationMembership): MemberRole {
  const role = roles[membership.role] ?? "viewer";
  const isCreator = membership.organization.createdBy === membership.publicUserData?.userId;
  return role === "admin" && isCreator ? "owner" : role;
}

async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if ((error as { status?: number }).status === 404) return undefined;
    throw error;
  }
}
