import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { encodeLogo } from "#app/features/settings/logo/encode-logo.server.ts";
import { type LogoRefusal, maxLogoBytes } from "#app/features/settings/logo/logo-refusals.ts";
import { answerInPlace } from "#app/forms/answer.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import type { RouteHandle } from "#app/http/route-rules.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { removeLogo, saveLogo } from "#db/queries/logo.ts";

/** The page with the form says that the file is too large, and keeps its other input. */
export const handle: RouteHandle = { tooLarge: "/settings?logo=tooLarge" };

/** No page of its own. */
export async function loader(args: LoaderFunctionArgs) {
  await withTenant(args, "settings:manage", async () => undefined);
  return redirect("/settings");
}

export async function action(args: ActionFunctionArgs) {
  const form = await readForm(args, "/settings");
  if (form.get("intent") === "remove") {
    await withTenantToWrite(args, "settings:manage", ({ tx, actor, tenant }) =>
      removeLogo(tx, actor, tenant),
    );
    return redirect("/settings");
  }
  // The permission is checked before the image is decoded.
  await withTenant(args, "settings:manage", async () => undefined);
  const logo = await readLogo(form.get("logo"));
  if (typeof logo === "string") return redirect(`/settings?logo=${logo}`);
  await withTenantToWrite(args, "settings:manage", ({ tx, actor, tenant }) =>
    saveLogo(tx, actor, tenant, logo),
  );
  return redirect("/settings?saved=1");
}

/** Stays on the page and keeps the input of the other form. */
export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return answerInPlace(serverAction);
}

async function readLogo(file: FormDataEntryValue | null): Promise<Uint8Array | LogoRefusal> {
  if (!(file instanceof File) || file.size === 0) return "missing";
  if (file.size > maxLogoBytes) return "tooLarge";
  return await encodeLogo(await file.bytes());
}
