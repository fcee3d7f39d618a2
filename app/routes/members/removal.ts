import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { answerInPlace } from "#app/forms/answer.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { askForMembers, getManageable } from "#app/requests/member-change.server.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";

/** No page of its own: a link, or the return from sign-in, leads to the list. */
export async function loader(args: LoaderFunctionArgs) {
  await withTenant(args, "members:read", async () => undefined);
  return redirect("/members");
}

/** Removes another member. */
export async function action(args: ActionFunctionArgs) {
  await readForm(args, "/members");
  const { userId, ...asker } = await withTenant(args, "members:manage", async ({ tx, tenant, member }) => {
    const target = await getManageable(tx, member, args.params.memberId ?? "");
    return { tenant, member, userId: target.id };
  });
  const { back } = await askForMembers(args, asker, [{ kind: "remove-member", userId }]);
  return back;
}

export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return answerInPlace(serverAction);
}
