import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { PageHeader } from "#app/components/page-header.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { RoleMatrix } from "#app/features/roles/role-matrix.tsx";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

export async function loader(args: LoaderFunctionArgs) {
  return withTenant(args, "members:read", async ({ member }) => ({ role: member.role }));
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("roles", page);

export default function RolesPage() {
  const { role } = useLoaderData<typeof loader>();
  const t = useTranslations("roles");
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title={t("title")} description={t("description")} />
      <RoleMatrix own={role} />
    </div>
  );
}
