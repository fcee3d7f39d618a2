import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { type ClientActionFunctionArgs, useActionData, useLoaderData } from "@remix-run/react";
import { profileSchema } from "#app/features/onboarding/profile-schema.ts";
import { Welcome } from "#app/features/onboarding/welcome.tsx";
import { toWelcomeView } from "#app/features/onboarding/welcome-view.ts";
import { keepForm } from "#app/forms/keep-form.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { parseSubmission } from "#app/forms/submission.ts";
import { toHttpError } from "#app/http/errors.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { NotFound } from "#db/errors.ts";
import { completeOnboarding } from "#db/queries/members.ts";

/** `POST /api/tenants/:slug/users/onboarding`: stores the profile and marks onboarding as complete. */
export async function action(args: ActionFunctionArgs) {
  assertOwnSlug(args);
  const submission = parseSubmission(await readForm(args, "/welcome"), profileSchema);
  await withTenantToWrite(args, "profile:write", async ({ tx, member }) => {
    if (submission.status === "success") await completeOnboarding(tx, member.id, submission.value);
  });
  return submission.status === "success"
    ? redirect("/dashboard", 303)
    : data(submission.reply(), { status: 400 });
}

/** Keeps the input, whatever the outcome. */
export function clientAction(args: ClientActionFunctionArgs) {
  return keepForm(args);
}

/** Shows the form again with its errors, for browsers without scripts. */
export async function loader(args: LoaderFunctionArgs) {
  assertOwnSlug(args);
  return withTenant(args, "profile:write", async ({ tenant, member }) => toWelcomeView(tenant, member));
}

/** The host decides the tenant. A path with another slug is a mistake or an attack. */
function assertOwnSlug({ params, context }: LoaderFunctionArgs | ActionFunctionArgs): void {
  const { host, requestId } = context;
  if (host.kind !== "tenant" || params.slug !== host.slug)
    throw toHttpError(new NotFound("The workspace"), requestId);
}

export default function RefusedOnboarding() {
  return <Welcome {...useLoaderData<typeof loader>()} lastResult={useActionData<typeof action>()} />;
}
