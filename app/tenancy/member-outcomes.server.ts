import { isMemberChange, type MemberWish, readWish } from "#db/member-wish.ts";
import type { MemberRole } from "#db/queries/members.ts";
import { type Asker, findOutcomes } from "./change-request.server.ts";
import type { RouteArgs } from "./identity.server.ts";

export type MemberOutcome = {
  id: string;
  kind: MemberWish["kind"];
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
    const wish = readWish({ kind, value });
    if (!isMemberChange(kind) || !wish) return [];
    return {
      ...{ id, kind, status, reason },
      userId: "userId" in wish ? wish.userId : null,
      email: "email" in wish ? wish.email : null,
      role: "role" in wish ? wish.role : null,
    };
  });
}
