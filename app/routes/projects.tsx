import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Plus } from "lucide-react";
import { ButtonLink } from "#app/components/button.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { ProjectList, ProjectTabs } from "#app/features/projects/project-list.tsx";
import { can } from "#app/tenancy/permissions.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { listProjects } from "#db/queries/projects.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

export async function loader(args: LoaderFunctionArgs) {
  const archived = new URL(args.request.url).searchParams.has("archived");
  return withTenant(args, "projects:read", async ({ tx, tenant, member }) => {
    const rows = await listProjects(tx, { archived });
    const mayWrite = can(member.role, "projects:write");
    const mayArchiveOthers = can(member.role, "projects:archive-others");
    const projects = rows.map((row) => ({
      ...row,
      mayArchive: mayWrite && !archived && (mayArchiveOthers || row.ownerId === member.id),
    }));
    const now = new Date().toISOString();
    return { workspace: tenant.name, archived, mayWrite, now, projects: toViews(projects) };
  });
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("projects", page);

export default function ProjectsPage() {
  const { projects, archived, mayWrite, now } = useLoaderData<typeof loader>();
  const create = mayWrite && (
    <ButtonLink to="/projects/new">
      <Plus aria-hidden />
      New project
    </ButtonLink>
  );
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title="Projects" actions={create} />
      <ProjectTabs archived={archived} />
      <ProjectList projects={projects} archived={archived} mayWrite={mayWrite} now={now} />
    </div>
  );
}

function toViews<T extends { updatedAt: Date }>(rows: T[]) {
  return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }));
}
