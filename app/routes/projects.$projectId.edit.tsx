import { parseWithZod } from "@conform-to/zod/v4";
import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { PageHeader } from "#app/components/page-header.tsx";
import { ProjectForm } from "#app/features/projects/project-form.tsx";
import { projectSchema } from "#app/features/projects/project-schema.ts";
import { readForm, takeDraft } from "#app/tenancy/draft.server.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { getProject, updateProject } from "#db/queries/projects.ts";

export async function loader(args: LoaderFunctionArgs) {
  const { projectId = "" } = args.params;
  const page = await withTenant(args, "projects:write", async ({ tx, tenant }) => {
    const { name, description, color, status } = await getProject(tx, projectId);
    return { workspace: tenant.name, project: { name, description, color, status } };
  });
  const { draft, headers } = takeDraft(args);
  return data({ ...page, draft }, { headers });
}

export async function action(args: ActionFunctionArgs) {
  const { projectId = "" } = args.params;
  const submission = parseWithZod(await readForm(args), { schema: projectSchema });
  const isSaved = await withTenant(args, "projects:write", async ({ tx }) => {
    if (submission.status !== "success") return false;
    await updateProject(tx, projectId, submission.value);
    return true;
  });
  return isSaved ? redirect("/projects") : data(submission.reply(), { status: 400 });
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.project.name ?? "Project"} · ${data?.workspace ?? "Workspace"} · Tenantry` },
];

export default function EditProjectPage() {
  const { project, draft } = useLoaderData<typeof loader>();
  const lastResult = useActionData<typeof action>();
  return (
    <div className="grid max-w-2xl gap-6">
      <PageHeader title="Edit project" description={project.name} />
      <ProjectForm
        isNew={false}
        isDraft={draft !== undefined}
        defaultValue={draft ?? project}
        lastResult={lastResult}
      />
    </div>
  );
}
