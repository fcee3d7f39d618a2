import { data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData, useNavigation } from "@remix-run/react";
import { Plus } from "lucide-react";
import { useTranslations } from "use-intl";
import { can } from "#app/access/permissions.ts";
import { cn } from "#app/components/class-names.ts";
import { ButtonLink } from "#app/components/form/button.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { Pages } from "#app/components/pages.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { DoneNotice } from "#app/features/projects/list/done-notice.tsx";
import { NoProjects } from "#app/features/projects/list/no-projects.tsx";
import { ProjectFilters } from "#app/features/projects/list/project-filters.tsx";
import { ProjectList } from "#app/features/projects/list/project-list.tsx";
import { useResolvedConflicts } from "#app/features/projects/list/use-resolved-conflicts.ts";
import { toAddress } from "#app/features/projects/project-address.ts";
import { keyOf, readOrder, readProjectChoices } from "#app/features/projects/project-filter.ts";
import { doneSchema } from "#app/features/projects/project-schema.ts";
import { ProjectTabs } from "#app/features/projects/project-tabs.tsx";
import { UnsavedChanges } from "#app/features/projects/unsaved-changes.tsx";
import { takeFlash } from "#app/forms/flash.server.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { listLabels } from "#db/queries/labels.ts";
import { listProjectOwners, listProjects } from "#db/queries/project-list.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";
export { afterConflicts as shouldRevalidate } from "#app/forms/revalidation.ts";

const pageSize = 50;

export async function loader(args: LoaderFunctionArgs) {
  const { searchParams } = new URL(args.request.url);
  const choices = readProjectChoices(searchParams);
  const { archived, status, owner, label, q, sort } = choices;
  const order = readOrder(sort, searchParams.get("after"));
  const filter = { archived, status, ownerId: owner, labelId: label, search: q, order, limit: pageSize + 1 };
  const page = await withTenant(args, "projects:read", async ({ tx, member }) => {
    const [rows, owners, labels] = await Promise.all([
      listProjects(tx, filter),
      listProjectOwners(tx),
      listLabels(tx),
    ]);
    const mayWrite = can(member.role, "projects:write");
    const mayArchiveOthers = can(member.role, "projects:archive-others");
    const last = rows.length > pageSize ? rows[pageSize - 1] : undefined;
    return {
      me: member.id,
      mayWrite,
      ...{ owners, labels },
      next: last ? toAddress(choices, keyOf(sort, last)) : null,
      projects: rows.slice(0, pageSize).map((row) => ({
        ...{ id: row.id, name: row.name, description: row.description, color: row.color, status: row.status },
        ...{ ownerName: row.ownerName, updatedAt: row.updatedAt.toISOString(), taskCount: row.taskCount },
        labels: row.labels,
        mayArchive: mayWrite && (mayArchiveOthers || row.ownerId === member.id),
      })),
    };
  });
  const { done, headers } = takeFlash(args, "projects", doneSchema);
  const rest = { choices, isFirst: order.after === undefined, done, now: new Date().toISOString() };
  return data({ ...page, ...rest }, { headers });
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("projects", page);

export default function ProjectsPage() {
  const t = useTranslations("projects");
  const { projects, choices, owners, labels, me, mayWrite, next, isFirst, done, now } =
    useLoaderData<typeof loader>();
  const { location } = useNavigation();
  const resolved = useResolvedConflicts();
  const isLoading = location?.pathname === "/projects";
  const create = mayWrite && (
    <ButtonLink to="/projects/new" prefetch="intent">
      <Plus aria-hidden />
      {t("create")}
    </ButtonLink>
  );
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title={t("title")} actions={create} />
      <ProjectTabs choices={choices} />
      <ProjectFilters choices={choices} owners={owners} labels={labels} me={me} />
      <UnsavedChanges projects={projects} resolved={resolved} />
      <div
        aria-busy={isLoading}
        className={cn("transition-opacity", isLoading && "opacity-60 delay-150 motion-reduce:delay-0")}
      >
        {projects.length > 0 ? (
          <ProjectList
            projects={projects}
            archived={choices.archived}
            mayWrite={mayWrite}
            now={now}
            resolved={resolved}
          />
        ) : (
          <NoProjects choices={choices} mayWrite={mayWrite} />
        )}
      </div>
      <Pages next={next} first={isFirst ? null : toAddress(choices)} />
      <DoneNotice done={done} />
    </div>
  );
}
