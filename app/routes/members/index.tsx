import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import {
  type ClientActionFunctionArgs,
  useActionData,
  useLoaderData,
  useRevalidator,
} from "@remix-run/react";
import { useEffect } from "react";
import { can } from "#app/access/permissions.ts";
import { type Invitations, listInvitations } from "#app/clerk/invitations.server.ts";
import { inviteSchema } from "#app/features/members/invite-schema.ts";
import {
  memberSearch,
  packPlace,
  readMemberChoices,
  unpackPlace,
} from "#app/features/members/member-filter.ts";
import { toMemberView } from "#app/features/members/member-view.ts";
import { MembersView } from "#app/features/members/members-view.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { keepForm } from "#app/forms/keep-form.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { parseSubmission } from "#app/forms/submission.ts";
import type { Asker } from "#app/requests/change-request.server.ts";
import { askForMembers, assertMayManage } from "#app/requests/member-change.server.ts";
import { listMemberOutcomes } from "#app/requests/member-outcomes.server.ts";
import { isDocument } from "#app/tenancy/identity.server.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { countPeople, listMembersAfter, listNames } from "#db/queries/member-list.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";
export { unlessRefused as shouldRevalidate } from "#app/forms/revalidation.ts";

const pageSize = 100;

/** How long the page waits for Clerk's invitations before it streams them later, in milliseconds. */
const patience = 150;

export async function loader(args: LoaderFunctionArgs) {
  const { searchParams } = new URL(args.request.url);
  const choices = readMemberChoices(searchParams);
  const after = unpackPlace(searchParams.get("after"));
  const { asker, rows, ...page } = await withTenant(args, "members:read", async ({ tx, tenant, member }) => {
    const filter = { words: choices.q, role: choices.role };
    const [rows, { members, owners }] = await Promise.all([
      listMembersAfter(tx, filter, { after, limit: pageSize + 1 }),
      countPeople(tx),
    ]);
    const isOnlyOwner = member.role === "owner" && owners === 1;
    const me = { id: member.id, role: member.role, isOnlyOwner };
    return { asker: { tenant, member }, rows, workspace: tenant.name, me, count: members };
  });
  const last = rows.length > pageSize ? rows[pageSize - 1] : undefined;
  const [outcomes, invitations] = await Promise.all([
    describeOutcomes(args, asker),
    startInvitations(args, asker, searchParams.has("wait")),
  ]);
  const list = {
    ...{ choices, outcomes, members: rows.slice(0, pageSize).map(toMemberView) },
    next: last ? `/members${memberSearch(choices, { after: packPlace(last) })}` : null,
    first: after ? `/members${memberSearch(choices)}` : null,
    now: new Date().toISOString(),
  };
  return { ...page, ...list, invitations: invitations?.found ?? null };
}

/** Invites people. */
export async function action(args: ActionFunctionArgs) {
  const submission = parseSubmission(await readForm(args), inviteSchema);
  const asker = await withTenant(args, "members:manage", async ({ tenant, member }) => {
    if (submission.status === "success") assertMayManage(member, submission.value.role);
    return { tenant, member };
  });
  if (submission.status !== "success") return data(submission.reply(), { status: 400 });
  const { emails, role } = submission.value;
  const returnTo = new URL(`/join/${asker.tenant.slug}`, args.context.env.BASE_URL).href;
  const wishes = emails.map((email) => ({ kind: "invite" as const, email, role, returnTo }));
  const { back } = await askForMembers(args, asker, wishes);
  return back;
}

/** Keeps the input, whatever the outcome. */
export function clientAction(args: ClientActionFunctionArgs) {
  return keepForm(args);
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("members", page);

export default function MembersPage() {
  const page = useLoaderData<typeof loader>();
  useReloadWhile(page.outcomes.some(({ status }) => status === "waiting"));
  return <MembersView {...page} lastResult={useActionData<typeof action>()} />;
}

/** Revalidates every second. Without scripts the page reloads itself. */
function useReloadWhile(isWaiting: boolean): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(revalidate, 1000);
    return () => clearInterval(timer);
  }, [isWaiting, revalidate]);
}

async function describeOutcomes(args: LoaderFunctionArgs, asker: Asker) {
  const outcomes = await listMemberOutcomes(args, asker);
  const ids = outcomes.flatMap(({ userId }) => userId ?? []);
  const names =
    ids.length > 0 ? await withTenant(args, "members:read", ({ tx }) => listNames(tx, ids)) : undefined;
  return outcomes.map(({ userId, email, ...outcome }) => {
    return { ...outcome, whom: email ?? names?.get(userId ?? "") ?? "" };
  });
}

/**
 * Pending invitations, if the member may manage members. They are in the document if Clerk answers quickly, and streamed
 * after it otherwise. Wrapped in an object, because a returned promise would be awaited.
 */
async function startInvitations(
  { context, request }: LoaderFunctionArgs,
  { tenant, member }: Asker,
  isToWait: boolean,
): Promise<{ found: Invitations | null | Promise<Invitations | null> } | undefined> {
  if (!can(member.role, "members:manage")) return undefined;
  const found = listInvitations(context, tenant);
  if (isToWait) return { found: await found };
  if (!isDocument(request)) return { found };
  const early = await Promise.race([found, Bun.sleep(patience).then(() => undefined)]);
  return { found: early === undefined ? found : early };
}
