import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { Form, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Button } from "#app/components/form/button.tsx";
import { Logo } from "#app/components/logo.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { useSubmitOnce } from "#app/forms/use-submit-once.ts";
import { requestChange } from "#app/requests/change-request.server.ts";
import { withTenantToRestore } from "#app/tenancy/with-tenant.server.ts";

/** Outside the workspace's frame, which is closed. Redirects into the workspace if there is nothing to restore. */
export async function loader(args: LoaderFunctionArgs) {
  const { status, workspace } = await withTenantToRestore(args, async ({ tenant }) => {
    return { status: tenant.status, workspace: tenant.name };
  });
  if (status !== "deleting") throw redirect("/dashboard");
  return { workspace };
}

export async function action(args: ActionFunctionArgs) {
  await readForm(args);
  const { tenant, member } = await withTenantToRestore(args, async ({ tenant, member }) => {
    return { tenant, member };
  });
  const id = await requestChange(args.context, { tenant, member }, "restore");
  const query = new URLSearchParams({ kind: "restore", from: tenant.slug });
  return redirect(new URL(`/workspaces/changes/${id}?${query}`, args.context.env.BASE_URL).href);
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("restore", page);

export default function RestorePage() {
  const t = useTranslations("settings.restoring");
  const { workspace } = useLoaderData<typeof loader>();
  const { isSending, onSubmit } = useSubmitOnce(() => {});
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-2xl flex-col px-6">
      <header className="flex h-16 items-center">
        <Logo />
      </header>
      <main className="wrap-anywhere grid grow grid-cols-1 content-center justify-items-start gap-3 pb-32">
        <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
        <p className="max-w-prose text-pretty text-muted-foreground leading-7">{t("text", { workspace })}</p>
        <Form method="post" onSubmit={onSubmit} className="mt-4">
          <Button type="submit" aria-disabled={isSending}>
            {t("submit")}
          </Button>
        </Form>
      </main>
    </div>
  );
}
