import { parseWithZod } from "@conform-to/zod/v4";
import { type ActionFunctionArgs, data, redirect } from "@remix-run/node";
import { profileSchema } from "#app/features/onboarding/profile-schema.ts";
import { toHttpError } from "#app/http-errors.ts";
import { readForm } from "#app/tenancy/draft.server.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { NotFound } from "#db/errors.ts";
import { completeOnboarding } from "#db/queries/members.ts";

/** `POST /api/tenants/:slug/users/onboarding`: stores what the person said of themselves, marks onboarding complete. */
export async function action(args: ActionFunctionArgs) {
  assertOwnSlug(args);
  const submission = parseWithZod(await readForm(args, "/welcome"), { schema: profileSchema });
  if (submission.status !== "success") return data(submission.reply(), { status: 400 });
  const profile = submission.value;
  await withTenant(args, "profile:write", ({ tx, member }) => completeOnboarding(tx, member.id, profile));
  return redirect("/dashboard", 303);
}

/** The tenant is the host's. A path that names another one is a mistake, or an attempt. */
function assertOwnSlug({ params, context }: ActionFunctionArgs): void {
  const { host, requestId } = context;
  if (host.kind !== "tenant" || params.slug !== host.slug)
    throw toHttpError(new NotFound("The workspace"), requestId);
}
