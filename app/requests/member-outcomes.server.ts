import type { RouteArgs } from "#app/tenancy/identity.server.ts";
import { decodeMemberChange, isMemberChangeKind, type MemberChange } from "#db/jobs/member-change.ts";
import type { MemberRole } from "#db/queries/members.ts";
import { type Asker, findOutcomes } from "./change-request.server.ts";

export type MemberOutcome = {
  id: string;
  kind: MemberChange["kind"];
  status: "waiting" | "done" | "refused";
  reason: string | null;
  /** The member the change is about. */
  userId: string | null;
  /** The invited address. */
  email: string | null;
  role: MemberRole | null;
};

const maxOutcomes = 10;

/** The outcomes of the changes that the address names. Call it outside a transaction. */
export async function listMemberOutcomes(
  { context, request }: RouteArgs,
  asker: Asker,
): Promise<MemberOutcome[]> {
  const ids = new URL(request.url).searchParams.getAll("change").slice(0, maxOutcomes);
  const changes = await findOutcomes(context, asker, ids);
  return changes.flatMap(({ id, kind, value, status, error: reason }) => {
    const change = decodeMemberChange({ kind, value });
    if (!isMemberChangeKind(kind) || !change) return [];
    return {
      ...{ id, kind, status, reason },
      userId: "userId" in change ? change.userId : null,
      email: "email" in change ? change.email : null,
      role: "role" in change ? change.role : null,
    };
  });
}
