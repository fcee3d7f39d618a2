import { type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useLoaderData, useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { pageTitle } from "#app/features/page-title.ts";
import { ChangePage, type ChangeView } from "#app/features/settings/change-page.tsx";
import { parseHost, tenantOrigin } from "#app/http/host.ts";
import { findOutcome } from "#app/requests/change-request.server.ts";
import { withPerson } from "#app/tenancy/with-person.server.ts";
import { NotFound } from "#db/errors.ts";

const kinds = ["delete", "restore", "slug"] as const;

/**
 * The outcome of a change request. The page is on the apex because the workspace may have been closed or moved meanwhile.
 * `kind`, `from` and `to` come from the URL and lead to our own hosts only.
 */
export function loader(args: LoaderFunctionArgs): Promise<ChangeView> {
  return withPerson(args, () => viewChange(args));
}

async function viewChange(args: LoaderFunctionArgs): Promise<ChangeView> {
  const { context, params, request } = args;
  const query = new URL(request.url).searchParams;
  const kind = kinds.find((known) => known === query.get("kind"));
  const outcome = await findOutcome(context, params.changeId ?? "");
  const origin = originOf(args, query.get(outcome?.status === "done" ? "to" : "from") ?? query.get("from"));
  if (!kind || !outcome || !origin) throw new NotFound("The request");
  const { status: state, error: reason } = outcome;
  if (state === "done" && kind !== "delete")
    throw redirect(`${origin}/${kind === "slug" ? "settings" : "dashboard"}`);
  return { kind, state, reason, workspaceUrl: `${origin}/dashboard` };
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("change", page);

/** Polls every second; without scripts the page reloads itself. */
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
