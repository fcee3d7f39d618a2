import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { answerInPlace } from "#app/forms/answer.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { toHttpError } from "#app/http/errors.ts";
import { askForMembers, isInvitationId } from "#app/requests/member-change.server.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { NotFound } from "#db/errors.ts";

/** No page of its own: a link, or the return from sign-in, leads to the list. */
export async function loader(args: LoaderFunctionArgs) {
  await withTenant(args, "members:read", async () => undefined);
  return redirect("/members");
}

/** Revokes an invitation. The worker asks Clerk whether it exists and for which role. */
export async function action(args: ActionFunctionArgs) {
  await readForm(args, "/members");
  const { invitationId = "" } = args.params;
  const asker = await withTenant(args, "members:manage", async ({ tenant, member }) => ({ tenant, member }));
  if (!isInvitationId(invitationId))
    throw toHttpError(new NotFound("The invitation"), args.context.requestId);
  const { back } = await askForMembers(args, asker, [{ kind: "revoke-invitation", invitationId }]);
  return back;
}

export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return answerInPlace(serverAction);
}
