import { type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Landing } from "#app/features/landing/landing.tsx";
import { pageTitle } from "#app/features/page-title.ts";

export function loader({ context: { host, env } }: LoaderFunctionArgs) {
  if (host.kind === "tenant") throw redirect("/dashboard");
  return { apexHost: new URL(env.BASE_URL).host };
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("landing", page);

export default function IndexPage() {
  const { apexHost } = useLoaderData<typeof loader>();
  return <Landing apexHost={apexHost} />;
}
