import { SignUp } from "@clerk/remix";
import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { AccountPage } from "#app/features/landing/account-page.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { ownAddress } from "#app/http/host.ts";

export function loader({ request, context: { env } }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  // A ticket is an invitation: its holder joins a workspace and does not have to create one.
  const next = searchParams.has("__clerk_ticket") ? "/workspaces" : "/onboarding";
  return { returnTo: ownAddress(searchParams.get("redirect_url"), env.BASE_URL), next };
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("signUp", page);

export default function SignUpPage() {
  const { returnTo, next } = useLoaderData<typeof loader>();
  return (
    <AccountPage>
      <SignUp forceRedirectUrl={returnTo} fallbackRedirectUrl={next} />
    </AccountPage>
  );
}
