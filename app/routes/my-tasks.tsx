import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { CircleCheckBig } from "lucide-react";
import { useTranslations } from "use-intl";
import { EmptyState } from "#app/components/empty-state.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { TaskList } from "#app/features/tasks/task-list.tsx";
import { can } from "#app/tenancy/permissions.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { listOpenTasksOf } from "#db/queries/tasks.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

export async function loader(args: LoaderFunctionArgs) {
  return withTenant(args, "projects:read", async ({ tx, member }) => {
    return { tasks: await listOpenTasksOf(tx, member.id), mayWrite: can(member.role, "projects:write") };
  });
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("myTasks", page);

export default function MyTasksPage() {
  const { tasks, mayWrite } = useLoaderData<typeof loader>();
  const t = useTranslations("tasks");
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title={t("myTitle")} description={t("myDescription")} />
      {tasks.length > 0 ? (
        <TaskList tasks={tasks} mayWrite={mayWrite} showProject />
      ) : (
        <EmptyState icon={CircleCheckBig} title={t("myEmptyTitle")}>
          {t("myEmpty")}
        </EmptyState>
      )}
    </div>
  );
}
