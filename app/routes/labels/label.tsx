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
import { DeleteLabel } from "#app/features/labels/delete-label.tsx";
import { LabelForm } from "#app/features/labels/label-form.tsx";
import { labelProblems, labelSchema } from "#app/features/labels/label-schema.ts";
import { pageTitle } from "#app/features/page-title.ts";
import { keepForm } from "#app/forms/keep-form.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { parseSubmission } from "#app/forms/submission.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { getLabel, isNameTaken, updateLabel } from "#db/queries/labels.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

export async function loader(args: LoaderFunctionArgs) {
  const { labelId = "" } = args.params;
  return withTenant(args, "labels:manage", async ({ tx }) => ({ label: await getLabel(tx, labelId) }));
}

export async function action(args: ActionFunctionArgs) {
  const { labelId = "" } = args.params;
  const submission = parseSubmission(await readForm(args), labelSchema);
  const toProblem = (error: unknown) => (isNameTaken(error) ? "taken" : Promise.reject(error));
  const problem = await withTenantToWrite(args, "labels:manage", async ({ tx, actor }) => {
    if (submission.status === "success") return await updateLabel(tx, labelId, submission.value, actor);
    await getLabel(tx, labelId);
    return "refused";
  }).catch(toProblem);
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

export const meta: MetaFunction<typeof loader> = (page) =>
  pageTitle("editLabel", page, page.data?.label.name);

export default function LabelPage() {
  const t = useTranslations("labels");
  const { label } = useLoaderData<typeof loader>();
  const lastResult = useActionData<typeof action>();
  return (
    <div className="grid max-w-3xl grid-cols-1 gap-6">
      <PageHeader title={t("editTitle")} description={<bdi>{label.name}</bdi>} />
      <LabelForm label={label} lastResult={lastResult} />
      <DeleteLabel label={label} />
    </div>
  );
}
