import type { ConfirmedMember } from "#db/mirror/member.ts";

/** A member as Clerk would confirm them, for tests. */
export function person(id: string, changes: Partial<ConfirmedMember> = {}): ConfirmedMember {
  return {
    id,
    membershipId: `orgmem_${id}`,
    email: `${id}@example.com`,
    firstName: id,
    lastName: "Test",
    avatarUrl: null,
    role: "member",
    joinedAt: new Date("2026-01-01T00:00:00Z"),
    changedAt: new Date("2026-01-01T00:00:00Z"),
    confirmedAt: new Date("2026-01-01T00:00:00Z"),
    ...changes,
  };
}
