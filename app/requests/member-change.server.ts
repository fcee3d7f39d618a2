import { replace } from "@remix-run/node";
import { isRole, mayManage, type Role } from "#app/access/permissions.ts";
import type { RouteArgs } from "#app/tenancy/identity.server.ts";
import type { Member } from "#app/tenancy/membership.server.ts";
import { Forbidden, NotFound } from "#db/errors.ts";
import { encodeMemberChange, type MemberChange } from "#db/jobs/member-change.ts";
import { findMember } from "#db/queries/members.ts";
import type { TenantReader } from "#db/tenant/transaction.ts";
import { type Asker, findOutcomes, requestChanges } from "./change-request.server.ts";

/** How long an answer waits for the worker, in milliseconds. After that the page follows it. */
const patience = 2000;

/**
 * Asks the worker for what is wished, waits a moment for it, and leads back to the page of members, as it was filtered,
 * which says what became of it. To be called outside a transaction, for a member whose right to it a door has checked.
 */
export async function askForMembers(
  { context, request }: RouteArgs,
  asker: Asker,
  wishes: readonly MemberChange[],
): Promise<{ ids: string[]; back: Response; isDone: boolean }> {
  const changes = wishes.map((wish) => ({ kind: wish.kind, value: encodeMemberChange(wish) }));
  const ids = await requestChanges(context, asker, changes);
  const isDone = await settle(context, asker, ids, request.signal);
  return { ids, isDone, back: replace(`/members?${searchWith(request, ids)}`) };
}

/** Somebody of this workspace whom the member may manage. @throws NotFound; Forbidden. */
export async function getManageable(tx: TenantReader, member: Member, id: string): Promise<Member> {
  const target = /^\w{1,100}$/.test(id) ? await findMember(tx, id) : undefined;
  if (!target) throw new NotFound("The member");
  if (target.id === member.id) throw new Forbidden("members:manage");
  assertMayManage(member, target.role);
  return target;
}

/** @throws Forbidden for a role that is not the member's to give, or is none. */
export function assertMayManage(member: Member, role: string | null): Role {
  if (!role || !isRole(role) || !mayManage(member.role, role)) throw new Forbidden("members:manage");
  return role;
}

/** Whether a part of an address can be the id of an invitation at all: Clerk's begin with what they are of. */
export function isInvitationId(text: string): boolean {
  return /^orginv_\w{1,90}$/.test(text);
}

/** Whether all was done. What is refused, or still on its way, the page tells. */
async function settle(
  context: RouteArgs["context"],
  asker: Asker,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const until = Date.now() + patience;
  for (let pause = 15; !signal.aborted; pause = Math.min(pause * 1.5, 150)) {
    const outcomes = await findOutcomes(context, asker, ids);
    if (outcomes.every(({ status }) => status !== "waiting"))
      return outcomes.every(({ status }) => status === "done");
    if (Date.now() > until) break;
    await Bun.sleep(pause);
  }
  return false;
}

function searchWith(request: Request, ids: readonly string[]): URLSearchParams {
  const search = new URL(request.url).searchParams;
  search.delete("change");
  for (const id of ids) search.append("change", id);
  return search;
}
