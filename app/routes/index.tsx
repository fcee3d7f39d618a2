import { type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Landing } from "#app/features/landing/landing.tsx";

export function loader({ context: { host, env } }: LoaderFunctionArgs) {
  if (host.kind === "tenant") throw redirect("/dashboard");
  return { apexHost: new URL(env.BASE_URL).host };
}

export const meta: MetaFunction = () => [
  { title: "Tenantry · Projects, behind your own door" },
  {
    name: "description",
    content: "A workspace of your own for your team's projects, kept apart from all others.",
  },
];

export default function IndexPage() {
  const { apexHost } = useLoaderData<typeof loader>();
  return <Landing apexHost={apexHost} />;
}
