import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { Badge } from "#app/components/badge.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { Stat } from "#app/components/stat.tsx";
import { FinishSetup } from "#app/features/dashboard/finish-setup.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { ProjectList } from "#app/features/projects/project-list.tsx";
import { can } from "#app/tenancy/permissions.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { countMembers } from "#db/queries/members.ts";
import { countProjects, listProjects } from "#db/queries/projects.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

export async function loader(args: LoaderFunctionArgs) {
  return withTenant(args, "projects:read", async ({ tx, tenant, member }) => {
    const [projects, members, recent] = await Promise.all([
      countProjects(tx, member.id),
      countMembers(tx),
      listProjects(tx, { limit: 5 }),
    ]);
    return {
      workspace: tenant.name,
      member: {
        name: member.firstName || member.email,
        role: member.role,
        isOnboarded: member.onboardedAt !== null,
      },
      mayWrite: can(member.role, "projects:write"),
      counts: { ...projects, members },
      now: new Date().toISOString(),
      recent: recent.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString(), mayArchive: false })),
    };
  });
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("dashboard", page);

export default function DashboardPage() {
  const { workspace, member, mayWrite, counts, recent, now } = useLoaderData<typeof loader>();
  return (
    <div className="grid grid-cols-1 gap-8">
      {!member.isOnboarded && <FinishSetup />}
      <PageHeader
        title={`Welcome, ${member.name}`}
        description={
          <span className="inline-flex flex-wrap items-center gap-x-2.5 gap-y-1">
            Here is {workspace} at a glance.
            <Badge variant="accent" className="capitalize">
              {member.role}
            </Badge>
          </span>
        }
      />
      <div className="grid grid-cols-3 gap-2.5 sm:gap-4">
        <Stat label="Projects" value={counts.total} />
        <Stat label="Yours" value={counts.mine} />
        <Stat label="Members" value={counts.members} />
      </div>
      <section aria-labelledby="recent" className="grid grid-cols-1 gap-4">
        <div className="flex items-baseline justify-between">
          <h2 id="recent" className="font-semibold text-lg tracking-tight">
            Recent projects
          </h2>
          {recent.length > 0 && (
            <Link
              to="/projects"
              prefetch="intent"
              className="font-medium text-accent text-sm hover:underline"
            >
              All projects
            </Link>
          )}
        </div>
        <ProjectList projects={recent} archived={false} mayWrite={mayWrite} now={now} />
      </section>
    </div>
  );
}
