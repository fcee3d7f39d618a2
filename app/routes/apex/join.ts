import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { parseHost, tenantOrigin } from "#app/http/host.ts";

const pages = new Map([
  ["sign_in", "/sign-in"],
  ["sign_up", "/sign-up"],
]);

/**
 * The target of an invitation's link. Clerk adds the ticket that admits its holder: they sign up or sign in with it, then
 * complete the last step of joining the workspace. People who are already signed in accepted by following the link.
 */
export function loader({ request, params, context: { env } }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  const workspace = workspaceOf(params.slug ?? "", env.BASE_URL);
  const page = pages.get(searchParams.get("__clerk_status") ?? "");
  if (!page) return redirect(workspace);
  const next = new URL(page, env.BASE_URL);
  next.searchParams.set("__clerk_ticket", searchParams.get("__clerk_ticket") ?? "");
  next.searchParams.set("redirect_url", workspace);
  return redirect(next.href);
}

/** The welcome page of the workspace; if the URL is not a workspace's, the list of the person's workspaces. */
function workspaceOf(slug: string, baseUrl: string): string {
  const isSlug = /^[a-z0-9-]{1,32}$/.test(slug);
  const origin = isSlug ? tenantOrigin(slug, baseUrl) : baseUrl;
  const isTenant = isSlug && parseHost(new URL(origin).host, baseUrl).kind === "tenant";
  return isTenant ? `${origin}/welcome` : new URL("/workspaces", baseUrl).href;
}
