import { type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { CreateWorkspace } from "#app/features/onboarding-wait/create-workspace.tsx";
import { OnboardingWait } from "#app/features/onboarding-wait/onboarding-wait.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { organizationIn } from "#app/tenancy/onboarding-progress.server.ts";
import { withPerson } from "#app/tenancy/with-person.server.ts";
import { findReadyWorkspace } from "#app/tenancy/workspaces.server.ts";

/** With `?organization=`: redirects to its workspace as soon as that is ready. */
export async function loader(args: LoaderFunctionArgs) {
  const { request, context } = args;
  const organizationId = organizationIn(request);
  return await withPerson(args, async (identity) => {
    const url = organizationId && (await findReadyWorkspace(context, identity, organizationId));
    if (url) throw redirect(url);
    return { organizationId, apexHost: new URL(context.env.BASE_URL).host };
  });
}

export const meta: MetaFunction<typeof loader> = (page) =>
  pageTitle(page.data?.organizationId ? "makingWorkspace" : "createWorkspace", page);

export default function OnboardingPage() {
  const { organizationId, apexHost } = useLoaderData<typeof loader>();
  if (organizationId) return <OnboardingWait organizationId={organizationId} />;
  return <CreateWorkspace apexHost={apexHost} />;
}
