import { type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { CreateWorkspace } from "#app/features/onboarding-wait/create-workspace.tsx";
import { OnboardingWait } from "#app/features/onboarding-wait/onboarding-wait.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { toHttpError } from "#app/http/errors.ts";
import { identify } from "#app/tenancy/identity.server.ts";
import { organizationIn } from "#app/tenancy/onboarding-progress.server.ts";
import { findReadyWorkspace } from "#app/tenancy/workspaces.server.ts";

/** With `?organization=`: to its workspace as soon as that is made. */
export async function loader(args: LoaderFunctionArgs) {
  const { request, context } = args;
  const identity = await identify(args);
  const { BASE_URL } = context.env;
  const organizationId = organizationIn(request);
  if (!organizationId) return { organizationId, apexHost: new URL(BASE_URL).host };
  try {
    const url = await findReadyWorkspace(context, identity, organizationId);
    if (url) throw redirect(url);
  } catch (error) {
    throw toHttpError(error, context.requestId);
  }
  return { organizationId, apexHost: new URL(BASE_URL).host };
}

export const meta: MetaFunction<typeof loader> = (page) =>
  pageTitle(page.data?.organizationId ? "makingWorkspace" : "createWorkspace", page);

export default function OnboardingPage() {
  const { organizationId, apexHost } = useLoaderData<typeof loader>();
  if (organizationId) return <OnboardingWait organizationId={organizationId} />;
  return <CreateWorkspace apexHost={apexHost} />;
}
