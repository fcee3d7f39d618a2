import { data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { can } from "#app/access/permissions.ts";
import { pageTitle } from "#app/features/page-title.ts";
import { MyTasks } from "#app/features/tasks/list/my-tasks.tsx";
import { packKey, unpackKey } from "#app/features/tasks/task-filter.ts";
import { doneSchema } from "#app/features/tasks/task-schema.ts";
import { toPeople } from "#app/features/tasks/task-view.ts";
import { takeFlash } from "#app/forms/flash.server.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { dayIn } from "#db/queries/dashboard.ts";
import { listMembers } from "#db/queries/members.ts";
import { readSettings } from "#db/queries/settings.ts";
import { listOpenTasksOf } from "#db/queries/task-list.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";
export { afterConflicts as shouldRevalidate } from "#app/forms/revalidation.ts";

const pageSize = 100;

export async function loader(args: LoaderFunctionArgs) {
  const after = unpackKey(new URL(args.request.url).searchParams.get("after"), "due");
  const page = await withTenant(args, "projects:read", async ({ tx, member }) => {
    const [rows, members, { timeZone }] = await Promise.all([
      listOpenTasksOf(tx, member.id, { after, limit: pageSize + 1 }),
      listMembers(tx),
      readSettings(tx),
    ]);
    const last = rows.length > pageSize ? rows[pageSize - 1] : undefined;
    return {
      tasks: rows.slice(0, pageSize).map(({ key: _, ...task }) => task),
      people: toPeople(members),
      today: dayIn(timeZone, new Date()),
      mayWrite: can(member.role, "projects:write"),
      more: last ? `/my-tasks?after=${packKey(last.key)}` : null,
      isFirst: after === undefined,
    };
  });
  const { done, headers } = takeFlash(args, "tasks", doneSchema);
  return data({ ...page, done }, { headers });
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("myTasks", page);

export default function MyTasksPage() {
  return <MyTasks {...useLoaderData<typeof loader>()} />;
}
