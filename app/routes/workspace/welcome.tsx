import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Welcome } from "#app/features/onboarding/welcome.tsx";
import { toWelcomeView } from "#app/features/onboarding/welcome-view.ts";
import { pageTitle } from "#app/features/page-title.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";
export { unlessRefused as shouldRevalidate } from "#app/forms/revalidation.ts";

export function loader(args: LoaderFunctionArgs) {
  return withTenant(args, "profile:write", async ({ tenant, member }) => toWelcomeView(tenant, member));
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("welcome", page);

export default function WelcomePage() {
  return <Welcome {...useLoaderData<typeof loader>()} />;
}
