import type { SubmissionResult } from "@conform-to/react";
import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirectDocument,
} from "@remix-run/node";
import {
  type ClientActionFunctionArgs,
  useActionData,
  useLoaderData,
  useRevalidator,
} from "@remix-run/react";
import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { can } from "#app/access/permissions.ts";
import { clerkFor } from "#app/clerk/api.server.ts";
import { ClerkRefused } from "#app/clerk/calls.ts";
import { Notice } from "#app/components/notice/notice.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { accentFields } from "#app/features/settings/accent/accents.ts";
import { GeneralForm } from "#app/features/settings/general-form.tsx";
import {
  type GeneralValues,
  generalSchema,
  generalValues,
  valuesBefore,
  wantedValues,
} from "#app/features/settings/general-schema.ts";
import { LogoCard } from "#app/features/settings/logo/logo-card.tsx";
import { mergeChanges } from "#app/features/settings/merge-changes.ts";
import { OwnerCard } from "#app/features/settings/owner-card.tsx";
import { listTimeZones } from "#app/features/settings/time-zones.ts";
import { keepForm } from "#app/forms/keep-form.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { parseSubmission } from "#app/forms/submission.ts";
import { isLocale } from "#app/i18n/locale.ts";
import { ownOrigin } from "#app/tenancy/identity.server.ts";
import { withTenant, withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
import { isDomainError } from "#db/errors.ts";
import { findLogoVersion } from "#db/queries/logo.ts";
import {
  findPendingName,
  isTimeZone,
  lockSettings,
  readSettings,
  recordNewName,
  type Settings,
  saveSettings,
} from "#db/queries/settings.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";
export { unlessRefused as shouldRevalidate } from "#app/forms/revalidation.ts";

export async function loader(args: LoaderFunctionArgs) {
  const page = await withTenant(args, "settings:manage", async ({ tx, tenant, member }) => {
    const [{ locale, timeZone, accent }, logo, pendingName] = await Promise.all([
      readSettings(tx),
      findLogoVersion(tx),
      findPendingName(tx, tenant.name),
    ]);
    const name = pendingName ?? tenant.name;
    const stored = generalValues({ name, locale, timeZone, accent });
    return {
      workspace: tenant.name,
      stored,
      general: { ...stored, ...accentFields(accent) },
      logo: logo ? `/logo?v=${logo}` : null,
      pendingName,
      isOwner: can(member.role, "workspace:own"),
    };
  });
  const { searchParams } = new URL(args.request.url);
  const query = { isSaved: searchParams.has("saved"), logoRefusal: searchParams.get("logo") };
  const host = new URL(ownOrigin(args.context)).host;
  return { ...page, ...query, host, timeZones: listTimeZones() };
}

export async function action(args: ActionFunctionArgs) {
  const submission = parseSubmission(await readForm(args), generalSchema);
  const { tenant, present, knowsZone } = await withTenant(args, "settings:manage", async ({ tx, tenant }) => {
    const zone = submission.status === "success" ? submission.value.timeZone : "";
    const [settings, pendingName, knowsZone] = await Promise.all([
      readSettings(tx),
      findPendingName(tx, tenant.name),
      isTimeZone(tx, zone),
    ]);
    return { tenant, knowsZone, present: generalValues({ name: pendingName ?? tenant.name, ...settings }) };
  });
  if (submission.status !== "success") return data(submission.reply(), { status: 400 });
  const { value } = submission;
  if (!knowsZone) return data(submission.reply({ fieldErrors: { timeZone: ["choose"] } }), { status: 400 });
  const [was, wanted] = [valuesBefore(value), wantedValues(value)];
  const { merged: early, conflicts } = mergeChanges(was, wanted, present);
  if (conflicts.length > 0) return data(askToCompare(submission, present, conflicts), { status: 409 });
  const { name } = early;
  if (name !== present.name) {
    const outcome = await clerkFor(args.context)
      .updateOrganization(tenant.clerkOrgId, { name })
      .then((updated) => (updated ? "renamed" : "unavailable"), toOutcome);
    if (outcome === "unavailable")
      return data(submission.reply({ formErrors: ["identityAway"] }), { status: 503 });
    if (outcome === "refused")
      return data(submission.reply({ fieldErrors: { name: ["nameRefused"] } }), { status: 400 });
  }
  // Clerk may have been slow, so the other settings are compared again under the lock.
  const late = await withTenantToWrite(args, "settings:manage", async ({ tx, tenant, actor }) => {
    if (name !== present.name) await recordNewName(tx, actor, tenant, name);
    const locked = generalValues({ name, ...(await lockSettings(tx)) });
    const { merged, conflicts } = mergeChanges(was, wanted, locked);
    if (conflicts.length === 0) await saveSettings(tx, actor, tenant.name, toStored(merged));
    return { locked, conflicts };
  });
  if (late.conflicts.length > 0)
    return data(askToCompare(submission, late.locked, late.conflicts), { status: 409 });
  // Language and time zone affect the whole document.
  return redirectDocument("/settings?saved=1");
}

/** Keeps the input, whatever the outcome. */
export function clientAction(args: ClientActionFunctionArgs) {
  return keepForm(args);
}

type Answer = SubmissionResult<string[]> & { theirs?: Partial<GeneralValues> };

/** Settings that both changed keep the stored value until the second member has seen it. */
function askToCompare(
  submission: ReturnType<typeof parseSubmission<typeof generalSchema>>,
  present: GeneralValues,
  conflicts: (keyof GeneralValues)[],
) {
  const fieldErrors = Object.fromEntries(conflicts.map((name) => [name, ["changedByAnother"]]));
  const theirs: Partial<GeneralValues> = Object.fromEntries(conflicts.map((name) => [name, present[name]]));
  return { ...submission.reply({ fieldErrors }), theirs };
}

function toStored({ locale, timeZone, accent }: GeneralValues): Settings {
  return { timeZone, locale: isLocale(locale) ? locale : null, accent: accent === "own" ? null : accent };
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("settings", page);

export default function SettingsPage() {
  const t = useTranslations("settings");
  const page = useLoaderData<typeof loader>();
  const answer: Answer | undefined = useActionData<typeof action>();
  const { pendingName } = page;
  useReloadWhile(pendingName !== undefined);
  return (
    <div className="grid max-w-3xl grid-cols-1 gap-6">
      <PageHeader title={t("title")} description={t("description")} />
      {page.isSaved && !answer && <Notice>{t("saved")}</Notice>}
      <GeneralForm
        defaultValue={page.general}
        stored={page.stored}
        theirs={answer?.theirs}
        timeZones={page.timeZones}
        pendingName={pendingName}
        lastResult={answer}
      />
      <LogoCard workspace={page.workspace} logo={page.logo} refusal={page.logoRefusal} />
      {page.isOwner && <OwnerCard host={page.host} />}
    </div>
  );
}

/** Revalidates every two seconds until the worker is done. */
function useReloadWhile(isPending: boolean): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!isPending) return;
    const timer = setInterval(revalidate, 2000);
    return () => clearInterval(timer);
  }, [isPending, revalidate]);
}

function toOutcome(error: unknown): "refused" | "unavailable" {
  if (error instanceof ClerkRefused) return "refused";
  if (isDomainError(error) && error.code === "unavailable") return "unavailable";
  throw error;
}
