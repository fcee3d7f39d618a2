import { type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useLoaderData, useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { pageTitle } from "#app/features/page-title.ts";
import { ChangePage, type ChangeView } from "#app/features/settings/change-page.tsx";
import { toHttpError } from "#app/http/errors.ts";
import { parseHost, tenantOrigin } from "#app/http/host.ts";
import { findOutcome } from "#app/requests/change-request.server.ts";
import { identify } from "#app/tenancy/identity.server.ts";
import { NotFound } from "#db/errors.ts";

const kinds = ["delete", "restore", "slug"] as const;

/**
 * What becomes of a request. On the apex: the workspace may be closed meanwhile, or be elsewhere. Its id says whose it
 * is; the words around it come with the address, and lead nowhere but to our own hosts.
 */
export async function loader(args: LoaderFunctionArgs): Promise<ChangeView> {
  const { context, params, request } = args;
  await identify(args);
  const query = new URL(request.url).searchParams;
  const kind = kinds.find((known) => known === query.get("kind"));
  const outcome = await findOutcome(context, params.changeId ?? "");
  const origin = originOf(args, query.get(outcome?.status === "done" ? "to" : "from") ?? query.get("from"));
  if (!kind || !outcome || !origin) throw toHttpError(new NotFound("The request"), context.requestId);
  const { status: state, error: reason } = outcome;
  if (state === "done" && kind !== "delete")
    throw redirect(`${origin}/${kind === "slug" ? "settings" : "dashboard"}`);
  return { kind, state, reason, workspaceUrl: `${origin}/dashboard` };
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("change", page);

/** Asks again each second; without scripts the page does by itself. */
export default function SettingsChangePage() {
  const change = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const isWaiting = change.state === "waiting";
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(revalidate, 1000);
    return () => clearInterval(timer);
  }, [isWaiting, revalidate]);
  return (
    <>
      {isWaiting && (
        <noscript>
          <meta httpEquiv="refresh" content="2" />
        </noscript>
      )}
      <ChangePage {...change} />
    </>
  );
}

function originOf({ context: { env } }: LoaderFunctionArgs, slug: string | null): string | undefined {
  if (!slug || !/^[a-z0-9-]{1,32}$/.test(slug)) return undefined;
  const origin = tenantOrigin(slug, env.BASE_URL);
  return parseHost(new URL(origin).host, env.BASE_URL).kind === "tenant" ? origin : undefined;
}
