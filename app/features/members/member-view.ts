import type { Role } from "#app/access/permissions.ts";

export type MemberView = {
  id: string;
  name: string;
  email: string;
  avatarUrl: string | null;
  role: Role;
  joinedAt: string;
  lastSeenAt: string | null;
};

/** A request and its state. `whom` is a name or an email address. */
export type OutcomeView = {
  id: string;
  kind: "invite" | "revoke-invitation" | "change-role" | "remove-member" | "leave";
  status: "waiting" | "done" | "refused";
  reason: string | null;
  whom: string;
  role: Role | null;
};

export type InvitationView = {
  id: string;
  email: string;
  role: Role;
  invitedAt: number;
  expiresAt: number | null;
  inviter: string | null;
};

/** An invitation that was not accepted. */
export type EndedInvitationView = {
  id: string;
  email: string;
  role: Role;
  end: "revoked" | "expired";
  endedAt: number;
};

export type InvitationsView = { pending: InvitationView[]; ended: EndedInvitationView[] };

type Row = Omit<MemberView, "name" | "joinedAt" | "lastSeenAt"> & {
  firstName: string;
  lastName: string;
  joinedAt: Date;
  lastSeenAt: Date | null;
};

export function toMemberView(row: Row): MemberView {
  const { id, email, avatarUrl, role, firstName, lastName, joinedAt, lastSeenAt } = row;
  const times = { joinedAt: joinedAt.toISOString(), lastSeenAt: lastSeenAt?.toISOString() ?? null };
  return { id, email, avatarUrl, role, name: `${firstName} ${lastName}`.trim() || email, ...times };
}
