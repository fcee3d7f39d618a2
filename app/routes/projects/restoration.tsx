import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { can } from "#app/access/permissions.ts";
import { readIds, toDone } from "#app/features/projects/project-schema.ts";
import { answerInPlace } from "#app/forms/answer.ts";
import { answerWithFlash } from "#app/forms/flash.server.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { restoreProjects } from "#db/queries/project-archive.ts";
import { projectListOf } from "./list-address.server.ts";

/** No page of its own: a link, or the return from sign-in, leads to the list. */
export async function loader(args: LoaderFunctionArgs) {
  await withTenant(args, "projects:read", async () => undefined);
  return redirect("/projects");
}

/** Restores the projects whose ids are in the form. Undo of archiving uses it, too. */
export async function action(args: ActionFunctionArgs) {
  const ids = readIds(await readForm(args, projectListOf(args)));
  const moved = await withTenantToWrite(args, "projects:write", async ({ tx, member, actor }) => {
    const mayArchiveOthers = can(member.role, "projects:archive-others");
    return await restoreProjects(tx, ids, { ...actor, mayArchiveOthers });
  });
  return answerWithFlash(args, "projects", toDone("restored", moved), "/projects");
}

export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return answerInPlace(serverAction);
}
