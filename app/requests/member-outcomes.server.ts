import type { RouteArgs } from "#app/tenancy/identity.server.ts";
import { decodeMemberChange, isMemberChangeKind, type MemberChange } from "#db/jobs/member-change.ts";
import type { MemberRole } from "#db/queries/members.ts";
import { type Asker, findOutcomes } from "./change-request.server.ts";

export type MemberOutcome = {
  id: string;
  kind: MemberChange["kind"];
  status: "waiting" | "done" | "refused";
  reason: string | null;
  /** Of a member. */
  userId: string | null;
  /** Of somebody who was invited. */
  email: string | null;
  role: MemberRole | null;
};

const most = 10;

/** What became of the changes that the address names. Outside a transaction. */
export async function listMemberOutcomes(
  { context, request }: RouteArgs,
  asker: Asker,
): Promise<MemberOutcome[]> {
  const ids = new URL(request.url).searchParams.getAll("change").slice(0, most);
  const changes = await findOutcomes(context, asker, ids);
  return changes.flatMap(({ id, kind, value, status, error: reason }) => {
    const wish = decodeMemberChange({ kind, value });
    if (!isMemberChangeKind(kind) || !wish) return [];
    return {
      ...{ id, kind, status, reason },
      userId: "userId" in wish ? wish.userId : null,
      email: "email" in wish ? wish.email : null,
      role: "role" in wish ? wish.role : null,
    };
  });
}
