import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { ListTodo } from "lucide-react";
import { useTranslations } from "use-intl";
import { ButtonLink } from "#app/components/button.tsx";
import { EmptyState } from "#app/components/empty-state.tsx";
import { Notice } from "#app/components/notice.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { parseSubmission } from "#app/features/submission.ts";
import { TaskForm } from "#app/features/tasks/task-form.tsx";
import { TaskList } from "#app/features/tasks/task-list.tsx";
import { taskSchema } from "#app/features/tasks/task-schema.ts";
import { readForm, takeDraft } from "#app/tenancy/draft.server.ts";
import { can } from "#app/tenancy/permissions.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { getProject } from "#db/queries/projects.ts";
import { createTask, listTasks } from "#db/queries/tasks.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

export async function loader(args: LoaderFunctionArgs) {
  const { projectId = "" } = args.params;
  const page = await withTenant(args, "projects:read", async ({ tx, member }) => {
    const { id, name, description, archivedAt } = await getProject(tx, projectId);
    const mayWrite = can(member.role, "projects:write") && !archivedAt;
    return {
      project: { id, name, description, isArchived: archivedAt !== null },
      mayWrite,
      tasks: await listTasks(tx, id),
    };
  });
  const { draft, headers } = takeDraft(args);
  return data({ ...page, draft }, { headers });
}

export async function action(args: ActionFunctionArgs) {
  const { projectId = "" } = args.params;
  const submission = parseSubmission(await readForm(args), taskSchema);
  const isAdded = await withTenantToWrite(args, "projects:write", async ({ tx, actor }) => {
    if (submission.status !== "success") return false;
    const { title, dueOn, mine } = submission.value;
    await createTask(tx, projectId, { title, dueOn, assigneeId: mine ? actor.id : null }, actor);
    return true;
  });
  if (isAdded) return redirect(`/projects/${encodeURIComponent(projectId)}`);
  return data(submission.reply(), { status: 400 });
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("tasks", page);

export default function ProjectPage() {
  const { project, mayWrite, tasks, draft } = useLoaderData<typeof loader>();
  const lastResult = useActionData<typeof action>();
  const t = useTranslations("tasks");
  const actions = (
    <>
      <ButtonLink to="/projects" variant="ghost" size="sm">
        {t("projects")}
      </ButtonLink>
      {mayWrite && (
        <ButtonLink to={`/projects/${project.id}/edit`} variant="secondary" size="sm">
          {t("edit")}
        </ButtonLink>
      )}
    </>
  );
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader
        title={<bdi>{project.name}</bdi>}
        description={project.description && <bdi className="whitespace-pre-line">{project.description}</bdi>}
        actions={actions}
      />
      {project.isArchived && <Notice>{t("archived")}</Notice>}
      {mayWrite && <TaskForm lastResult={lastResult} draft={draft} count={tasks.length} />}
      {tasks.length > 0 ? (
        <TaskList tasks={tasks} mayWrite={mayWrite} />
      ) : (
        <EmptyState icon={ListTodo} title={t("emptyTitle")}>
          {mayWrite && t("empty")}
        </EmptyState>
      )}
    </div>
  );
}
