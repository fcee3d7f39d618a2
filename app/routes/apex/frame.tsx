import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Outlet } from "@remix-run/react";
import { ApexFrame } from "#app/features/landing/apex-frame.tsx";

/** These pages exist on the apex only. The landing page answers differently on a tenant's host. */
export function loader({ request, context: { host, env } }: LoaderFunctionArgs): null {
  const { pathname, search } = new URL(request.url);
  if (host.kind === "tenant" && pathname !== "/")
    throw redirect(new URL(pathname + search, env.BASE_URL).href);
  return null;
}

export default function Apex() {
  return (
    <ApexFrame>
      <Outlet />
    </ApexFrame>
  );
}
