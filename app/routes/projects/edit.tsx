import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { type ClientActionFunctionArgs, useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { can } from "#app/access/permissions.ts";
import { PageHeader } from "#app/components/page-header.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { ArchivedProject } from "#app/features/projects/archived-project.tsx";
import { ProjectConflict } from "#app/features/projects/project-conflict.tsx";
import { ProjectForm } from "#app/features/projects/project-form.tsx";
import { editSchema } from "#app/features/projects/project-schema.ts";
import { keepForm } from "#app/forms/keep-form.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { parseSubmission } from "#app/forms/submission.ts";
import { type TenantScope, withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { isStale } from "#db/errors.ts";
import { findLastChange } from "#db/queries/last-change.ts";
import { listMembers } from "#db/queries/members.ts";
import { canOwn, getProject, mayHandOver, type ProjectFields, updateProject } from "#db/queries/projects.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

export async function loader(args: LoaderFunctionArgs) {
  const { projectId = "" } = args.params;
  return await withTenant(args, "projects:write", async (scope) => {
    const { archivedAt, version, ...row } = await getProject(scope.tx, projectId);
    const { id, name, description, color, status, ownerId } = row;
    const project = { name, description, color, status, ownerId, version: String(version) };
    const owners = mayHandOver(row, editorOf(scope)) ? await listOwners(scope, row) : [];
    return { id, isArchived: archivedAt !== null, project, owners };
  });
}

export async function action(args: ActionFunctionArgs) {
  const { projectId = "" } = args.params;
  const submission = parseSubmission(await readForm(args), editSchema);
  const outcome = await withTenantToWrite(args, "projects:write", async (scope) => {
    const { tx } = scope;
    const { archivedAt, ownerId } = await getProject(tx, projectId);
    if (archivedAt) return "archived";
    if (submission.status !== "success") return "refused";
    const wanted = { ...submission.value, ownerId: submission.value.ownerId ?? ownerId };
    if (wanted.ownerId !== ownerId && !(await canOwn(tx, wanted.ownerId))) return "no owner";
    try {
      await updateProject(tx, projectId, wanted, editorOf(scope));
      return "saved";
    } catch (error) {
      if (!isStale(error)) throw error;
      return await describeConflict(scope, projectId, wanted);
    }
  });
  if (outcome === "saved") return redirect("/projects");
  if (typeof outcome !== "string") return data({ conflict: outcome, lastResult: undefined }, { status: 409 });
  // Someone else archived it during the edit. The input stays on the page.
  const problems = {
    archived: { formErrors: ["archivedMeanwhile"] },
    "no owner": { fieldErrors: { ownerId: ["choose"] } },
    refused: undefined,
  };
  const lastResult = submission.reply(problems[outcome]);
  return data({ lastResult, conflict: undefined }, { status: outcome === "archived" ? 409 : 400 });
}

/** Keeps the input, whatever the outcome. */
export function clientAction(args: ClientActionFunctionArgs) {
  return keepForm(args, (lastResult) => ({ lastResult, conflict: undefined }));
}

type Scope = Pick<TenantScope, "tx" | "member" | "actor">;

function editorOf({ member, actor }: Scope) {
  return { ...actor, mayArchiveOthers: can(member.role, "projects:archive-others") };
}

/** The possible owners, and the current one even if it is a former member. */
async function listOwners({ tx }: Scope, { ownerId, ownerName }: { ownerId: string; ownerName: string }) {
  const members = (await listMembers(tx)).filter(({ id, role }) => role !== "viewer" && id !== ownerId);
  const others = members.map(({ id, firstName, lastName, email }) => {
    return { id, name: `${firstName} ${lastName}`.trim() || email };
  });
  return [{ id: ownerId, name: ownerName }, ...others].sort((a, b) => a.name.localeCompare(b.name));
}

async function describeConflict(scope: Scope, id: string, wanted: ProjectFields) {
  const theirs = await getProject(scope.tx, id);
  const owners = await listOwners(scope, theirs);
  const { by, at = theirs.updatedAt } = await findLastChange(scope.tx, { type: "project", id });
  const { name, description, color, status, ownerId, ownerName, version } = theirs;
  const mayChooseOwner = mayHandOver(theirs, editorOf(scope));
  const mine = mayChooseOwner ? wanted : { ...wanted, ownerId };
  return {
    ...{ by, at: at.toISOString(), now: new Date().toISOString(), version, mayHandOver: mayChooseOwner },
    theirs: { name, description, color, status, ownerId, ownerName },
    mine: {
      ...{ name: mine.name, description: mine.description, color: mine.color, status: mine.status },
      ownerId: mine.ownerId,
      ownerName: owners.find((owner) => owner.id === mine.ownerId)?.name ?? ownerName,
    },
  };
}

export const meta: MetaFunction<typeof loader> = (page) =>
  pageTitle("editProject", page, page.data?.project.name);

export default function EditProjectPage() {
  const t = useTranslations("projects");
  const { id, project, owners, isArchived } = useLoaderData<typeof loader>();
  const { lastResult, conflict } = useActionData<typeof action>() ?? {};
  return (
    <div className="grid max-w-2xl grid-cols-1 gap-6">
      <PageHeader
        title={t(isArchived ? "archived.title" : "form.edit")}
        description={<bdi>{project.name}</bdi>}
      />
      {conflict ? (
        <ProjectConflict conflict={conflict} theirsAt={`/projects/${id}/edit`} />
      ) : isArchived && !lastResult ? (
        <ArchivedProject description={project.description} />
      ) : (
        <ProjectForm isNew={false} defaultValue={project} lastResult={lastResult} owners={owners} />
      )}
    </div>
  );
}
