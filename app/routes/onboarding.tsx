import { type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { CreateWorkspace } from "#app/features/onboarding-wait/create-workspace.tsx";
import { OnboardingWait } from "#app/features/onboarding-wait/onboarding-wait.tsx";
import { toHttpError } from "#app/http-errors.ts";
import { tenantOrigin } from "#app/tenancy/host.ts";
import { identify } from "#app/tenancy/identity.server.ts";
import { findReadyWorkspace } from "#app/tenancy/workspaces.server.ts";

/** With `?organization=`: to its workspace as soon as that is made. */
export async function loader(args: LoaderFunctionArgs) {
  const { request, context } = args;
  const identity = await identify(args);
  const { BASE_URL } = context.env;
  const organizationId = new URL(request.url).searchParams.get("organization");
  if (!organizationId) return { organizationId, apexHost: new URL(BASE_URL).host };
  try {
    const tenant = await findReadyWorkspace(context, identity, organizationId);
    if (tenant) throw redirect(`${tenantOrigin(tenant.slug, BASE_URL)}/welcome`);
  } catch (error) {
    throw toHttpError(error, context.requestId);
  }
  return { organizationId, apexHost: new URL(BASE_URL).host };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.organizationId ? "Making your workspace" : "Create a workspace"} · Tenantry` },
];

export default function OnboardingPage() {
  const { organizationId, apexHost } = useLoaderData<typeof loader>();
  if (organizationId) return <OnboardingWait organizationId={organizationId} />;
  return <CreateWorkspace apexHost={apexHost} />;
}
