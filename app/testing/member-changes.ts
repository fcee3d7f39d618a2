import type { ClerkApi } from "#app/clerk/api.server.ts";
import { applyChangeRequest } from "#app/identity-sync/apply-change.ts";
import { askForChange, type ChangeOutcome, findChange } from "#db/jobs/change-requests.ts";
import { encodeMemberChange, type MemberChange } from "#db/jobs/member-change.ts";
import type { MemberRole } from "#db/queries/members.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { testSealSecret } from "#db/testing/database.ts";
import type { Mirror } from "./mirror.ts";

/** Requests about a workspace's members, and their effects at Clerk and in the mirror. */
export class MemberChanges {
  constructor(private readonly mirror: Mirror) {}

  /** @returns the outcome. `clerk` replaces the stage's Clerk for the worker. */
  async ask(tenant: Tenant, requestedBy: string, wish: MemberChange, clerk?: ClerkApi) {
    return await this.outcomeOf(await this.request(tenant, requestedBy, wish), clerk);
  }

  /** Stores a request without applying it. @returns its id. */
  async request({ id }: Tenant, requestedBy: string, wish: MemberChange): Promise<string> {
    const wanted = { tenantId: id, requestedBy, kind: wish.kind, value: encodeMemberChange(wish) };
    return await askForChange(this.mirror.db.webPool, testSealSecret, wanted);
  }

  async outcomeOf(id: string, clerk = this.mirror.context.clerk) {
    await applyChangeRequest({ ...this.mirror.context, clerk }, id);
    return await findChange(this.mirror.db.webPool, id);
  }

  /** The roles of the active members, by id. */
  async rolesIn({ clerkOrgId }: Tenant): Promise<Record<string, MemberRole>> {
    const members = await this.mirror.listActive(clerkOrgId);
    return Object.fromEntries(members.map(({ id, role }) => [id, role]));
  }

  /** The pending invitations. */
  async listPending({ clerkOrgId }: Tenant) {
    const { organizations } = this.mirror.stage.api;
    const wanted = { organizationId: clerkOrgId, status: ["pending" as const] };
    return (await organizations.getOrganizationInvitationList(wanted)).data;
  }
}

export const done: ChangeOutcome = { status: "done", error: null };

export function refused(error: string): ChangeOutcome {
  return { status: "refused", error };
}

export const inviting = { kind: "invite", returnTo: "http://app.localhost:3000/join" } as const;

export function changing(userId: string, role: MemberRole): MemberChange {
  return { kind: "change-role", userId, role };
}

export function revoking(invitationId = ""): MemberChange {
  return { kind: "revoke-invitation", invitationId };
}

export function newAddress(): string {
  return `${Bun.randomUUIDv7()}@example.com`;
}
