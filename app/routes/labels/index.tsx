import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { type ClientActionFunctionArgs, useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { can } from "#app/access/permissions.ts";
import { PageHeader } from "#app/components/page-header.tsx";
import { LabelForm } from "#app/features/labels/label-form.tsx";
import { LabelList } from "#app/features/labels/label-list.tsx";
import { labelProblems, labelSchema } from "#app/features/labels/label-schema.ts";
import { pageTitle } from "#app/features/page-title.ts";
import { keepForm } from "#app/forms/keep-form.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { parseSubmission } from "#app/forms/submission.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { createLabel, listLabelsWithUse } from "#db/queries/labels.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

export async function loader(args: LoaderFunctionArgs) {
  return withTenant(args, "projects:read", async ({ tx, member }) => ({
    labels: await listLabelsWithUse(tx),
    mayManage: can(member.role, "labels:manage"),
  }));
}

export async function action(args: ActionFunctionArgs) {
  const submission = parseSubmission(await readForm(args), labelSchema);
  const problem = await withTenantToWrite(args, "labels:manage", async ({ tx, actor }) =>
    submission.status === "success" ? await createLabel(tx, submission.value, actor) : "refused",
  );
  if (!problem) return redirect("/labels");
  const reply = submission.reply(
    problem === "refused" ? {} : { fieldErrors: { name: [labelProblems[problem]] } },
  );
  return data(reply, { status: 400 });
}

/** Keeps the input, whatever the outcome. */
export function clientAction(args: ClientActionFunctionArgs) {
  return keepForm(args);
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("labels", page);

export default function LabelsPage() {
  const t = useTranslations("labels");
  const { labels, mayManage } = useLoaderData<typeof loader>();
  const lastResult = useActionData<typeof action>();
  return (
    <div className="grid max-w-3xl grid-cols-1 gap-6">
      <PageHeader title={t("title")} description={t("description")} />
      <LabelList labels={labels} mayManage={mayManage} />
      {mayManage && (
        <section className="grid grid-cols-1 gap-3">
          <h2 className="font-semibold">{t("form.legend")}</h2>
          <LabelForm key={labels.length} lastResult={lastResult} />
        </section>
      )}
    </div>
  );
}
