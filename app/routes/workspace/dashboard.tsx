import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { LayoutDashboard } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import { can } from "#app/access/permissions.ts";
import { EmptyState } from "#app/components/empty-state.tsx";
import { ButtonLink } from "#app/components/form/button.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { Activity } from "#app/features/dashboard/activity.tsx";
import { layOutBars, layOutParts } from "#app/features/dashboard/chart.server.ts";
import { addDays, listDays } from "#app/features/dashboard/days.ts";
import { Due } from "#app/features/dashboard/due.tsx";
import { FinishSetup } from "#app/features/dashboard/finish-setup.tsx";
import { OnlineMembers } from "#app/features/dashboard/online-members.tsx";
import { Progress } from "#app/features/dashboard/progress.tsx";
import { RecentChanges } from "#app/features/dashboard/recent-changes.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { withTenantFinding } from "#app/tenancy/with-tenant.server.ts";
import { dayIn, findDashboard, maxDue } from "#db/queries/dashboard.ts";
import type { TenantReader } from "#db/tenant/transaction.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

const dayMs = 86_400_000;
/** The number of days in the chart, and of days after today in the week of due tasks. */
const days = 14;
const weekEnds = 6;

export async function loader(args: LoaderFunctionArgs) {
  const now = new Date();
  const find = (tx: TenantReader, userId: string) =>
    findDashboard(tx, {
      userId,
      // The workspace's time zone is known only with the answer, so the query covers the adjacent days.
      dueUpTo: addDays(dayIn("UTC", now), weekEnds + 1),
      completedSince: new Date(now.getTime() - (days + 1) * dayMs),
      seenSince: new Date(now.getTime() - dayMs),
    });
  return withTenantFinding(
    args,
    "projects:read",
    find,
    async ({ member, dashboard, settings: { timeZone } }) => {
      const today = dayIn(timeZone, now);
      const { completed, progress, recentChanges, recentMembers, isBegun } = dashboard;
      const due = dashboard.due.filter(({ dueOn }) => dueOn <= addDays(today, weekEnds));
      const counts = new Map(completed.map(({ day, count }) => [day, count]));
      return {
        me: member.id,
        name: member.firstName || member.email,
        isOnboarded: member.onboardedAt !== null,
        mayWrite: can(member.role, "projects:write"),
        mayInvite: can(member.role, "members:manage"),
        now: now.toISOString(),
        today,
        isBegun,
        due: due.slice(0, maxDue),
        isMoreDue: due.length > maxDue,
        chart: layOutBars(listDays(today, days), counts),
        progress: progress.map((row) => ({ ...row, parts: layOutParts([row.done, row.doing, row.todo]) })),
        recentChanges: recentChanges.map((row) => ({ ...row, at: row.at.toISOString() })),
        recentMembers: recentMembers
          .filter(({ lastSeenAt }) => dayIn(timeZone, lastSeenAt) === today)
          .map(({ id, firstName, lastName, email, avatarUrl, lastSeenAt }) => {
            const name = `${firstName} ${lastName}`.trim() || email;
            return { id, name, avatarUrl, lastSeenAt: lastSeenAt.toISOString() };
          }),
      };
    },
  );
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("dashboard", page);

export default function DashboardPage() {
  const t = useTranslations("dashboard");
  const format = useFormatter();
  const page = useLoaderData<typeof loader>();
  const { isBegun, due, today, chart, progress, recentChanges, recentMembers, me, now } = page;
  return (
    <div className="grid grid-cols-1 gap-6">
      {!page.isOnboarded && <FinishSetup />}
      <PageHeader
        title={t("greeting", { name: page.name })}
        description={format.dateTime(new Date(now), { weekday: "long", day: "numeric", month: "long" })}
      />
      {isBegun ? (
        <div className="grid grid-cols-1 gap-5 lg:grid-cols-6">
          <Due tasks={due} isCut={page.isMoreDue} today={today} className="lg:col-span-4" />
          <OnlineMembers members={recentMembers} me={me} now={now} className="lg:col-span-2" />
          <Activity chart={chart} className="lg:col-span-3" />
          <Progress projects={progress} className="lg:col-span-3" />
          <RecentChanges changes={recentChanges} now={now} className="lg:col-span-6" />
        </div>
      ) : (
        <Beginning mayWrite={page.mayWrite} mayInvite={page.mayInvite} />
      )}
    </div>
  );
}

function Beginning({ mayWrite, mayInvite }: { mayWrite: boolean; mayInvite: boolean }) {
  const t = useTranslations("dashboard.empty");
  const actions = (
    <>
      {mayWrite && <ButtonLink to="/projects/new">{t("create")}</ButtonLink>}
      {mayInvite && (
        <ButtonLink to="/members" variant="secondary">
          {t("invite")}
        </ButtonLink>
      )}
    </>
  );
  return (
    <EmptyState icon={LayoutDashboard} title={t("title")} action={mayWrite && actions}>
      {t(mayWrite ? "write" : "read")}
    </EmptyState>
  );
}
