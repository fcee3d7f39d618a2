import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { type ClientActionFunctionArgs, useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { PageHeader } from "#app/components/page-header.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { OwnerForm } from "#app/features/settings/owner-form.tsx";
import { deletionSchema } from "#app/features/settings/owner-schemas.ts";
import { keepForm } from "#app/forms/keep-form.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { parseSubmission } from "#app/forms/submission.ts";
import { requestChange } from "#app/requests/change-request.server.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

export async function loader(args: LoaderFunctionArgs) {
  return await withTenant(args, "workspace:own", async ({ tenant }) => {
    return { workspace: tenant.name, slug: tenant.slug };
  });
}

export async function action(args: ActionFunctionArgs) {
  const submission = parseSubmission(await readForm(args), deletionSchema);
  const { tenant, member } = await withTenant(args, "workspace:own", async ({ tenant, member }) => {
    return { tenant, member };
  });
  if (submission.status !== "success") return data(submission.reply(), { status: 400 });
  if (submission.value.confirmation !== tenant.slug)
    return data(submission.reply({ fieldErrors: { confirmation: ["notTheAddress"] } }), { status: 400 });
  const id = await requestChange(args.context, { tenant, member }, "delete");
  const query = new URLSearchParams({ kind: "delete", from: tenant.slug });
  return redirect(new URL(`/workspaces/changes/${id}?${query}`, args.context.env.BASE_URL).href);
}

/** Keeps the input, whatever the outcome. */
export function clientAction(args: ClientActionFunctionArgs) {
  return keepForm(args);
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("deleteWorkspace", page);

export default function DeletePage() {
  const t = useTranslations("settings.deletion");
  const { workspace, slug } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  return (
    <div className="grid max-w-2xl grid-cols-1 gap-6">
      <PageHeader title={t("title")} description={t("description", { workspace })} />
      <OwnerForm
        effects={[t("closes"), t("grace"), t("keeps")]}
        confirmationLabel={t.rich("confirmation", {
          slug,
          b: (chunks) => <bdi className="inline-block select-all font-semibold">{chunks}</bdi>,
        })}
        errors={result?.error ?? {}}
        typed={result?.initialValue?.confirmation?.toString()}
        submit={t("submit")}
        variant="danger"
      />
    </div>
  );
}
