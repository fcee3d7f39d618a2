import { data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Welcome } from "#app/features/onboarding/welcome.tsx";
import { toWelcomeView } from "#app/features/onboarding/welcome-view.ts";
import { pageTitle } from "#app/features/page-title.ts";
import { takeDraft } from "#app/forms/draft.server.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";
export { unlessRefused as shouldRevalidate } from "#app/forms/revalidation.ts";

export async function loader(args: LoaderFunctionArgs) {
  const view = await withTenant(args, "profile:write", async ({ tenant, member }) =>
    toWelcomeView(tenant, member),
  );
  const { draft, headers } = takeDraft(args);
  return data({ ...view, draft }, { headers });
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("welcome", page);

export default function WelcomePage() {
  return <Welcome {...useLoaderData<typeof loader>()} />;
}
