import { SignIn } from "@clerk/remix";
import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { AccountPage } from "#app/features/landing/account-page.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { ownAddress } from "#app/http/host.ts";

export function loader({ request, context: { env } }: LoaderFunctionArgs) {
  const wanted = new URL(request.url).searchParams.get("redirect_url");
  return { returnTo: ownAddress(wanted, env.BASE_URL) };
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("signIn", page);

export default function SignInPage() {
  const { returnTo } = useLoaderData<typeof loader>();
  return (
    <AccountPage>
      <SignIn forceRedirectUrl={returnTo} fallbackRedirectUrl="/workspaces" />
    </AccountPage>
  );
}
