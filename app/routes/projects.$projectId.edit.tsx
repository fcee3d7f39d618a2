import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { PageHeader } from "#app/components/page-header.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { ArchivedProject } from "#app/features/projects/archived-project.tsx";
import { ProjectForm } from "#app/features/projects/project-form.tsx";
import { projectSchema } from "#app/features/projects/project-schema.ts";
import { parseSubmission } from "#app/features/submission.ts";
import { readForm, takeDraft } from "#app/tenancy/draft.server.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { getProject, updateProject } from "#db/queries/projects.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

export async function loader(args: LoaderFunctionArgs) {
  const { projectId = "" } = args.params;
  const page = await withTenant(args, "projects:write", async ({ tx, tenant }) => {
    const { name, description, color, status, archivedAt } = await getProject(tx, projectId);
    const project = { name, description, color, status };
    return { workspace: tenant.name, isArchived: archivedAt !== null, project };
  });
  const { draft, headers } = takeDraft(args);
  return data({ ...page, draft }, { headers });
}

export async function action(args: ActionFunctionArgs) {
  const { projectId = "" } = args.params;
  const submission = parseSubmission(await readForm(args), projectSchema);
  const outcome = await withTenantToWrite(args, "projects:write", async ({ tx, actor }) => {
    const { archivedAt } = await getProject(tx, projectId);
    if (archivedAt) return "archived";
    if (submission.status !== "success") return "refused";
    await updateProject(tx, projectId, submission.value, actor);
    return "saved";
  });
  if (outcome === "saved") return redirect("/projects");
  // Somebody else archived it while it was being edited: what was typed stays on the page.
  if (outcome === "archived")
    return data(submission.reply({ formErrors: ["archivedMeanwhile"] }), { status: 409 });
  return data(submission.reply(), { status: 400 });
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("editProject", page);

export default function EditProjectPage() {
  const { project, draft, isArchived } = useLoaderData<typeof loader>();
  const lastResult = useActionData<typeof action>();
  const hasTyped = draft !== undefined || lastResult !== undefined;
  return (
    <div className="grid max-w-2xl grid-cols-1 gap-6">
      <PageHeader title={isArchived ? "Archived project" : "Edit project"} description={project.name} />
      {isArchived && !hasTyped ? (
        <ArchivedProject description={project.description} />
      ) : (
        <ProjectForm
          isNew={false}
          isDraft={draft !== undefined}
          defaultValue={draft ?? project}
          lastResult={lastResult}
        />
      )}
    </div>
  );
}
