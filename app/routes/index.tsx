import { type LoaderFunctionArgs, redirect } from "@remix-run/node";

export function loader({ context }: LoaderFunctionArgs) {
  if (context.host.kind === "tenant") throw redirect("/dashboard");
  return null;
}

export default function Index() {
  return <h1>Tenantry</h1>;
}
