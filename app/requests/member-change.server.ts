import { replace } from "@remix-run/node";
import { isRole, mayManage, type Role } from "#app/access/permissions.ts";
import type { RouteArgs } from "#app/tenancy/identity.server.ts";
import type { Member } from "#app/tenancy/membership.server.ts";
import { Forbidden, NotFound } from "#db/errors.ts";
import { encodeMemberChange, type MemberChange } from "#db/jobs/member-change.ts";
import { findMember } from "#db/queries/members.ts";
import type { TenantReader } from "#db/tenant/transaction.ts";
import { type Asker, findOutcomes, requestChanges } from "./change-request.server.ts";

/** How long the response waits for the worker, in milliseconds. After that the page polls. */
const patience = 2000;

/**
 * Asks the worker for changes, waits briefly for them, and redirects to the members page with its filters, which shows the
 * outcomes. Call it outside a transaction, after withTenant has checked the member's permission.
 */
export async function askForMembers(
  { context, request }: RouteArgs,
  asker: Asker,
  changes: readonly MemberChange[],
): Promise<{ ids: string[]; back: Response; isDone: boolean }> {
  const requests = changes.map((change) => ({ kind: change.kind, value: encodeMemberChange(change) }));
  const ids = await requestChanges(context, asker, requests);
  const isDone = await settle(context, asker, ids, request.signal);
  return { ids, isDone, back: replace(`/members?${searchWith(request, ids)}`) };
}

/** A member of this workspace whom the given member may manage. @throws NotFound; Forbidden. */
export async function getManageable(tx: TenantReader, member: Member, id: string): Promise<Member> {
  const target = /^\w{1,100}$/.test(id) ? await findMember(tx, id) : undefined;
  if (!target) throw new NotFound("The member");
  if (target.id === member.id) throw new Forbidden("members:manage");
  assertMayManage(member, target.role);
  return target;
}

/** @throws Forbidden for an unknown role, or one that the member may not assign. */
export function assertMayManage(member: Member, role: string | null): Role {
  if (!role || !isRole(role) || !mayManage(member.role, role)) throw new Forbidden("members:manage");
  return role;
}

/** Whether the text has the form of Clerk's invitation ids. */
export function isInvitationId(text: string): boolean {
  return /^orginv_\w{1,90}$/.test(text);
}

/** Whether all requests succeeded in time. The page shows those that were refused or still wait. */
async function settle(
  context: RouteArgs["context"],
  asker: Asker,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const until = performance.now() + patience;
  for (let pause = 15; !signal.aborted; pause = Math.min(pause * 1.5, 150)) {
    const outcomes = await findOutcomes(context, asker, ids);
    if (outcomes.every(({ status }) => status !== "waiting"))
      return outcomes.every(({ status }) => status === "done");
    if (performance.now() > until) break;
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
