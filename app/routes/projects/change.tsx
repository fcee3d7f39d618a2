import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { type ClientActionFunctionArgs, useActionData, useLoaderData, useParams } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { PageHeader } from "#app/components/page-header.tsx";
import { Conflict } from "#app/features/conflict/conflict.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { type FieldAnswer, readFieldChange, readTyped } from "#app/features/projects/list/field-change.ts";
import type { ProjectStatus } from "#app/features/projects/project-fields.ts";
import { answerInPlace } from "#app/forms/answer.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { toHttpError } from "#app/http/errors.ts";
import { backTo, isDocument } from "#app/tenancy/identity.server.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { DomainError, isStale } from "#db/errors.ts";
import { findLastChange } from "#db/queries/last-change.ts";
import { changeProjectField, getProject } from "#db/queries/projects.ts";
import { projectListOf } from "./list-address.server.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

/** Requests whose action renders this page. */
const answered = new WeakSet<object>();

/** This page only renders an action's result. Links redirect to the list. */
export async function loader(args: LoaderFunctionArgs) {
  const { projectId = "" } = args.params;
  const project = await withTenant(args, "projects:write", async ({ tx }) =>
    answered.has(args.context) ? await getProject(tx, projectId) : undefined,
  );
  return project ? { name: project.name, now: new Date().toISOString() } : redirect("/projects");
}

/** Changes the name or the status if it is still what the editor saw. Otherwise both versions are shown. */
export async function action(args: ActionFunctionArgs) {
  const { projectId = "" } = args.params;
  const change = readFieldChange(await readForm(args, projectListOf(args)));
  const { field } = change;
  const answer = await withTenantToWrite(args, "projects:write", async ({ tx, actor }) => {
    if ("refusal" in change) return change.refusal;
    try {
      await changeProjectField(tx, projectId, change, actor);
      return { outcome: "saved" as const };
    } catch (error) {
      if (!isStale(error)) throw error;
    }
    const { [field]: theirs, updatedAt } = await getProject(tx, projectId);
    const { by, at = updatedAt } = await findLastChange(tx, { type: "project", id: projectId });
    const [mine = ""] = Object.values(change.wanted);
    return { outcome: "conflict" as const, field, mine, theirs, by, at: at.toISOString() };
  });
  if (answer.outcome === "conflict") {
    answered.add(args.context);
    return data(answer, { status: 409 });
  }
  if (!isDocument(args.request)) return data(answer, { status: answer.outcome === "saved" ? 200 : 400 });
  if (answer.outcome === "saved") return redirect(backTo(args, "/projects"));
  const malformed = new DomainError("malformed-form", "The form's field cannot be that.");
  throw toHttpError(malformed, args.context.requestId);
}

/** A fetcher of the list sends it, and the list's rows keep the input. */
export async function clientAction({ request, serverAction }: ClientActionFunctionArgs) {
  const typed = readTyped(await request.clone().formData());
  return await answerInPlace(serverAction, (problem): FieldAnswer => {
    return { outcome: "refused", ...typed, problem };
  });
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("editProject", page, page.data?.name);

export default function ChangePage() {
  const t = useTranslations("projects");
  const answer = useActionData<typeof action>();
  const loaded = useLoaderData<typeof loader>();
  const { projectId } = useParams();
  if (answer?.outcome !== "conflict" || !loaded) return null;
  const { field, mine, theirs, by, at } = answer;
  const say = (value: string) => (field === "status" ? t(`status.${value as ProjectStatus}`) : value);
  return (
    <div className="grid max-w-2xl grid-cols-1 gap-6">
      <PageHeader title={t("form.edit")} />
      <Conflict
        by={by}
        at={at}
        now={loaded.now}
        fields={[{ label: t(`form.${field}`), theirs: say(theirs), mine: say(mine) }]}
        resend={{ [field]: mine, seen: theirs }}
        action={`/projects/${projectId}/change`}
        theirsAt="/projects"
      />
    </div>
  );
}
