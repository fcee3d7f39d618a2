import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { ButtonLink } from "#app/components/button.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { MemberList } from "#app/features/members/member-list.tsx";
import { OrganizationPanel } from "#app/features/members/organization-panel.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { can } from "#app/tenancy/permissions.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { listMembers } from "#db/queries/members.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

export async function loader(args: LoaderFunctionArgs) {
  return withTenant(args, "members:read", async ({ tx, tenant, member }) => {
    const members = await listMembers(tx);
    const mayManage = can(member.role, "members:manage");
    return {
      workspace: tenant.name,
      organizationId: tenant.clerkOrgId,
      mayManage,
      members: members.map(({ id, email, firstName, lastName, avatarUrl, role }) => {
        return { id, email, avatarUrl, role, name: `${firstName} ${lastName}`.trim() || email };
      }),
    };
  });
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("members", page);

export default function MembersPage() {
  const { members, mayManage, organizationId } = useLoaderData<typeof loader>();
  const t = useTranslations("roles");
  const description = mayManage
    ? "Invite people, change what they may do, or remove them."
    : "The people you work with here.";
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader
        title="Members"
        description={description}
        actions={
          <ButtonLink to="/roles" variant="ghost" size="sm">
            {t("link")}
          </ButtonLink>
        }
      />
      {mayManage ? <OrganizationPanel organizationId={organizationId} /> : <MemberList members={members} />}
      {mayManage && (
        <noscript>
          <MemberList members={members} />
        </noscript>
      )}
    </div>
  );
}
