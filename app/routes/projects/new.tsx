import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { type ClientActionFunctionArgs, useActionData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { PageHeader } from "#app/components/page-header.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { ProjectForm } from "#app/features/projects/project-form.tsx";
import { projectSchema } from "#app/features/projects/project-schema.ts";
import { keepForm } from "#app/forms/keep-form.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { parseSubmission } from "#app/forms/submission.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { createProject } from "#db/queries/projects.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

export async function loader(args: LoaderFunctionArgs) {
  return await withTenant(args, "projects:write", async ({ tenant }) => ({ workspace: tenant.name }));
}

export async function action(args: ActionFunctionArgs) {
  const submission = parseSubmission(await readForm(args), projectSchema);
  const isCreated = await withTenantToWrite(args, "projects:write", async ({ tx, actor }) => {
    if (submission.status !== "success") return false;
    await createProject(tx, { ...submission.value, ownerId: actor.id }, actor.requestId);
    return true;
  });
  return isCreated ? redirect("/projects") : data(submission.reply(), { status: 400 });
}

/** Keeps the input, whatever the outcome. */
export function clientAction(args: ClientActionFunctionArgs) {
  return keepForm(args);
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("newProject", page);

export default function NewProjectPage() {
  const t = useTranslations("projects");
  const lastResult = useActionData<typeof action>();
  return (
    <div className="grid max-w-2xl grid-cols-1 gap-6">
      <PageHeader title={t("create")} />
      <ProjectForm isNew defaultValue={{ color: "blue" }} lastResult={lastResult} />
    </div>
  );
}
