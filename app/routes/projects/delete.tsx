import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { Form, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { can } from "#app/access/permissions.ts";
import { Card, CardContent, CardFooter } from "#app/components/card.tsx";
import { Button, ButtonLink } from "#app/components/form/button.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { toDone } from "#app/features/projects/project-schema.ts";
import { setFlash } from "#app/forms/flash.server.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { useSubmitOnce } from "#app/forms/use-submit-once.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { Forbidden } from "#db/errors.ts";
import { deleteProject } from "#db/queries/project-archive.ts";
import { getProject } from "#db/queries/projects.ts";
import { countTasks } from "#db/queries/task-list.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

const archive = "/projects?archived=1";

/** A confirmation page, so that it works without scripts. Only archived projects can be deleted. */
export async function loader(args: LoaderFunctionArgs) {
  const { projectId = "" } = args.params;
  const page = await withTenant(args, "projects:write", async ({ tx, member }) => {
    const { id, name, ownerId, archivedAt } = await getProject(tx, projectId);
    if (ownerId !== member.id && !can(member.role, "projects:archive-others"))
      throw new Forbidden("projects:archive-others");
    const { todo, doing, done } = await countTasks(tx, id);
    return { name, isArchived: archivedAt !== null, tasks: todo + doing + done };
  });
  return page.isArchived ? page : redirect("/projects");
}

export async function action(args: ActionFunctionArgs) {
  await readForm(args);
  const { projectId = "" } = args.params;
  const project = await withTenantToWrite(args, "projects:write", async ({ tx, member, actor }) => {
    const mayArchiveOthers = can(member.role, "projects:archive-others");
    return await deleteProject(tx, projectId, { ...actor, mayArchiveOthers });
  });
  const done = toDone("deleted", { moved: [project], refused: [] });
  return redirect(archive, { headers: { "Set-Cookie": setFlash(args, "projects", done) } });
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("deleteProject", page, page.data?.name);

export default function DeleteProjectPage() {
  const { name, tasks } = useLoaderData<typeof loader>();
  const t = useTranslations("projects.deletion");
  const common = useTranslations("common");
  const { isSending, onSubmit } = useSubmitOnce(() => {});
  return (
    <div className="grid max-w-2xl grid-cols-1 gap-6">
      <PageHeader title={t("title")} description={t.rich("text", { name: () => <bdi>{name}</bdi> })} />
      <Form method="post" onSubmit={onSubmit}>
        <Card>
          <CardContent>
            <ul className="grid list-disc gap-2 pl-5 text-sm leading-6 marker:text-muted-foreground">
              <li>{t("tasks", { count: tasks })}</li>
              <li>{t("log")}</li>
            </ul>
          </CardContent>
          <CardFooter>
            <Button type="submit" variant="danger" aria-disabled={isSending}>
              {t("submit")}
            </Button>
            <ButtonLink to={archive} variant="ghost">
              {common("cancel")}
            </ButtonLink>
          </CardFooter>
        </Card>
      </Form>
    </div>
  );
}
