import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { type ClientActionFunctionArgs, useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Field } from "#app/components/form/field.tsx";
import { Input } from "#app/components/form/input.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { OwnerForm } from "#app/features/settings/owner-form.tsx";
import { addressSchema } from "#app/features/settings/owner-schemas.ts";
import { keepForm } from "#app/forms/keep-form.ts";
import { readForm } from "#app/forms/read-form.server.ts";
import { parseSubmission } from "#app/forms/submission.ts";
import { parseHost, tenantOrigin } from "#app/http/host.ts";
import { requestChange } from "#app/requests/change-request.server.ts";
import { ownOrigin } from "#app/tenancy/identity.server.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

export async function loader(args: LoaderFunctionArgs) {
  const slug = await withTenant(args, "workspace:own", async ({ tenant }) => tenant.slug);
  return { slug, host: new URL(ownOrigin(args.context)).host };
}

export async function action(args: ActionFunctionArgs) {
  const { BASE_URL } = args.context.env;
  const submission = parseSubmission(await readForm(args), addressSchema);
  const { tenant, member } = await withTenant(args, "workspace:own", async ({ tenant, member }) => {
    return { tenant, member };
  });
  if (submission.status !== "success") return data(submission.reply(), { status: 400 });
  const { slug, confirmation } = submission.value;
  const refuse = (fieldErrors: Record<string, string[]>) =>
    data(submission.reply({ fieldErrors }), { status: 400 });
  if (slug === tenant.slug) return refuse({ slug: ["sameAddress"] });
  const { host } = new URL(tenantOrigin(slug, BASE_URL));
  if (parseHost(host, BASE_URL).kind !== "tenant") return refuse({ slug: ["slugReserved"] });
  if (confirmation !== tenant.slug) return refuse({ confirmation: ["notTheAddress"] });
  const id = await requestChange(args.context, { tenant, member }, "slug", slug);
  const query = new URLSearchParams({ kind: "slug", from: tenant.slug, to: slug });
  return redirect(new URL(`/workspaces/changes/${id}?${query}`, BASE_URL).href);
}

/** Keeps the input, whatever the outcome. */
export function clientAction(args: ClientActionFunctionArgs) {
  return keepForm(args);
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("address", page);

export default function AddressPage() {
  const t = useTranslations("settings.address");
  const { slug, host } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  const typed = result?.initialValue;
  return (
    <div className="grid max-w-2xl grid-cols-1 gap-6">
      <PageHeader
        title={t("title")}
        description={t.rich("description", {
          host,
          b: (chunks) => <bdi className="inline-block font-medium">{chunks}</bdi>,
        })}
      />
      <OwnerForm
        effects={[t("stops"), t("rests"), t("keeps")]}
        confirmationLabel={t.rich("confirmation", {
          slug,
          b: (chunks) => <bdi className="inline-block select-all font-semibold">{chunks}</bdi>,
        })}
        errors={result?.error ?? {}}
        typed={typed?.confirmation?.toString()}
        submit={t("submit")}
      >
        <Field
          label={t("wanted")}
          hint={t("hint", { domain: host.slice(slug.length) })}
          errors={result?.error?.slug ?? []}
        >
          <Input
            name="slug"
            required
            defaultValue={typed?.slug?.toString()}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        </Field>
      </OwnerForm>
    </div>
  );
}
